import http from 'node:http';
import { URL } from 'node:url';
import { AUTHORISED } from './operators-key.js';
import type { RawReply } from './openapi-replies.js';
import type { ApiRequest } from './openapi-requests.js';

const MOST_IDS = 400;
const PLACE = /\{\{([^{}:]+):(\d+)\}\}/g;
/** What an id in a reply of an operation is the id of. */
const MADE: Readonly<Record<string, string>> = {
  createTrust: 'trustId',
  createSite: 'siteId',
  createDeployment: 'deploymentId',
  createAssessment: 'assessmentId',
  submitAssessment: 'snapshotId',
  addEvidence: 'evidenceId',
  listTrusts: 'trustId',
  listSites: 'siteId',
  listDeployments: 'deploymentId',
  listAssessments: 'assessmentId',
  listSnapshots: 'snapshotId',
  listEvidence: 'evidenceId',
  createPlan: 'planId',
  listPlans: 'planId',
  uploadFile: 'fileId',
  listFiles: 'fileId',
  orderPlanArchive: 'archiveId',
  orderRanking: 'rankingId',
  orderPlans: 'jobId',
  listJobs: 'jobId',
  listKeys: 'keyId',
  createKey: 'keyId',
  listPeople: 'personId',
  listInvitations: 'invitationId',
  createInvitation: 'invitationId',
  listHandOvers: 'handOverId',
  createHandOver: 'handOverId',
  listVendors: 'vendorId',
  createVendor: 'vendorId',
  listNetworks: 'networkId',
  createNetwork: 'networkId',
  listConcerns: 'concernId',
  createConcern: 'concernId',
  listContacts: 'contactId',
  logContact: 'contactId',
  listPromises: 'promiseId',
  makePromise: 'promiseId',
  listPortfolioViews: 'viewId',
  savePortfolioView: 'viewId',
  listPublishedAnswers: 'publishedAnswerId',
  publishAnswer: 'publishedAnswerId',
  listStatements: 'statementId',
  publishStatement: 'statementId',
};
/** What the requests made themselves, which may come to more than what was there before. */
const MADE_NOW: Readonly<Record<string, string>> = {
  createTrust: 'madeTrustId',
  createVendor: 'madeVendorId',
  createDeployment: 'madeDeploymentId',
  publishStatement: 'madeStatementId',
};

/** The parts of replies that hold ids. */
interface Told {
  readonly id?: string;
  /** What a person holds */
  readonly roles?: readonly { readonly id: string }[];
  /** In a list of what concerns an assessment */
  readonly statement?: { readonly id: string };
}

/** Sends generated requests one after the other, and remembers the ids of what the service says it has. */
export class RequestSender {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  /**
   * @param identity headers that say who sends; default: whoever runs the service
   * @param pools what the service says it has; several senders may share what they learn
   * @param kept ids that no request is to name, such as those of the senders
   */
  constructor(
    private readonly url: string,
    private readonly identity: Readonly<Record<string, string>> = AUTHORISED,
    private readonly pools = new Map<string, Set<string>>(),
    private readonly kept: ReadonlySet<string> = new Set(),
  ) {}

  async send({ operation, address, headers, ifMatch, body }: ApiRequest): Promise<RawReply> {
    const path = this.filled(address);
    const content = typeof body === 'string' ? this.filled(body) : body;
    const version = ifMatch === 'right' ? await this.versionOf(operation.operationId, path, content) : ifMatch;
    const reply = await this.exchange(
      operation.method,
      path,
      { ...headers, ...(version !== undefined && { 'if-match': version }) },
      content,
    );
    if (reply.status < 300) this.learn(operation.operationId, reply, path);
    return reply;
  }

  close(): void {
    this.agent.destroy();
  }

  /** Asks until it has ids of everything that can be listed. */
  async explore(): Promise<void> {
    for (const list of [
      'trusts',
      'deployments',
      'assessments',
      'keys',
      'people',
      'invitations',
      'vendors',
      'networks',
      'statements',
      'concerns',
    ]) {
      this.learn(
        `list${list.charAt(0).toUpperCase()}${list.slice(1)}`,
        await this.exchange('GET', `/api/v1/${list}`, {}),
      );
    }
    for (const id of this.pools.get('trustId') ?? [])
      this.learn('listSites', await this.exchange('GET', `/api/v1/trusts/${id}/sites`, {}));
    for (const id of this.pools.get('assessmentId') ?? []) {
      this.learn('listSnapshots', await this.exchange('GET', `/api/v1/assessments/${id}/snapshots`, {}));
      this.learn('listEvidence', await this.exchange('GET', `/api/v1/assessments/${id}/evidence`, {}));
    }
    const multipart = { 'content-type': 'multipart/form-data; boundary=limit' };
    const part = 'Content-Disposition: form-data; name="file"; filename="minutes.txt"\r\n\r\nAgreed.';
    for (const id of this.pools.get('assessmentId') ?? []) {
      const address = `/api/v1/assessments/${id}/files`;
      this.learn('uploadFile', await this.exchange('POST', address, multipart, `--limit\r\n${part}\r\n--limit--\r\n`));
    }
    const [snapshotId = ''] = this.pools.get('snapshotId') ?? [];
    const headers = { 'content-type': 'application/json' };
    this.learn('createPlan', await this.exchange('POST', `/api/v1/snapshots/${snapshotId}/plans`, headers, '{}'));
    const order = JSON.stringify({ deploymentIds: [...(this.pools.get('deploymentId') ?? [])].slice(0, 1) });
    this.learn('orderPlans', await this.exchange('POST', '/api/v1/plan-orders', headers, order));
    const archives = '/api/v1/portfolio/plan-archives?q=none-has-this-name';
    this.learn('orderPlanArchive', await this.exchange('POST', archives, {}));
    const rankings = '/api/v1/portfolio/rankings?q=none-has-this-name';
    this.learn('orderRanking', await this.exchange('POST', rankings, {}));
  }

  /** Finds the assessments of this sender that a statement concerns. */
  async findStatements(): Promise<void> {
    const { body } = await this.exchange('GET', '/api/v1/assessments?limit=200', {});
    for (const { id } of (JSON.parse(body.toString()) as { items: { id: string }[] }).items) {
      const address = `/api/v1/assessments/${id}/statements`;
      this.learn('listAssessmentStatements', await this.exchange('GET', address, {}), address);
      if (this.pools.has(`statementId of ${id}`)) this.remember('statedAssessmentId', id);
    }
  }

  private learn(operationId: string, { body, type }: RawReply, path = ''): void {
    if (type !== 'application/json') return;
    const reply = JSON.parse(body.toString()) as Told & { items?: readonly Told[]; next?: string | null };
    const pools = [MADE[operationId], MADE_NOW[operationId]].filter((pool) => pool !== undefined);
    for (const { id, roles = [], statement } of [...(reply.items ?? []), reply]) {
      if (id !== undefined) for (const pool of pools) this.remember(pool, id);
      if (/People|Person|Role/.test(operationId))
        for (const role of roles) this.remember(`grantId of ${id ?? ''}`, role.id);
      const [, assessmentId = ''] = /assessments\/([^/]+)\/statements/.exec(path) ?? [];
      if (assessmentId !== '' && statement !== undefined) this.remember(`statementId of ${assessmentId}`, statement.id);
    }
    if (typeof reply.next === 'string') this.remember(`cursor of ${operationId}`, reply.next);
  }

  private remember(pool: string, id: string): void {
    if (this.kept.has(id)) return;
    const ids = this.pools.get(pool) ?? new Set<string>();
    this.pools.set(pool, ids.add(id));
    const [oldest] = ids;
    if (ids.size > MOST_IDS && oldest !== undefined) ids.delete(oldest);
  }

  /** Ids in the places for them: where it is known what belongs to the thing named before, of that. */
  private filled(text: string): string {
    let last = '';
    return text.replace(PLACE, (_, pool: string, pick: string) => {
      const ids = [...(this.pools.get(`${pool} of ${last}`) ?? this.pools.get(pool) ?? [])];
      last = ids.at(Number(pick) % Math.max(ids.length, 1)) ?? 'none';
      return last;
    });
  }

  /** The `ETag` that a change takes: that of the address itself, of the open revision or of a section. */
  private async versionOf(operationId: string, path: string, content: string | Buffer | undefined): Promise<string> {
    const [address = ''] = path.split('?');
    const { etag } = await this.exchange('GET', versioned(operationId, address, content), {});
    return etag ?? '"1"';
  }

  private exchange(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    content?: string | Buffer,
  ): Promise<RawReply> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const bytes = content === undefined ? {} : { 'content-length': String(Buffer.byteLength(content)) };
      const request = http.request(
        { agent: this.agent, hostname, port, method, path, headers: { ...this.identity, ...headers, ...bytes } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const { 'content-type': type = '', etag } = response.headers;
            resolve({
              status: response.statusCode ?? 0,
              type: type.split(';')[0] ?? '',
              etag,
              body: Buffer.concat(chunks),
            });
          });
        },
      );
      request.on('error', reject);
      request.end(content);
    });
  }
}

function versioned(operationId: string, address: string, content: string | Buffer | undefined): string {
  if (operationId === 'submitAssessment') return address.replace(/submit$/, 'revision');
  if (
    ['mergeTrust', 'setVendorAccess', 'setVendorOwner', 'withdrawContact', 'takeRole', 'checkEvidence'].includes(
      operationId,
    )
  )
    return address.replace(/\/(?:merge|vendor-access|vendor-owner|withdrawal|check|roles\/.*)$/, '');
  if (operationId !== 'addEvidence') return address;
  const section = /"questionId":"([A-Z]{2})-/.exec(String(content))?.[1] ?? 'IT';
  return address.replace(/evidence$/, `sections/${section}`);
}
