import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../../support/service.js';

interface Told {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
}

/** What is wrong with a trust, field, code and sentence in full. */
const TRUSTS: readonly (readonly [string, unknown, readonly Told[]])[] = [
  ['a name that is missing', { code: 'ZZ01' }, [{ pointer: '/name', code: 'missing', detail: 'name must be text.' }]],
  [
    'a name that is null',
    { code: 'ZZ01', name: null },
    [{ pointer: '/name', code: 'wrong-type', detail: 'name must be text.' }],
  ],
  [
    'a number for a name',
    { code: 'ZZ01', name: 7 },
    [{ pointer: '/name', code: 'wrong-type', detail: 'name must be text.' }],
  ],
  [
    'a list for a name',
    { code: 'ZZ01', name: ['A'] },
    [{ pointer: '/name', code: 'wrong-type', detail: 'name must be text.' }],
  ],
  [
    'a blank name',
    { code: 'ZZ01', name: '   ' },
    [{ pointer: '/name', code: 'empty-text', detail: 'name must not be empty.' }],
  ],
  ...['\u200b', '\u3164', '\u200e\u2003'].map((name): (typeof TRUSTS)[number] => [
    'a name that leaves no ink',
    { code: 'ZZ01', name },
    [{ pointer: '/name', code: 'empty-text', detail: 'name must not be empty.' }],
  ]),
  ...['A\u2028B', 'A\u202eB'].map((name): (typeof TRUSTS)[number] => [
    'a name that turns or breaks',
    { code: 'ZZ01', name },
    [{ pointer: '/name', code: 'wrong-format', detail: 'name must be one line, without control characters.' }],
  ]),
  [
    'a code that is an NHS number',
    { code: '9434765919', name: 'A' },
    [
      {
        pointer: '/code',
        code: 'nhs-number',
        detail: "code looks like a patient's NHS number; leave patients out.",
      },
    ],
  ],
  [
    'a name that is too long',
    { code: 'ZZ01', name: 'x'.repeat(201) },
    [{ pointer: '/name', code: 'too-long', detail: 'name must have at most 200 characters.' }],
  ],
  [
    'two lines',
    { code: 'ZZ01', name: 'A\nB' },
    [{ pointer: '/name', code: 'wrong-format', detail: 'name must be one line, without control characters.' }],
  ],
  [
    'an NHS number',
    { code: 'ZZ01', name: 'Patient 943 476 5919' },
    [
      {
        pointer: '/name',
        code: 'nhs-number',
        detail: "name holds what looks like a patient's NHS number; leave patients out.",
      },
    ],
  ],
  [
    'a field that nobody knows',
    { code: 'ZZ01', name: 'A', colour: 'red' },
    [{ pointer: '/colour', code: 'unknown-field', detail: '"colour" is not a field here.' }],
  ],
  [
    'a field whose name needs escaping in a pointer',
    { code: 'ZZ01', name: 'A', 'a/b~c': 1 },
    [{ pointer: '/a~1b~0c', code: 'unknown-field', detail: '"a/b~c" is not a field here.' }],
  ],
  [
    'several things',
    { code: 7, region: 'x'.repeat(101), version: 1 },
    [
      { pointer: '/version', code: 'unknown-field', detail: '"version" is not a field here.' },
      { pointer: '/code', code: 'wrong-format', detail: expect.stringContaining('code must be') as unknown as string },
      { pointer: '/name', code: 'missing', detail: 'name must be text.' },
      { pointer: '/region', code: 'too-long', detail: 'region must have at most 100 characters.' },
    ],
  ],
];

const sorted = (told: readonly Told[]): Told[] =>
  [...told].sort((a, b) => (`${a.pointer ?? ''}${a.code}` < `${b.pointer ?? ''}${b.code}` ? -1 : 1));

describe('what is wrong with a request', () => {
  let service: TestService;
  let ids: Awaited<ReturnType<typeof setUpAssessment>>;

  beforeAll(async () => {
    service = await startService();
    ids = await setUpAssessment(service);
  });

  afterAll(() => service.stop());

  it.each(TRUSTS)('is told by JSON pointer: %s', async (_, given, errors) => {
    const reply = await ask<{ errors: Told[] }>(service, 'POST', '/api/v1/trusts', { body: given });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ code: 'invalid-request' });
    expect(sorted(reply.body.errors)).toEqual(sorted(errors));
  });

  it('is told for a body that was not sent as for one without fields', async () => {
    const none = await ask<{ errors: Told[] }>(service, 'POST', '/api/v1/trusts');
    const empty = await ask<{ errors: Told[] }>(service, 'POST', '/api/v1/trusts', { body: {} });
    expect([none.status, empty.status]).toEqual([400, 400]);
    expect(none.body.errors).toEqual(empty.body.errors);
    expect(none.body.errors.map(({ pointer }) => pointer).sort()).toEqual(['/code', '/name']);
  });

  it.each([
    ['limit=', 'limit'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=1e1', 'limit'],
    ['limit=0x10', 'limit'],
    ['limit=%2B1', 'limit'],
    ['limit=01', 'limit'],
    ['limit=%201', 'limit'],
    ['limit=Infinity', 'limit'],
    ['limit=99999999999999999999', 'limit'],
    ['limit=ten', 'limit'],
    ['cursor=', 'cursor'],
    [`cursor=${'x'.repeat(1001)}`, 'cursor'],
    ['sort=age', 'sort'],
    ['sort=', 'sort'],
    ['name=', 'name'],
    ['name=%00', 'name'],
  ])('is told by name for a parameter: %s', async (query, parameter) => {
    const reply = await ask<{ errors: Told[] }>(service, 'GET', `/api/v1/trusts?${query}`);
    expect(reply.status).toBe(400);
    expect(new Set(reply.body.errors.map((told) => told.parameter))).toEqual(new Set([parameter]));
    for (const { detail } of reply.body.errors) expect(detail).toMatch(new RegExp(`^${parameter} must `));
  });

  it.each(['limit=1', 'limit=200', 'sort=-name', 'name=%25', 'code=ZZ90', ''])('is nothing for ?%s', async (query) => {
    expect((await ask(service, 'GET', `/api/v1/trusts?${query}`)).status).toBe(200);
  });

  it.each([
    [{ reporters: '3' }, '/reporters'],
    [{ reporters: 1.5 }, '/reporters'],
    [{ reporters: -1 }, '/reporters'],
    [{ reporters: 1e300 }, '/reporters'],
    [{ reporters: true }, '/reporters'],
    [{ targetDate: '2026-02-30' }, '/targetDate'],
    [{ targetDate: '2150-01-01' }, '/targetDate'],
    [{ targetDate: '1899-12-31' }, '/targetDate'],
    [{ targetDate: '2026-1-1' }, '/targetDate'],
    [{ targetDate: '2026-01-01T00:00:00Z' }, '/targetDate'],
    [{ targetDate: 20_260_101 }, '/targetDate'],
    [{ targetDate: { $date: 1 } }, '/targetDate'],
    [{ use: 'sometimes' }, '/use'],
    [{ use: ['routine'] }, '/use'],
    [{ siteId: 7 }, '/siteId'],
    [{ siteId: 'x' }, '/siteId'],
    [{ toolId: {} }, '/toolId'],
  ])('is told for a deployment with %p', async (given, pointer) => {
    const reply = await ask<{ errors: Told[] }>(service, 'POST', '/api/v1/deployments', {
      body: { siteId: ids.siteId, toolId: 'echogo-pro', ...given },
    });
    expect(reply.status).toBe(400);
    expect(new Set(reply.body.errors.map((told) => told.pointer))).toEqual(new Set([pointer]));
    for (const { detail } of reply.body.errors) expect(detail).toMatch(/^\w+ .*\.$/);
  });

  it.each([
    [
      {
        changes: [
          { kind: 'pacs', on: '2026-09-01' },
          { kind: 'coffee', on: '2026-09-01' },
        ],
      },
      '/changes/1/kind',
    ],
    [{ changes: [{ kind: 'pacs', on: '2026-09-01', by: 'me' }] }, '/changes/0/by'],
    [{ changes: [{ kind: 'pacs' }] }, '/changes/0/on'],
    [{ changes: [[]] }, '/changes'],
    [{ changes: [null] }, '/changes'],
    [{ changes: null }, '/changes'],
    [{ changes: { 0: { kind: 'pacs', on: '2026-09-01' } } }, '/changes'],
    [{ alternatives: [7] }, '/alternatives'],
    [{ alternatives: 'one' }, '/alternatives'],
    [{ alternatives: Array.from({ length: 101 }, () => 'a') }, '/alternatives'],
  ])('is told at its depth: %p', async (given, pointer) => {
    const reply = await ask<{ errors: Told[] }>(service, 'PATCH', `/api/v1/deployments/${ids.deploymentId}`, {
      body: given,
      headers: { 'if-match': '"1"' },
    });
    expect(reply.status).toBe(400);
    expect(reply.body.errors.map((told) => told.pointer)).toContain(pointer);
  });
});
