import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEPLOYMENT, EVIDENCE, JSON_TYPE, SECTION, Target } from '../support/bad-input.js';
import { startService } from '../support/service.js';

/*
 * Fields and versions that nobody should send. Each request is answered with a problem that names the field and what is
 * allowed, leaves every stored row as it was, and the service goes on.
 */

let target: Target;

beforeAll(async () => {
  target = await Target.setUp(await startService());
});

afterAll(async () => {
  await target.assertUnharmed();
  await target.service.stop();
});

const UNKNOWN = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const document = (more: object): object => ({ tool: 'echogo-pro', asOf: '2026-11-23', ...more });

/** Method, address, body, and what the answer says: status, code of the problem, pointer and code of the error. */
const FIELDS: readonly (readonly [string, string, object, string])[] = [
  // wrong types
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: 5 }, '400 invalid-request /name wrong-type'],
  ['POST', '/api/v1/trusts', { code: ['ZZ91'], name: 'A' }, '400 invalid-request /code wrong-format'],
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: null }, '400 invalid-request /name wrong-type'],
  ['POST', '/api/v1/trusts', { name: 'A' }, '400 invalid-request /code missing'],
  ['PATCH', DEPLOYMENT, { changes: {} }, '400 invalid-request /changes wrong-type'],
  ['PATCH', DEPLOYMENT, { changes: [5] }, '400 invalid-request /changes wrong-type'],
  ['PUT', SECTION, { answers: [] }, '400 invalid-request /answers wrong-type'],
  ['PUT', SECTION, { answers: { 'GV-01': 3 } }, '422 invalid-answers /answers/GV-01 wrong-type'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, note: 5 } } },
    '422 invalid-answers /answers/GV-01/note wrong-type',
  ],
  ['POST', '/api/v1/score', document({ answers: 'none' }), '422 invalid-answers /answers wrong-type'],
  // unknown fields and ids
  [
    'PATCH',
    DEPLOYMENT,
    { changes: [{ kind: 'pacs', on: '2026-09-01', who: 'x' }] },
    '400 invalid-request /changes/0/who unknown-field',
  ],
  ['PUT', SECTION, { answers: { 'GV-99': { value: 1 } } }, '422 invalid-answers /answers/GV-99 unknown-question'],
  ['PUT', SECTION, { answers: { 'IT-01': { value: 1 } } }, '422 invalid-answers /answers/IT-01 other-section'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, evidence: [{ id: UNKNOWN, title: 'A' }] } } },
    '422 invalid-answers /answers/GV-01/evidence/0/id unknown-evidence',
  ],
  ['POST', '/api/v1/assessments', { deploymentId: UNKNOWN }, '400 invalid-request /deploymentId not-allowed'],
  ['POST', '/api/v1/assessments', { deploymentId: '7' }, '400 invalid-request /deploymentId wrong-format'],
  ['POST', '/api/v1/deployments', { siteId: UNKNOWN, toolId: 'echogo-pro' }, '400 invalid-request /siteId not-allowed'],
  [
    'POST',
    '/api/v1/deployments',
    { siteId: UNKNOWN, toolId: 'constructor' },
    '400 invalid-request /toolId not-allowed',
  ],
  ['POST', EVIDENCE, { questionId: 'GV-99', item: { title: 'A' } }, '422 invalid-answers /questionId unknown-question'],
  ['POST', EVIDENCE, { questionId: 'GV-02', item: { title: 'A' } }, '422 invalid-answers /questionId not-answered'],
  ['POST', '/api/v1/score', document({ tool: 'nothing' }), '422 invalid-answers /tool not-allowed'],
  [
    'POST',
    '/api/v1/snapshots/{snapshotId}/what-if',
    { complete: ['GV-99'] },
    '422 invalid-answers /complete/0 unknown-action',
  ],
  // levels out of range, numbers as text
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 9 } } },
    '422 invalid-answers /answers/GV-01/value level-out-of-range',
  ],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: -1 } } },
    '422 invalid-answers /answers/GV-01/value level-out-of-range',
  ],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1.5 } } },
    '422 invalid-answers /answers/GV-01/value level-out-of-range',
  ],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: '3' } } },
    '422 invalid-answers /answers/GV-01/value level-out-of-range',
  ],
  [
    'POST',
    '/api/v1/score',
    document({ answers: { 'IT-02': { value: 1e308 } } }),
    '422 invalid-answers /answers/IT-02/value number-out-of-range',
  ],
  ['PATCH', DEPLOYMENT, { reporters: '4' }, '400 invalid-request /reporters wrong-type'],
  ['PATCH', DEPLOYMENT, { reporters: 10_001 }, '400 invalid-request /reporters out-of-range'],
  ['PATCH', DEPLOYMENT, { reporters: 1.5 }, '400 invalid-request /reporters wrong-type'],
  ['POST', '/api/v1/plan', document({ seed: -1 }), '422 invalid-answers /seed wrong-count'],
  // absurd dates
  ['PATCH', DEPLOYMENT, { targetDate: '2026-02-30' }, '400 invalid-request /targetDate wrong-format'],
  ['PATCH', DEPLOYMENT, { targetDate: '9999-12-31' }, '400 invalid-request /targetDate wrong-format'],
  ['PATCH', DEPLOYMENT, { goLiveDate: 20_260_101 }, '400 invalid-request /goLiveDate wrong-format'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, evidence: [{ title: 'A', date: '0000-00-00' }] } } },
    '422 invalid-answers /answers/GV-01/evidence/0/date wrong-date',
  ],
  [
    'POST',
    EVIDENCE,
    { questionId: 'GV-01', item: { title: 'A', expires: 'tomorrow' } },
    '422 invalid-answers /item/expires wrong-date',
  ],
  ['POST', '/api/v1/score', { tool: 'echogo-pro', asOf: '2026-13-01' }, '422 invalid-answers /asOf wrong-date'],
  // NHS numbers in free text
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: 'Ward of 943 476 5919' }, '400 invalid-request /name nhs-number'],
  ['PATCH', DEPLOYMENT, { vendorOwner: '9434765919' }, '400 invalid-request /vendorOwner nhs-number'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, note: 'Seen: 943-476-5919' } } },
    '422 invalid-answers /answers/GV-01/note nhs-number',
  ],
  [
    'POST',
    EVIDENCE,
    { questionId: 'GV-01', item: { title: 'Scan of 9434765919' } },
    '422 invalid-answers /item/title nhs-number',
  ],
  [
    'PUT',
    '/api/v1/evidence/{evidenceId}',
    { item: { title: 'Scan of 9434765919' } },
    '422 invalid-answers /item/title nhs-number',
  ],
  // too much
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: 'x'.repeat(201) }, '400 invalid-request /name too-long'],
  ['POST', '/api/v1/trusts', { code: 'ZZ91', name: '  ' }, '400 invalid-request /name empty-text'],
  [
    'PUT',
    SECTION,
    { answers: { 'GV-01': { value: 1, note: 'x'.repeat(20_001) } } },
    '422 invalid-answers /answers/GV-01/note too-long',
  ],
  [
    'PATCH',
    DEPLOYMENT,
    { alternatives: Array.from({ length: 101 }, () => 'a') },
    '400 invalid-request /alternatives too-many',
  ],
];

it.each(FIELDS)('should refuse %s %s with %j and say where: %s', async (method, address, body, expected) => {
  const [status, code, pointer, rule] = expected.split(' ');
  const version = method === 'POST' && address !== EVIDENCE ? undefined : await target.version(address);
  const headers = { ...JSON_TYPE, ...(version !== undefined && { 'if-match': version }) };
  const answer = await target.refused(method, address, JSON.stringify(body), headers);
  expect(answer).toMatchObject({ status: Number(status), body: { code } });
  const found = answer.body.errors?.find((error) => error.pointer === pointer);
  expect(found).toMatchObject({ pointer, code: rule });
  expect(found?.detail).toMatch(/^.{10,}\.$/s);
});

const CHANGES: readonly (readonly [string, string, object?])[] = [
  ['PATCH', '/api/v1/trusts/{trustId}', { name: 'B' }],
  ['PATCH', '/api/v1/sites/{siteId}', { name: 'B' }],
  ['PATCH', DEPLOYMENT, { reporters: 4 }],
  ['PUT', SECTION, { answers: {} }],
  ['POST', EVIDENCE, { questionId: 'GV-01', item: { title: 'A' } }],
  ['PUT', '/api/v1/evidence/{evidenceId}', { item: { title: 'A' } }],
  ['DELETE', '/api/v1/evidence/{evidenceId}'],
  ['POST', '/api/v1/assessments/{assessmentId}/submit'],
];

describe.each(CHANGES)('%s %s', (method, address, body) => {
  it.each([
    ['no version', undefined, 428, 'version-required'],
    ['a stale version', '"77"', 412, 'stale-version'],
    ['a weak version', 'W/"1"', 412, 'stale-version'],
    ['a version without quotation marks', '1', 400, 'invalid-request'],
    ['any version', '*', 400, 'invalid-request'],
    ['several versions', '"1", "2"', 400, 'invalid-request'],
    ['a version beyond all numbers', `"${'9'.repeat(190)}"`, 412, 'stale-version'],
  ])('should not change anything on %s', async (_, version, status, code) => {
    const headers = { ...(body !== undefined && JSON_TYPE), ...(version !== undefined && { 'if-match': version }) };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const answer = await target.refused(method, address, sent, headers);
    expect(answer).toMatchObject({ status, body: { code } });
    if (status === 400) expect(answer.body.errors?.[0]).toMatchObject({ parameter: 'If-Match', code: 'wrong-format' });
    if (status === 412) expect(answer.headers.get('etag')).toBe(`"${String(answer.body.currentVersion)}"`);
  });
});
