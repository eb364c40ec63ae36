import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadDemo } from '../../src/demo/load-demo.js';
import { readCohort } from '../../src/demo/read-cohort.js';
import { ask, startService, type TestService } from '../support/service.js';

interface Listed {
  readonly trust: { code: string };
  readonly site: { name: string };
  readonly toolId: string;
  readonly state: string;
  readonly latest: {
    number: number;
    asOf: string;
    stage: number;
    submittedAt: string;
    inUseWithoutClearance: boolean;
  } | null;
}

let service: TestService;
let items: readonly Listed[];

beforeAll(async () => {
  service = await startService();
  await loadDemo(service.app, service.clock, () => undefined);
  ({ items } = (await ask<{ items: Listed[] }>(service, 'GET', '/api/v1/assessments')).body);
});

afterAll(async () => {
  await service.stop();
});

describe('the demonstration', () => {
  it('should show every deployment of the cohort as it was last submitted, on its day', () => {
    const expected = readCohort().map(({ site, tool, submissions, open }) => [
      site.name,
      tool,
      submissions.at(-1)?.asOf ?? null,
      submissions.length,
      open === undefined ? 'submitted' : 'open',
    ]);
    const shown = items.map(({ site, toolId, latest, state }) => [
      site.name,
      toolId,
      latest?.asOf ?? null,
      latest?.number ?? 0,
      state,
    ]);
    expect(shown.sort()).toEqual(expected.sort());
    for (const { latest } of items) expect(latest?.submittedAt.slice(0, 10)).toBe(latest?.asOf);
  });

  it('should hold a site in every stage, and one in use without clearance', () => {
    const stages = new Set(items.map(({ latest }) => latest?.stage));
    expect(stages).toEqual(new Set([undefined, 0, 1, 2, 3, 4]));
    expect(items.filter(({ latest }) => latest?.inUseWithoutClearance === true)).toHaveLength(1);
  });

  it('should be about trusts that cannot be real', () => {
    for (const { trust } of items) expect(trust.code).toMatch(/^ZZ\d\d$/);
  });
});
