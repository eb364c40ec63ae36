import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, AssessmentInput } from '../../../src/core/contracts/answers.js';
import type { SupportPlan, WhatIf } from '../../../src/core/contracts/plan.js';
import type { Stage } from '../../../src/core/contracts/scorecard.js';
import { levelValues } from '../../../src/core/instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../../../src/core/instrument/compile.js';
import { draftFor, finishPlan, planSupport } from '../../../src/core/planning/plan.js';
import { whatIf } from '../../../src/core/planning/what-if.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { compiledFor } from '../../support/catalogue.js';
import { anySite, AS_OF, echoSite, IN_DATE, LONG, planRuns, siteWith, valueAnswer } from '../../support/plans.js';

const NONE = { answers: new Map<string, Answer>(), completed: [] };

type Dates = 'ifNothingSlips' | 'p50' | 'p90';

/** Weeks to a stage: 0 when it is reached, Infinity when the plan does not lead there. */
function weeksTo({ dates }: SupportPlan, stage: Stage, key: Dates): number {
  const date = dates.find((one) => one.stage === stage);
  return date === undefined ? 0 : (date.weeks[key] ?? Infinity);
}

/** A better answer to a question: a level or a part of the scale more, with the evidence that there was. */
function better(
  { question }: CompiledQuestion,
  { instrument }: CompiledInstrument,
  answer: Answer | undefined,
  share: number,
): Answer | undefined {
  // More studies a year than one are worth as much as one, so that better and fewer can come together.
  if (question.id === 'RD-03') return undefined;
  const { number } = question;
  const top = number?.target ?? levelValues(question, instrument.method).length - 1;
  if (answer?.type !== 'value') return valueAnswer(top);
  if (number === undefined) {
    return { ...answer, value: Math.min(top, answer.value + 1 + Math.floor(share * (top - answer.value))) };
  }
  const worth = (answer.value - number.floor) / (top - number.floor);
  return worth >= 1 ? undefined : { ...answer, value: answer.value + share * (top - answer.value) };
}

function improve(
  compiled: CompiledInstrument,
  input: AssessmentInput,
  picks: readonly (readonly [number, number])[],
): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const [pick, share] of picks) {
    const question = compiled.questions[pick % compiled.questions.length] as CompiledQuestion;
    const answer = input.answers.get(question.id);
    if (question.ruledOut || answer?.type === 'not-applicable') continue;
    const changed = better(question, compiled, answer, share);
    if (changed !== undefined) answers.set(question.id, changed);
  }
  return answers;
}

const anyPicks = fc.array(fc.tuple(fc.nat(58), fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 1,
  maxLength: 6,
});

describe('what if', () => {
  it(
    'should never delay any date when answers get better and no action is added (Graham)',
    () => {
      let compared = 0;
      fc.assert(
        fc.property(anySite(), anyPicks, ({ compiled, input }, picks) => {
          const changes = { answers: improve(compiled, input, picks), completed: [] };
          const { before, after, difference } = whatIf(compiled, input, changes, { draws: 6 });
          if (difference.actionsAdded.length > 0) return;
          compared += 1;
          for (const stage of [1, 2, 3, 4] as const) {
            for (const key of ['ifNothingSlips', 'p50', 'p90'] as const) {
              expect(weeksTo(after.plan, stage, key)).toBeLessThanOrEqual(weeksTo(before.plan, stage, key));
            }
          }
        }),
        planRuns(40),
      );
      expect(compared).toBeGreaterThan(0);
    },
    LONG,
  );

  it(
    'should give the difference that computing both anew gives',
    () => {
      fc.assert(
        fc.property(anySite(), anyPicks, fc.nat(58), ({ compiled, input }, picks, position) => {
          const { id } = compiled.questions[position % compiled.questions.length] as CompiledQuestion;
          const answers = improve(compiled, input, picks);
          const result = whatIf(compiled, input, { answers, completed: [id] }, { draws: 3 });
          const { before, after, difference } = result;
          expect(before.scorecard).toEqual(scoreAssessment(compiled, input));
          expect(before.plan).toEqual(planSupport(compiled, input, { draws: 3 }));
          expect(difference.index).toBe(after.scorecard.index.value - before.scorecard.index.value);
          expect(difference.upper).toBe(after.scorecard.index.upper - before.scorecard.index.upper);
          expect(difference.vendorHours).toBe(after.plan.vendorHours - before.plan.vendorHours);
          expect(difference.stage).toEqual({
            before: before.scorecard.stage.number,
            after: after.scorecard.stage.number,
          });
          expectDates(result);
          expectIds(result);
          const changed = difference.gates.map((gate) => gate.id);
          before.scorecard.gates.forEach((gate, i) => {
            const state = after.scorecard.gates[i]?.state;
            expect(changed.includes(gate.id)).toBe(state !== gate.state);
            const told = difference.gates.find((one) => one.id === gate.id);
            if (told !== undefined) expect(told).toEqual({ id: gate.id, before: gate.state, after: state });
          });
        }),
        planRuns(30),
      );
    },
    LONG,
  );

  function expectDates({ before, after, difference }: WhatIf): void {
    const from = Math.min(before.scorecard.stage.number, after.scorecard.stage.number);
    expect(difference.dates.map(({ stage }) => stage)).toEqual([1, 2, 3, 4].filter((stage) => stage > from));
    for (const date of difference.dates) {
      for (const key of ['ifNothingSlips', 'p50', 'p90'] as const) {
        const moved = weeksTo(after.plan, date.stage, key) - weeksTo(before.plan, date.stage, key);
        expect(date[key]).toBe(Number.isFinite(moved) ? moved : null);
      }
    }
  }

  function expectIds({ before, after, difference }: WhatIf): void {
    const [old, now] = [before, after].map(({ plan }) => new Set(plan.actions.map(({ id }) => id)));
    expect(new Set(difference.actionsRemoved)).toEqual(
      new Set([...(old ?? [])].filter((id) => now?.has(id) === false)),
    );
    expect(new Set(difference.actionsAdded)).toEqual(new Set([...(now ?? [])].filter((id) => old?.has(id) === false)));
  }

  it(
    'should lift a completed action to its mark and take it out of the plan',
    () => {
      fc.assert(
        fc.property(anySite(), fc.nat(58), ({ compiled, input }, position) => {
          const question = compiled.questions[position % compiled.questions.length] as CompiledQuestion;
          const { id } = question;
          const { before, after, difference } = whatIf(compiled, input, { ...NONE, completed: [id] }, { draws: 1 });
          expect(after.plan.actions.map(({ questionId }) => questionId)).not.toContain(id);
          if (question.ruledOut) return;
          const finding = after.scorecard.findings[question.position];
          expect(finding?.outcome).toBe('met');
          const value = before.scorecard.findings[question.position]?.value ?? 0;
          expect(finding?.value).toBeGreaterThanOrEqual(value);
          expect(finding?.value).toBeGreaterThanOrEqual(question.passMark - 1e-9);
          if (input.answers.get(id)?.type !== 'not-applicable') expect(difference.index).toBeGreaterThanOrEqual(-1e-9);
        }),
        planRuns(40),
      );
    },
    LONG,
  );

  it('should change nothing when nothing changes', () => {
    const { compiled, input } = echoSite(1 / 3);
    const { before, after, difference, notes } = whatIf(compiled, input, NONE, { draws: 20 });
    expect(after).toEqual(before);
    expect(
      difference.dates.every(({ ifNothingSlips, p50, p90 }) => [ifNothingSlips, p50, p90].every((x) => x === 0)),
    ).toBe(true);
    expect(difference).toMatchObject({ index: 0, gates: [], vendorHours: 0, actionsAdded: [], actionsRemoved: [] });
    expect(notes).toEqual([]);
  });

  it('should say which needs of a completed action are not there', () => {
    const { compiled, input } = echoSite(1, {
      'GV-05': valueAnswer(0),
      'GV-01': valueAnswer(0),
      'GV-07': valueAnswer(0),
      'GV-02': valueAnswer(1),
    });
    const notes = (completed: string[]): readonly string[] =>
      whatIf(compiled, input, { ...NONE, completed }, { draws: 1 }).notes;
    expect(notes(['GV-01'])).toEqual([
      `GV-01 ${compiled.byId.get('GV-01')?.question.subject ?? ''} is taken as done, but it needs what is not done: GV-05.`,
    ]);
    expect(notes(['GV-02'])[0]).toMatch(/needs what is not done: GV-05 and GV-07\.$/);
    expect(notes(['GV-05', 'GV-01'])).toEqual([]);
  });

  it('should leave a question alone that the use rules out, and refuse an id that is no action', () => {
    const { compiled, input } = echoSite(1 / 3);
    expect(compiled.byId.get('GV-08')?.ruledOut).toBe(true);
    const { after, before, notes } = whatIf(compiled, input, { ...NONE, completed: ['GV-08'] }, { draws: 1 });
    expect(after).toEqual(before);
    expect(notes).toEqual([]);
    expect(() => whatIf(compiled, input, { ...NONE, completed: ['XX-01'] })).toThrow(RangeError);
    expect(() => whatIf(compiled, input, { ...NONE, completed: ['GV-01:find-out'] })).toThrow('not an action');
    const scribe = compiledFor('ambient-scribe');
    expect(() => whatIf(scribe, siteWith(scribe, 0), { ...NONE, completed: ['IT-04'] })).toThrow('IT-04');
  });

  it('should keep a better answer, a shorter queue and stronger evidence than the promise has', () => {
    const checkedEvidence = [{ ...IN_DATE[0], title: 'Checked', source: 'register' as const, date: AS_OF - 20 }];
    const { compiled, input } = echoSite(1 / 3, {
      'TM-06': valueAnswer(4, checkedEvidence),
      'IT-10': valueAnswer(3, checkedEvidence),
    });
    const { before, after } = whatIf(compiled, input, { ...NONE, completed: ['TM-06', 'IT-10'] }, { draws: 1 });
    for (const id of ['TM-06', 'IT-10']) {
      const of = ({ scorecard }: WhatIf['before']): unknown => {
        const finding = scorecard.findings.find((one) => one.id === id);
        return [finding?.value, finding?.strength, finding?.outcome];
      };
      expect(of(after)).toEqual(of(before));
    }
    const slow = echoSite(1 / 3, { 'TM-06': valueAnswer(50) });
    const lead = (plan: SupportPlan): number => plan.actions.find(({ id }) => id === 'GV-04')?.leadWeeks as number;
    const done = whatIf(slow.compiled, slow.input, { ...NONE, completed: ['TM-06'] }, { draws: 1 });
    expect(lead(done.after.plan)).toBeLessThan(lead(done.before.plan) - 30);
  });

  it('should not make the local studies longer by a promise to state their yearly number', () => {
    const { compiled, input } = echoSite(1 / 3, { 'RD-03': undefined });
    const { before, after } = whatIf(compiled, input, { ...NONE, completed: ['RD-03'] }, { draws: 1 });
    const lead = (plan: SupportPlan): number => plan.actions.find(({ id }) => id === 'CO-05')?.leadWeeks as number;
    expect(lead(after.plan)).toBe(lead(before.plan));
  });

  it('should name the evidence of this product version in a promise', () => {
    const old = [{ ...IN_DATE[0], title: 'Old', source: 'self' as const, date: AS_OF - 20, productVersion: '1.0' }];
    const { compiled, input } = echoSite(1, { 'GV-01': valueAnswer(3, old) }, { productVersion: '2.1' });
    const { before, after } = whatIf(compiled, input, { ...NONE, completed: ['GV-01'] }, { draws: 1 });
    expect(before.scorecard.stage.number).toBe(1);
    expect(after.scorecard.stage.number).toBe(3);
  });

  it('should give no number of weeks where one of the plans does not lead to a stage', () => {
    const { instrument, ...rest } = compiledFor();
    const stages = { ...instrument.method.stages, goLiveIndex: 99.9 };
    const strict = { ...rest, instrument: { ...instrument, method: { ...instrument.method, stages } } };
    const { input } = echoSite(1, { 'GV-01': valueAnswer(0), 'PT-03': valueAnswer(2) });
    const perfect = new Map([['PT-03', valueAnswer(3)]]);
    const { difference } = whatIf(strict, input, { answers: perfect, completed: [] }, { draws: 2 });
    expect(difference.dates.map(({ stage, p90 }) => [stage, p90])).toEqual([
      [2, 0],
      [3, null],
      [4, null],
    ]);
  });

  describe('the earlier schedule', () => {
    it('should be kept where the new one would be later', () => {
      const { compiled, input } = echoSite(1 / 3);
      const before = draftFor(compiled, input, {});
      const { order, predecessors } = before.network;
      // The same work in the worst order: what matters least first
      const worst: number[] = [];
      while (worst.length < order.length) {
        const ready = order.filter(
          (i) => !worst.includes(i) && (predecessors[i] as readonly number[]).every((p) => worst.includes(p)),
        );
        worst.push(ready.at(-1) as number);
      }
      const after = { ...before, network: { ...before.network, order: worst } };
      const [old, fresh] = [finishPlan(before, { draws: 30 }), finishPlan(after, { draws: 30 })];
      const kept = finishPlan(after, { draws: 30 }, before);
      expect(weeksTo(fresh, 3, 'ifNothingSlips')).toBeGreaterThan(weeksTo(old, 3, 'ifNothingSlips'));
      for (const key of ['ifNothingSlips', 'p50', 'p90'] as const) {
        for (const stage of [2, 3, 4] as const) {
          expect(weeksTo(kept, stage, key)).toBeLessThanOrEqual(weeksTo(old, stage, key));
        }
      }
      const starts = ({ actions }: SupportPlan): unknown => actions.map(({ id, startWeek }) => [id, startWeek]);
      expect(starts(kept)).toEqual(starts(old));
    });

    const worse = (id: string, from: number, to: number): WhatIf => {
      const { compiled, input } = echoSite(1 / 3, { [id]: valueAnswer(from) });
      return whatIf(compiled, input, { answers: new Map([[id, valueAnswer(to)]]), completed: [] }, { draws: 20 });
    };

    it('should not be kept when there are fewer integration staff, though no lead is longer', () => {
      const { before, after } = worse('TM-01', 12, 3);
      expect(after.plan.capacity).toBe(before.plan.capacity);
      const { compiled, input } = echoSite(1 / 3, { 'TM-01': valueAnswer(3) });
      expect(after.plan).toEqual(planSupport(compiled, input, { draws: 20 }));
    });

    it.each([
      ['a longer queue', 'TM-06', 5, 40],
      ['less done', 'TR-05', 1, 0],
    ])('should not be kept when %s asks for more', (_, id, from, to) => {
      const { compiled, input } = echoSite(1 / 3, { [id]: valueAnswer(to) });
      expect(worse(id, from, to).after.plan.dates).toEqual(planSupport(compiled, input, { draws: 20 }).dates);
    });
  });
});
