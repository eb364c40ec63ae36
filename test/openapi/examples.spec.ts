import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { ask, startService, type TestService } from '../support/service.js';
import { upload } from '../support/uploads.js';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Body {
  readonly content?: Readonly<Record<string, Media>>;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

function operationsOf({ paths }: Description): Operation[] {
  return Object.values(paths).flatMap((item) => Object.values(item));
}

/** Every JSON body that is taken, or given on success, with its example. */
function bodiesOf(description: Description): { name: string; media: Media; value: unknown }[] {
  return operationsOf(description).flatMap(({ operationId, requestBody, responses }) => {
    const replies = Object.entries(responses).filter(([status]) => ['200', '201'].includes(status));
    return [['request', requestBody] as const, ...replies].flatMap(([kind, body]) => {
      const media = body?.content?.['application/json'];
      if (media === undefined) return [];
      const value = media.example ?? Object.values(media.examples ?? {})[0]?.value;
      return [{ name: `${operationId} ${kind}`, media, value }];
    });
  });
}

describe('the examples in the description of the API', () => {
  let service: TestService;
  let description: Description;

  beforeAll(async () => {
    service = await startService();
    ({ body: description } = await ask<Description>(service, 'GET', '/api/openapi.json'));
  });

  afterAll(() => service.stop());

  /** What was recorded as the request of an operation. */
  function recorded(id: string): Record<string, unknown> {
    const operation = operationsOf(description).find(({ operationId }) => operationId === id)!;
    return operation.requestBody!.content!['application/json']!.example as Record<string, unknown>;
  }

  it('should stand at every JSON body and keep its schema', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema({ $id: 'description', components: description.components });
    const bodies = bodiesOf(description);
    const local = (schema: object): object =>
      JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"description#/components')) as object;

    expect(bodies.length).toBeGreaterThan(40);
    expect(bodies.filter(({ value }) => value === undefined).map(({ name }) => name)).toEqual([]);
    for (const { name, media, value } of bodies) {
      const validate = ajv.compile(local(media.schema));
      validate(value);
      expect([name, validate.errors ?? []]).toEqual([name, []]);
    }
  });

  it('should be taken by the service, with the ids that it gives now', async () => {
    const send = async (method: string, address: string, body?: unknown, version?: string) => {
      const headers: Record<string, string> = version === undefined ? {} : { 'if-match': version };
      const reply = await ask<{ id: string }>(service, method, address, { body, headers });
      expect([address, reply.status, reply.status < 300 ? undefined : reply.body]).toEqual([
        address,
        reply.status,
        undefined,
      ]);
      return { id: reply.body.id, etag: reply.headers.get('etag') ?? '' };
    };
    const trust = await send('POST', '/api/v1/trusts', recorded('createTrust'));
    await send('PATCH', `/api/v1/trusts/${trust.id}`, recorded('updateTrust'), trust.etag);
    const site = await send('POST', `/api/v1/trusts/${trust.id}/sites`, recorded('createSite'));
    await send('PATCH', `/api/v1/sites/${site.id}`, recorded('updateSite'), site.etag);
    const made = { ...recorded('createDeployment'), siteId: site.id };
    const deployment = await send('POST', '/api/v1/deployments', made);
    await send('PATCH', `/api/v1/deployments/${deployment.id}`, recorded('updateDeployment'), deployment.etag);
    const { id } = await send('POST', '/api/v1/assessments', { deploymentId: deployment.id });
    const address = `/api/v1/assessments/${id}`;
    const empty = await send('GET', `${address}/sections/IT`);
    const saved = await send('PUT', `${address}/sections/IT`, recorded('saveSection'), empty.etag);
    const file = await upload(service, id, 'results.csv', 'case;result');
    const naming = (body: Record<string, unknown>) => ({
      ...body,
      item: { ...(body.item as object), fileId: file.body.id },
    });
    const item = await send('POST', `${address}/evidence`, naming(recorded('addEvidence')), saved.etag);
    await send('PUT', `/api/v1/evidence/${item.id}`, naming(recorded('replaceEvidence')), item.etag);
    const revision = await send('GET', `${address}/revision`);
    const snapshot = await send('POST', `${address}/submit`, undefined, revision.etag);
    await send('POST', `/api/v1/snapshots/${snapshot.id}/what-if`, recorded('whatIf'));
    await send('POST', '/api/v1/score', recorded('score'));
    await send('POST', '/api/v1/plan', recorded('plan'));
  });

  it('should be served as the same description in JSON and YAML, and as a page with its assets', async () => {
    const yaml = await (await fetch(`${service.url}/api/openapi.yaml`)).text();
    const page = await fetch(`${service.url}/api/docs/`);
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, address]) => address!);

    expect(parse(yaml)).toEqual(description);
    expect(page.status).toBe(200);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      const { status } = await fetch(new URL(asset, `${service.url}/api/docs/`));
      expect([asset, status]).toEqual([asset, 200]);
    }
  });
});
