import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PlannedAction, SupportPlan } from '../../../src/core/contracts/plan.js';
import type { Scorecard } from '../../../src/core/contracts/scorecard.js';
import { needsGraph } from '../../../src/core/instrument/needs.js';
import { draftFor, planSupport } from '../../../src/core/planning/plan.js';
import { stageSentence } from '../../../src/core/planning/plan-sentences.js';
import { supportNeed } from '../../../src/core/planning/support.js';
import { whatIf } from '../../../src/core/planning/what-if.js';
import { explainScorecard } from '../../../src/core/scoring/explain.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { compiledFor } from '../../support/catalogue.js';
import { anySite, AS_OF, echoSite, LONG, planRuns, valueAnswer, type Case } from '../../support/plans.js';

const ONE_DRAW = { draws: 1 };
const ASKING = new Set(['find-out', 'find-evidence']);

function ifNothingSlips({ dates }: SupportPlan): number {
  return dates.at(-1)?.weeks.ifNothingSlips ?? Infinity;
}

/**
 * Questions for which nothing more has to be done, read off the scorecard: another way than the plan's own. An essential
 * whose evidence has lapsed has to be renewed.
 */
function settled({ findings, gates }: Scorecard): Set<string> {
  const open = new Set(gates.filter(({ state }) => state !== 'failed' && state !== 'not-known').map(({ id }) => id));
  return new Set(
    findings
      .filter(({ id, gate, essential, outcome }) => {
        if (gate !== null) return open.has(id);
        return ['met', 'not-applicable'].includes(outcome) || (outcome === 'expired' && !essential);
      })
      .map(({ id }) => id),
  );
}

/** The action that settles each question of a plan. */
function lastOn({ actions }: SupportPlan): Map<string, PlannedAction> {
  return new Map(
    actions.filter(({ type }) => type !== 'find-out').map((action) => [action.questionId, action] as const),
  );
}

describe('a support plan', () => {
  it(
    'should give the first step of a closed gate to whom the scorecard says that the job is',
    () => {
      fc.assert(
        fc.property(anySite(), ({ compiled, input }) => {
          const { actions } = planSupport(compiled, input, ONE_DRAW);
          const { gates } = explainScorecard(compiled, input);
          for (const { id, clearing } of gates.filter(({ open }) => !open)) {
            const [first] = actions.filter(({ questionId }) => questionId === id);
            expect([id, clearing?.owner]).toEqual([id, first?.ownerName]);
          }
        }),
        planRuns(20),
      );
    },
    LONG,
  );

  it(
    'should hold nothing from stage 3 on but what lapsed evidence of essentials asks for',
    () => {
      fc.assert(
        fc.property(anySite(), ({ compiled, input }) => {
          const plan = planSupport(compiled, input, ONE_DRAW);
          const { stage, findings } = scoreAssessment(compiled, input);
          expect(plan.dates.map((date) => date.stage)).toEqual([1, 2, 3, 4].filter((later) => later > stage.number));
          if (stage.number < 3) return expect(plan.actions).not.toEqual([]);
          const lapsed = findings.filter(({ gate, essential, outcome }) => {
            return gate === null && essential && outcome === 'expired';
          });
          const renewed = plan.actions.filter(({ type }) => type === 'renew' && lapsed.length > 0);
          expect(renewed.map(({ id }) => id).sort()).toEqual(lapsed.map(({ id }) => id).sort());
          expect(plan.actions.every(({ reason }) => ['essential', 'needed-by'].includes(reason))).toBe(true);
          if (lapsed.length > 0) return;
          expect(plan.actions).toEqual([]);
          expect(plan.vendorHours).toBe(0);
          expect(plan.selection).toEqual({ exact: true, gapDays: 0, reachesThresholds: true });
        }),
        planRuns(40),
      );
    },
    LONG,
  );

  it(
    'should hold every closed gate, every unmet essential and all that they need, in the order of the needs',
    () => {
      fc.assert(
        fc.property(anySite(), ({ compiled, input }) => {
          const plan = planSupport(compiled, input, ONE_DRAW);
          const scorecard = scoreAssessment(compiled, input);
          const done = settled(scorecard);
          const last = lastOn(plan);
          const graph = needsGraph(compiled);
          for (const { id, gate, essential } of scorecard.findings) {
            if (done.has(id)) expect(last.has(id)).toBe(false);
            else if (gate !== null || essential) expect(last.has(id)).toBe(true);
          }
          for (const action of plan.actions) {
            for (const need of graph.get(action.questionId) as readonly string[]) {
              if (done.has(need)) continue;
              const before = last.get(need) as PlannedAction;
              expect(before).toBeDefined();
              if (ASKING.has(action.type)) continue;
              expect(action.needs).toContain(before.id);
              expect(action.startWeek).toBeGreaterThanOrEqual(before.finishWeek);
            }
          }
        }),
        planRuns(40),
      );
    },
    LONG,
  );

  it(
    'should start nothing on patient data before every applicable data gate is done',
    () => {
      fc.assert(
        fc.property(anySite(), ({ compiled, input }) => {
          const plan = planSupport(compiled, input, ONE_DRAW);
          const last = lastOn(plan);
          const gates = compiled.questions.filter(({ gate }) => gate === 'data').map(({ id }) => last.get(id));
          const cleared = Math.max(0, ...gates.map((action) => action?.finishWeek ?? 0));
          for (const action of plan.actions) {
            if (action.patientData) expect(action.startWeek).toBeGreaterThanOrEqual(cleared);
            const usesData = compiled.actions.get(action.questionId)?.patientData === true;
            expect(action.patientData).toBe(usesData && !ASKING.has(action.type));
          }
        }),
        planRuns(40),
      );
    },
    LONG,
  );

  it(
    'should find out first',
    () => {
      fc.assert(
        fc.property(anySite(), ({ compiled, input }) => {
          const plan = planSupport(compiled, input, ONE_DRAW);
          for (const find of plan.actions.filter(({ type }) => type === 'find-out')) {
            const action = plan.actions.find(({ id }) => id === find.questionId) as PlannedAction;
            expect(action.needs).toContain(find.id);
            expect(action.startWeek).toBeGreaterThanOrEqual(find.finishWeek);
          }
        }),
        planRuns(40),
      );
    },
    LONG,
  );

  it(
    'should bring stage 3 when all of it is done, whenever it says that it reaches the thresholds',
    () => {
      let reached = 0;
      fc.assert(
        fc.property(anySite(), ({ compiled, input }) => {
          const plan = planSupport(compiled, input, ONE_DRAW);
          const completed = [...new Set(plan.actions.map(({ questionId }) => questionId))];
          const { after } = whatIf(compiled, input, { answers: new Map(), completed }, ONE_DRAW);
          if (!plan.selection.reachesThresholds) return expect(after.scorecard.stage.number).toBeLessThan(3);
          reached += 1;
          expect(after.scorecard.stage.number).toBeGreaterThanOrEqual(3);
          expect(after.plan.actions).toEqual([]);
        }),
        planRuns(40),
      );
      expect(reached).toBeGreaterThan(0);
    },
    LONG,
  );

  it(
    'should never give fewer vendor hours to a site with less capacity and the same work',
    () => {
      const share = fc.double({ min: 0, max: 1, noNaN: true });
      fc.assert(
        fc.property(anySite(), share, share, ({ compiled, input }, a, b) => {
          const { items } = draftFor(compiled, input, {}).network;
          const [less, more] = [Math.min(a, b), Math.max(a, b)];
          const hours = [less, more].map((capacity) => supportNeed(items, capacity, compiled.instrument.method).hours);
          expect(hours[0]).toBeGreaterThanOrEqual(hours[1] as number);
        }),
        planRuns(40),
      );
    },
    LONG,
  );

  it(
    'should never take longer if nothing slips with more vendor hours a week',
    () => {
      fc.assert(
        fc.property(anySite(), ({ compiled, input }) => {
          const { vendorHourLevels } = compiled.instrument.method.plan;
          const weeks = vendorHourLevels.map((vendorHoursPerWeek) => {
            return ifNothingSlips(planSupport(compiled, input, { draws: 1, vendorHoursPerWeek }));
          });
          for (let i = 1; i < weeks.length; i += 1) {
            expect(weeks[i] as number).toBeLessThanOrEqual(weeks[i - 1] as number);
          }
        }),
        planRuns(25),
      );
    },
    LONG,
  );

  it(
    'should add up: hours of the actions, the critical path, shares and dates',
    () => {
      fc.assert(
        fc.property(anySite(), ({ compiled, input }) => {
          const plan = planSupport(compiled, input, { draws: 5 });
          const { plan: method } = compiled.instrument.method;
          const days = plan.actions.reduce((sum, { vendorDays }) => sum + vendorDays, 0);
          expect(plan.vendorHours).toBeCloseTo(days * method.hoursPerDay, 6);
          expect(plan.criticalPath).toEqual(plan.actions.filter(({ critical }) => critical).map(({ id }) => id));
          for (const action of plan.actions) {
            expect(action.floatWeeks).toBeGreaterThanOrEqual(0);
            expect(action.critical).toBe(action.floatWeeks === 0);
            expect(action.finishWeek - action.startWeek).toBe(action.leadWeeks);
            expect(action.criticality).toBeGreaterThanOrEqual(0);
            expect(action.criticality).toBeLessThanOrEqual(1);
            expect(action.finish > action.start).toBe(true);
          }
          const starts = plan.actions.map(({ startWeek }) => startWeek);
          expect(starts).toEqual([...starts].sort((a, b) => a - b));
        }),
        planRuns(40),
      );
    },
    LONG,
  );
});

describe('the sentences of a plan', () => {
  const because = ({ compiled, input }: Case, id: string): string =>
    planSupport(compiled, input, ONE_DRAW).actions.find((action) => action.id === id)?.because as string;

  it('should say why each action is there', () => {
    const notKnown = { type: 'not-known', evidence: [] } as const;
    const one = echoSite(1, {
      'GV-01': valueAnswer(0),
      'GV-03': valueAnswer(0),
      'CO-06': notKnown,
      'IT-07': valueAnswer(0),
    });
    expect(because(one, 'GV-01')).toMatch(
      /^GV-01 .* is a gate: it must pass before any patient data leaves the trust\. GV-03 waits for it\. Today: /,
    );
    expect(because(one, 'IT-07')).toMatch(/is a gate: it must pass before clinical go-live\. Today: /);
    expect(because(one, 'CO-06')).toMatch(/^CO-06 .* is essential: without it/);
    expect(because(one, 'CO-06:find-out')).toMatch(/^CO-06 .* is not known yet\. It is essential: without it/);
    expect(
      because(
        echoSite(1, {
          'IT-03': valueAnswer(0),
          'TR-04': valueAnswer(0),
          'IT-02': valueAnswer(0),
          'TR-02': valueAnswer(0),
        }),
        'TR-04',
      ),
    ).toMatch(/is not a gate itself, but comes first\. IT-02 and TR-02 wait for it\. Today: /);
  });

  it('should quote what was found, a level or a number, and nothing where it is not known', () => {
    const site = echoSite(1, {
      'GV-01': valueAnswer(1),
      'TR-01': valueAnswer(79.5),
      'GV-02': valueAnswer(3, []),
      'CO-06': { type: 'not-known', evidence: [] },
    });
    const level = site.compiled.byId.get('GV-01')?.question.levels?.[1]?.text ?? 'no such level';
    expect(because(site, 'GV-01')).toContain(` Today: ${level}`);
    expect(because(site, 'TR-01')).toMatch(
      / Today: Stated as 79\.5% of reporters; full value is at 90% of reporters\.$/,
    );
    for (const id of ['CO-06:find-out', 'CO-06']) expect(because(site, id)).not.toContain('Today');
  });

  it('should not call it found what is only claimed or rests on evidence that no longer counts', () => {
    const old = [{ title: 'Old', date: AS_OF - 800, source: 'self' as const }];
    const site = echoSite(1, {
      'GV-02': valueAnswer(3, []),
      'GV-01': valueAnswer(3, old),
      'TR-02': valueAnswer(90, old),
    });
    expect(because(site, 'GV-02:find-evidence')).toMatch(/ Claimed, but no dated evidence shows it: Both sides have /);
    expect(because(site, 'GV-01')).toMatch(/ Today, on evidence that no longer counts: /);
    expect(because(site, 'TR-02')).toMatch(/ Today, on evidence that no longer counts: Stated as 90% /);
  });

  it('should ask for a patient study to find out only while every data gate is open', () => {
    const notKnown = { type: 'not-known', evidence: [] } as const;
    const unknown = { 'CO-05': notKnown, 'IT-03': notKnown, 'IT-10': notKnown };
    const [closed, open] = [{ 'GV-01': valueAnswer(0) }, {}].map((data) => {
      const { compiled, input } = echoSite(1, { ...unknown, ...data });
      return { compiled, actions: planSupport(compiled, input, ONE_DRAW).actions };
    }) as [Pick<SupportPlan, 'actions'> & Pick<Case, 'compiled'>, Pick<SupportPlan, 'actions'>];
    const steps = ({ actions }: Pick<SupportPlan, 'actions'>, id: string): string =>
      actions.find((action) => action.id === id)?.steps ?? '';
    for (const id of ['CO-05', 'IT-03']) {
      const { evidence } = closed.compiled.byId.get(id)?.question ?? {};
      const asked = `Ask whether a dated result exists already: ${evidence?.join('; ') ?? ''}. `;
      expect(steps(closed, `${id}:find-out`)).toBe(
        `${asked}Send no patient study to find out; that is for later, once every data gate has passed.`,
      );
      expect(steps(open, `${id}:find-out`)).toBe(
        `${asked}If there is none, patient studies may be sent to find out, but only while every data gate stays open.`,
      );
      expect(closed.actions.find((action) => action.id === `${id}:find-out`)?.patientData).toBe(false);
      expect(closed.actions.find((action) => action.id === id)?.patientData).toBe(true);
    }
    expect(steps(closed, 'IT-10:find-out')).toMatch(/^Ask, then answer: /);
  });

  it('should date no further ahead than the method says', () => {
    const weeks = { ifNothingSlips: 52, p50: 53, p90: 200 };
    expect(stageSentence(3, AS_OF, weeks, 1)).toBe(
      'Cleared for go-live: by 22 November 2027 if nothing slips. As forecast, half of sites with such a plan are there ' +
        'in more than one year: re-plan and nine in ten in more than one year: re-plan.',
    );
    expect(stageSentence(3, AS_OF, weeks, 4)).not.toContain('re-plan');
  });

  it('should say which actions only lift the score', () => {
    const { compiled, input } = echoSite(
      2 / 3,
      Object.fromEntries(['RD-01', 'RD-02', 'RD-03', 'RD-04', 'RD-05'].map((id) => [id, valueAnswer(0)])),
    );
    const gates = Object.fromEntries(
      compiled.questions
        .filter(({ gate, essential }) => gate !== null || essential)
        .map(({ id, question }) => [id, valueAnswer(question.number?.target ?? (question.levels?.length ?? 0) - 1)]),
    );
    const site = { compiled, input: { ...input, answers: new Map([...input.answers, ...Object.entries(gates)]) } };
    const plan = planSupport(site.compiled, site.input, ONE_DRAW);
    expect(plan.actions.length).toBeGreaterThan(0);
    for (const action of plan.actions) {
      expect(action.reason).toBe('threshold');
      expect(action.because).toContain('least costly ways to bring the index to 70 and each domain to 50');
    }
  });

  it('should name what to do for each kind of work', () => {
    const lapsed = [{ title: 'Old', date: AS_OF - 800, source: 'self' as const }];
    const { compiled, input } = echoSite(
      1,
      {
        'GV-01': valueAnswer(3, lapsed),
        'GV-02': valueAnswer(3, []),
        'GV-04': valueAnswer(0),
        'IT-06': { type: 'not-known', evidence: [] },
      },
      { alternatives: ['gv-04-network-safety-officer'] },
    );
    const { actions } = planSupport(compiled, input, ONE_DRAW);
    const byId = new Map(actions.map((action) => [action.id, action]));
    expect(byId.get('GV-01')?.title).toMatch(/^Renew: /);
    expect(byId.get('GV-01')?.steps).toMatch(/^What was in place has lapsed/);
    expect(byId.get('GV-02:find-evidence')?.title).toMatch(/^Find dated evidence: /);
    expect(byId.get('GV-02:find-evidence')?.steps).toMatch(/^It is said to be in place/);
    expect(byId.get('IT-06:find-out')?.title).toMatch(/^Find out: /);
    expect(byId.get('IT-06:find-out')?.steps).toMatch(/^Ask, then answer: /);
    expect(byId.get('IT-06')?.title).toBe(compiled.actions.get('IT-06')?.title);
    expect(byId.get('GV-04')).toMatchObject({
      alternative: 'gv-04-network-safety-officer',
      title: 'Have a shared or network clinical safety officer sign',
      ownerName: 'clinical safety officer',
      helpers: [],
    });
  });

  it('should say what the plan rests on', () => {
    const { notes } = planSupport(compiledFor(), echoSite(undefined).input, ONE_DRAW);
    expect(notes.join('\n')).toContain('Team not known: ask.');
    expect(notes.join('\n')).toContain('Days a week that the plan assumes: 0.5.');
    expect(notes.join('\n')).toContain('a factor with median');
    expect(notes.join('\n')).toContain('8 hours a week');
    const ready = planSupport(compiledFor(), echoSite(1).input, ONE_DRAW);
    expect(ready.notes).toHaveLength(1);
  });

  it('should say when the thresholds stay out of reach, and date nothing beyond', () => {
    const { instrument, ...rest } = compiledFor();
    const stages = { ...instrument.method.stages, goLiveIndex: 99 };
    const strict = { ...rest, instrument: { ...instrument, method: { ...instrument.method, stages } } };
    const plan = planSupport(strict, echoSite(1 / 3).input, ONE_DRAW);
    expect(plan.selection.reachesThresholds).toBe(false);
    expect(plan.notes.join('\n')).toContain('the scores do not reach their thresholds');
    expect(plan.dates.at(-1)).toMatchObject({ ifNothingSlips: null, p50: null, p90: null });
    expect(plan.dates.at(-1)?.weeks).toEqual({ ifNothingSlips: null, p50: null, p90: null });
    expect(plan.dates.at(-1)?.sentence).toContain("not reached by this plan's actions alone");
  });

  it('should say how far a greedy choice could be from the cheapest', () => {
    const { instrument, ...rest } = compiledFor();
    const method = { ...instrument.method, plan: { ...instrument.method.plan, exactCandidates: 0 } };
    const greedy = { ...rest, instrument: { ...instrument, method } };
    const { input } = echoSite(0);
    const plan = planSupport(greedy, input, ONE_DRAW);
    expect(plan.selection.exact).toBe(false);
    expect(plan.selection.gapDays).toBeGreaterThanOrEqual(0);
    expect(plan.notes.join('\n')).toMatch(/not proved to be the cheapest: at most \d+\.\d days could be saved/);
  });
});

describe('an essential whose evidence has lapsed', () => {
  const old = [{ title: 'Old', date: AS_OF - 800, source: 'self' as const }];
  const { compiled, input } = echoSite(1, { 'TR-02': valueAnswer(90, old) });

  it('should be renewed, though its stage stands', () => {
    const { stage, findings } = scoreAssessment(compiled, input);
    expect(stage.number).toBe(3);
    expect(findings.find(({ id }) => id === 'TR-02')).toMatchObject({ outcome: 'expired', value: 1 });
    const plan = planSupport(compiled, input, ONE_DRAW);
    expect(plan.actions).toMatchObject([{ id: 'TR-02', type: 'renew', reason: 'essential' }]);
    expect(plan.dates.map((date) => date.stage)).toEqual([4]);
  });

  it('should be settled by new evidence', () => {
    const { before, after } = whatIf(compiled, input, { answers: new Map(), completed: ['TR-02'] }, ONE_DRAW);
    expect(after.plan.actions).toEqual([]);
    expect(after.scorecard.stage).toEqual(before.scorecard.stage);
    expect(after.scorecard.headline).not.toContain('lapsed');
  });
});

describe("the vendor's days", () => {
  it('should be scheduled as they are counted: more of them for a small team', () => {
    const days = (capacity: object): { days: number; hours: number; used: number } => {
      const { compiled, input } = echoSite(1, { 'IT-02': valueAnswer(50), ...capacity });
      const { network, support } = draftFor(compiled, input, {});
      const plan = planSupport(compiled, input, ONE_DRAW);
      const i = network.items.findIndex(({ id }) => id === 'IT-02');
      expect(plan.actions.find(({ id }) => id === 'IT-02')?.vendorDays).toBe(support.vendorDays[i]);
      return {
        days: support.vendorDays[i] as number,
        hours: plan.vendorHours,
        used: network.uses[i]?.find(({ resource }) => resource === 0)?.days ?? 0,
      };
    };
    const team = { 'TM-01': valueAnswer(3), 'TM-02': valueAnswer(2), 'TM-08': valueAnswer(5) };
    const none = { 'TM-01': valueAnswer(0.5), 'TM-02': valueAnswer(0), 'TM-08': valueAnswer(1) };
    const [large, small] = [days(team), days(none)];
    expect(small.days).toBeCloseTo(1.5 * large.days, 9);
    expect([large.used, small.used]).toEqual([large.days, small.days]);
    expect(large.hours).toBeCloseTo(7.5 * large.days, 9);
  });
});

describe('a domain of which too little applies', () => {
  const { instrument, ...rest } = compiledFor();
  const demanding = { ...rest, instrument: { ...instrument, method: { ...instrument.method, assessableShare: 0.99 } } };

  it('should be asked for no score, while its gates and essentials still count', () => {
    const { input } = echoSite(1 / 3, {
      'IT-08': { type: 'not-applicable', reason: 'No electronic record here', evidence: [] },
    });
    expect(scoreAssessment(demanding, input).domains.find(({ code }) => code === 'IT')?.score).toBeNull();
    const plan = planSupport(demanding, input, ONE_DRAW);
    const inDomain = plan.actions.filter(({ questionId }) => questionId.startsWith('IT-'));
    expect(inDomain.map(({ questionId }) => questionId)).toEqual(expect.arrayContaining(['IT-01', 'IT-05', 'IT-10']));
    expect(inDomain.every(({ reason }) => reason !== 'threshold')).toBe(true);
    const completed = plan.actions.map(({ questionId }) => questionId);
    const { after } = whatIf(demanding, input, { answers: new Map(), completed }, ONE_DRAW);
    expect(after.scorecard.stage.number).toBe(3);
  });
});

describe('options', () => {
  it.each([0, -1, NaN])('should refuse %p vendor hours a week', (vendorHoursPerWeek) => {
    const { compiled, input } = echoSite(0);
    expect(() => planSupport(compiled, input, { vendorHoursPerWeek })).toThrow(RangeError);
  });

  it.each([0, NaN])('should refuse %p draws', (draws) => {
    const { compiled, input } = echoSite(0);
    expect(() => planSupport(compiled, input, { draws })).toThrow(RangeError);
  });
});
