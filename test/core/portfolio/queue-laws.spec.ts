import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '../../../src/core/contracts/answers.js';
import { QUEUES } from '../../../src/core/contracts/portfolio.js';
import { requiredQuestions } from '../../../src/core/planning/requirements.js';
import { outlookOf } from '../../../src/core/planning/work.js';
import {
  workListKey,
  queueOf,
  queueOrder,
  type QueueCase,
  type WorkListOrder,
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

/**
 * Days of the vendor's for what a site cannot go live without. What else it takes to reach the thresholds is chosen by cost, and
 * early-life support follows the whole plan's tier.
 */
function requiredDays({ standing: { compiled, input }, plan }: QueueCase): number {
  const required = requiredQuestions(outlookOf(compiled, input));
  return plan.actions
    .filter(({ questionId }) => required.has(questionId))
    .filter(({ questionId }) => compiled.actions.get(questionId)?.vendorDaysByTier === undefined)
    .reduce((sum, { vendorDays }) => sum + vendorDays, 0);
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
          expect((small.waitingSince ?? 'never') <= (large.waitingSince ?? 'never')).toBe(true);
          expect(requiredDays(smaller)).toBeGreaterThanOrEqual(requiredDays(larger) - 1e-9);
          const more = new Map(smaller.plan.actions.map(({ id, vendorDays }) => [id, vendorDays]));
          const isSubset = larger.plan.actions.every(({ id, vendorDays }) => vendorDays === 0 || more.has(id));
          if (isSubset) expect(smaller.plan.vendorHours).toBeGreaterThanOrEqual(larger.plan.vendorHours - 1e-9);
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
  const anyEntry: fc.Arbitrary<WorkListOrder> = fc.record({
    queue: fc.constantFrom(...QUEUES, null),
    waitingSince: fc.constantFrom(null, '2026-01-31', '2026-11-02', '2026-11-23'),
    priority: fc.oneof(fc.constantFrom(0, 0.5, 1, 2), fc.double({ min: 0, max: 5000, noNaN: true })),
  });

  it('should take the queue first, then the longer wait, then the larger equity and benefit', () => {
    const byParts = (a: WorkListOrder, b: WorkListOrder): number =>
      queueOrder(a.queue) - queueOrder(b.queue) ||
      ((a.waitingSince ?? 'never') < (b.waitingSince ?? 'never') ? -1 : Number(a.waitingSince !== b.waitingSince)) ||
      Math.round(b.priority * 10_000) - Math.round(a.priority * 10_000);
    fc.assert(
      fc.property(anyEntry, anyEntry, (a, b) => {
        const [one, two] = [workListKey(a), workListKey(b)];
        expect(one < two ? -1 : Number(one > two)).toBe(Math.sign(byParts(a, b)));
      }),
      planRuns(1000),
    );
  });

  it('should never look at the index or a probability', () => {
    const anyScore = fc.record({ index: fc.nat(100), probability: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(anyEntry, anyScore, (entry, score) => {
        expect(workListKey({ ...entry, ...score })).toBe(workListKey(entry));
      }),
      planRuns(200),
    );
  });

  it('should number the queues in the order in which they are looked at, and what is in none last', () => {
    expect([...QUEUES, null].map(queueOrder)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
