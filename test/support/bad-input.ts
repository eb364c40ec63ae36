import { expect } from '@jest/globals';
import { ask, setUpAssessment, type TestService } from './service.js';

export interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly currentVersion?: number | string;
  readonly errors?: readonly { pointer?: string; parameter?: string; code: string; detail: string }[];
}

export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ProblemBody;
}

export const JSON_TYPE = { 'content-type': 'application/json' };
export const SECTION = '/api/v1/assessments/{assessmentId}/sections/GV';
export const EVIDENCE = '/api/v1/assessments/{assessmentId}/evidence';
export const DEPLOYMENT = '/api/v1/deployments/{deploymentId}';

/** One of everything that can be addressed, so that a bad request meets something that it could spoil. */
export class Target {
  private constructor(
    readonly service: TestService,
    private readonly ids: Readonly<Record<string, string>>,
  ) {}

  /** Makes a trust, its site, a deployment, an assessment with evidence, a submission of it and an open revision. */
  static async setUp(service: TestService): Promise<Target> {
    const made = await setUpAssessment(service);
    const assessment = `/api/v1/assessments/${made.assessmentId}`;
    const change = (method: string, address: string, version: string, body?: unknown) =>
      ask<{ id: string }>(service, method, address, { body, headers: { 'if-match': version } });
    const evidence = [{ title: 'DPIA', date: '2026-10-01' }];
    await change('PUT', `${assessment}/sections/GV`, '"1"', {
      answers: { 'GV-01': { value: 3, note: 'Signed.', evidence } },
    });
    const revision = await ask(service, 'GET', `${assessment}/revision`);
    const snapshot = await change('POST', `${assessment}/submit`, revision.headers.get('etag') ?? '');
    expect(snapshot.status).toBe(201);
    await ask(service, 'POST', `${assessment}/revisions`);
    const list = await ask<{ items: { id: string }[] }>(service, 'GET', `${assessment}/evidence`);
    return new Target(service, { ...made, snapshotId: snapshot.body.id, evidenceId: list.body.items[0]?.id ?? '' });
  }

  /** The address with ids in the place of the names in braces. */
  filled(address: string): string {
    return address.replace(/\{(\w+)\}/g, (_, name: string) => this.ids[name] ?? name);
  }

  /** Sends a body as it is; the answer has to be a problem, and every stored row has to be as before. */
  async refused(
    method: string,
    address: string,
    body?: string | Buffer,
    headers: Readonly<Record<string, string>> = JSON_TYPE,
  ): Promise<Refusal> {
    const before = await this.service.database.rows();
    const response = await fetch(`${this.service.url}${this.filled(address)}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const answer = { status: response.status, headers: response.headers, body: (await response.json()) as ProblemBody };
    expect(await this.service.database.rows()).toEqual(before);
    return answer;
  }

  /** The `ETag` of what a change of this address is made on; undefined where it has none. */
  async version(address: string): Promise<string | undefined> {
    const response = await fetch(`${this.service.url}${this.filled(address === EVIDENCE ? SECTION : address)}`);
    await response.arrayBuffer();
    return response.headers.get('etag') ?? undefined;
  }

  /** Whatever was sent: the service works as before. */
  async assertUnharmed(): Promise<void> {
    expect((await ask(this.service, 'GET', '/health/ready')).status).toBe(200);
    const body = { code: 'ZZ99', name: 'The last trust' };
    expect((await ask(this.service, 'POST', '/api/v1/trusts', { body })).status).toBe(201);
  }
}
