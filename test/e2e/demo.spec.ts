import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assess } from '../../src/core/assess.js';
import { loadDemo } from '../../src/demo/load-demo.js';
import { readCohort } from '../../src/demo/read-cohort.js';
import { checked, compiledFor, type RawDocument } from '../support/catalogue.js';
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

  it('should be about at least 20 trusts that cannot be real', () => {
    for (const { trust } of items) expect(trust.code).toMatch(/^ZZ\d\d$/);
    expect(new Set(items.map(({ trust }) => trust.code)).size).toBeGreaterThanOrEqual(20);
  });
});

describe('the cohort', () => {
  const cohort = readCohort();
  const latest = cohort.flatMap(({ submissions }) => {
    const document = submissions.at(-1);
    if (document === undefined) return [];
    const { compiled, input } = checked(document as unknown as RawDocument);
    return [{ input, ...assess(compiled, input, { draws: 20 }) }];
  });
  const all = <T>(of: (made: (typeof latest)[number]) => T): Set<T> => new Set(latest.map(of));

  it('should cover every band, support tier and queue, and both extremes', () => {
    const { bands, support } = compiledFor().instrument.method;
    expect(all(({ scorecard }) => scorecard.index.band)).toEqual(new Set(bands.map(({ name }) => name)));
    expect(all(({ plan }) => plan.tier)).toEqual(new Set(support.tiers.map(({ name }) => name)));
    expect(new Set(cohort.map(({ queue }) => queue))).toEqual(
      new Set(['regressed', 'unblock-now', 'build-capacity', 'wait-on-trust', 'self-serve', undefined]),
    );
    const shown = all(({ scorecard }) => Math.round(scorecard.index.value));
    expect([...shown].sort((a, b) => a - b)).toEqual(expect.arrayContaining([1, 100]));
  });

  it('should have a past: several submissions for most, and sites that went live after one', () => {
    expect(cohort.filter(({ submissions }) => submissions.length >= 2).length).toBeGreaterThan(cohort.length / 2);
    const wentLive = cohort.filter(({ submissions }) => {
      const [first, last] = [submissions[0], submissions.at(-1)].map((one) => one?.context.goLiveDate ?? null);
      return first === null && typeof last === 'string';
    });
    expect(wentLive.length).toBeGreaterThanOrEqual(5);
  });
});
