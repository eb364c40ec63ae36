import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '../../../src/core/contracts/answers.js';
import { QUEUES } from '../../../src/core/contracts/portfolio.js';
import {
  compareInWorkList,
  queueOf,
  queueOrder,
  type QueueCase,
  type QueueOrder,
} from '../../../src/core/portfolio/queue.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { isOpen } from '../../../src/core/scoring/gates.js';
import { anySite, answerWorth, LONG, planRuns, type Case } from '../../support/plans.js';
import { newlySubmitted } from '../../support/portfolio.js';

const TEAM = ['TM-01', 'TM-02', 'TM-08'] as const;
const anyShare = fc.constantFrom(0, 0.25, 0.5, 0.75, 1);
const anyTeam = fc.tuple(anyShare, anyShare, anyShare);
/** What only a site sounds like that is ready, or that nobody has to think of. */
const SOUNDS_READY =
  /\bLive\b|Cleared|Nothing has to be offered|Leave it with the trust|Every gate is open|every gate open/;

function withAnswers({ compiled, input }: Case, changes: readonly (readonly [string, Answer])[]): Case {
  return { compiled, input: { ...input, answers: new Map([...input.answers, ...changes]) } };
}

function withTeam(site: Case, shares: readonly number[]): QueueCase {
  return newlySubmitted(
    withAnswers(
      site,
      TEAM.map((id, i) => [id, answerWorth(site.compiled, id, shares[i] as number)]),
    ),
  );
}

/** A site that is at its best but for a few answers, so that single obstacles are met often enough. */
function nearlyReady(site: Case, kept: number): Case {
  const changes = site.compiled.questions
    .filter(({ ruledOut }, position) => !ruledOut && position % 9 !== kept)
    .map(({ id }) => [id, answerWorth(site.compiled, id, 1)] as const);
  return withAnswers(site, changes);
}

const anyStanding = fc
  .tuple(anySite(), fc.option(fc.nat(8)))
  .map(([site, kept]) => (kept === null ? site : nearlyReady(site, kept)));

describe('twin sites that differ only in team capacity', () => {
  it(
    'should never have the smaller one in a later queue, waiting for less or with fewer hours in its plan',
    () => {
      fc.assert(
        fc.property(anyStanding, anyTeam, anyTeam, (site, one, two) => {
          const smaller = withTeam(
            site,
            one.map((share, i) => Math.min(share, two[i] as number)),
          );
          const larger = withTeam(
            site,
            one.map((share, i) => Math.max(share, two[i] as number)),
          );
          expect(smaller.plan.capacity).toBeLessThanOrEqual(larger.plan.capacity + 1e-9);
          const [small, large] = [queueOf(smaller), queueOf(larger)];
          expect(queueOrder(small.queue)).toBeLessThanOrEqual(queueOrder(large.queue));
          expect(small.waitedDays).toBeGreaterThanOrEqual(large.waitedDays);
          expect(smaller.plan.vendorHours).toBeGreaterThanOrEqual(larger.plan.vendorHours - 1e-9);
        }),
        planRuns(150),
      );
    },
    LONG,
  );
});

describe('the laws of the work list', () => {
  it(
    'should never let a site with a failed data gate sound ready',
    () => {
      let failed = 0;
      fc.assert(
        fc.property(anyStanding, (site) => {
          const own = newlySubmitted(site);
          const place = queueOf(own);
          const { gates } = own.standing.scorecard;
          expect(`${place.reason} ${place.advice}`).toMatch(/^[A-Z].*\.$/);
          if (!gates.some(({ kind, state }) => kind === 'data' && !isOpen(state))) return;
          failed += 1;
          expect(place.queue).not.toBe('self-serve');
          expect(`${place.reason} ${place.advice}`).not.toMatch(SOUNDS_READY);
        }),
        planRuns(200),
      );
      expect(failed).toBeGreaterThan(0);
    },
    LONG,
  );

  it(
    'should put a site of which one vendor action clears a gate in unblock-now unless it regressed, and the action does clear it',
    () => {
      let clearing = 0;
      fc.assert(
        fc.property(anyStanding, (site) => {
          const place = queueOf(newlySubmitted(site));
          const ids = place.vendorActions.flatMap(({ clears }) => clears ?? []);
          expect(place.queue === 'unblock-now').toBe(ids.length > 0 && place.queue !== 'regressed');
          for (const id of ids) {
            clearing += 1;
            const done = withAnswers(site, [[id, { ...answerWorth(site.compiled, id, 1), evidence: freshFor(site) }]]);
            const state = (of: Case): boolean =>
              isOpen(scoreAssessment(of.compiled, of.input).gates.find((gate) => gate.id === id)?.state ?? 'failed');
            expect([state(site), state(done)]).toEqual([false, true]);
          }
        }),
        planRuns(200),
      );
      expect(clearing).toBeGreaterThan(0);
    },
    LONG,
  );

  it(
    'should advise to escalate where a site waits and the vendor can move nothing of its critical path',
    () => {
      let waiting = 0;
      fc.assert(
        fc.property(anyStanding, (site) => {
          const { queue, vendorShare, escalate, advice } = queueOf(newlySubmitted(site));
          expect(vendorShare).toBeGreaterThanOrEqual(0);
          expect(vendorShare).toBeLessThanOrEqual(1);
          if (queue !== 'wait-on-trust' || vendorShare > 0) return;
          waiting += 1;
          expect(escalate).not.toBeNull();
          expect(advice).toMatch(/^Escalate to the trust's /);
        }),
        planRuns(200),
      );
      expect(waiting).toBeGreaterThan(0);
    },
    LONG,
  );

  it('should not depend on the order in which answers stand', () => {
    fc.assert(
      fc.property(anyStanding, ({ compiled, input }) => {
        const turned = { compiled, input: { ...input, answers: new Map([...input.answers].reverse()) } };
        expect(queueOf(newlySubmitted(turned))).toEqual(queueOf(newlySubmitted({ compiled, input })));
      }),
      planRuns(40),
    );
  });
});

/** Evidence that a gate of any version takes on the day. */
function freshFor({ input }: Case): Answer['evidence'] {
  const { productVersion } = input.context;
  return [
    {
      title: 'Document',
      date: input.asOf,
      owner: 'A. Person',
      source: 'self',
      ...(productVersion !== undefined && { productVersion }),
    },
  ];
}

describe('the order of the work list', () => {
  const anyEntry: fc.Arbitrary<QueueOrder> = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    queue: fc.constantFrom(...QUEUES),
    waitedDays: fc.nat(3),
    priority: fc.constantFrom(0.5, 1, 2),
  });

  it('should be total: one of two comes first, unless they are alike in all that counts', () => {
    fc.assert(
      fc.property(anyEntry, anyEntry, anyEntry, (a, b, c) => {
        const [ab, ba] = [compareInWorkList(a, b), compareInWorkList(b, a)];
        expect(Math.sign(ab) + Math.sign(ba)).toBe(0);
        const isAlike =
          a.id === b.id && a.queue === b.queue && a.waitedDays === b.waitedDays && a.priority === b.priority;
        expect(ab === 0).toBe(isAlike);
        if (ab <= 0 && compareInWorkList(b, c) <= 0) expect(compareInWorkList(a, c)).toBeLessThanOrEqual(0);
      }),
      planRuns(1000),
    );
  });

  it('should never look at the index or a probability', () => {
    const anyScore = fc.record({ index: fc.nat(100), probability: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(anyEntry, anyEntry, anyScore, anyScore, (a, b, one, two) => {
        expect(compareInWorkList({ ...a, ...one }, { ...b, ...two })).toBe(compareInWorkList(a, b));
      }),
      planRuns(200),
    );
  });

  it('should take the queue first, then the longer wait, then equity and benefit, then the id', () => {
    const entries: QueueOrder[] = [
      { id: 'e', queue: 'regressed', waitedDays: 0, priority: 0.5 },
      { id: 'd', queue: 'unblock-now', waitedDays: 9, priority: 0.5 },
      { id: 'c', queue: 'unblock-now', waitedDays: 2, priority: 2 },
      { id: 'a', queue: 'unblock-now', waitedDays: 2, priority: 1 },
      { id: 'b', queue: 'unblock-now', waitedDays: 2, priority: 1 },
      { id: 'a', queue: 'self-serve', waitedDays: 99, priority: 9 },
    ];
    expect([...entries].reverse().sort(compareInWorkList)).toEqual(entries);
  });

  it('should number the queues in the order in which they are looked at', () => {
    expect(QUEUES.map(queueOrder)).toEqual([0, 1, 2, 3, 4]);
  });
});
