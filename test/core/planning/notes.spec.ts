import { describe, expect, it } from '@jest/globals';
import type { SupportPlan } from '../../../src/core/contracts/plan.js';
import { planSupport } from '../../../src/core/planning/plan.js';
import { bestAnswers, checked } from '../../support/catalogue.js';

/** Everything at its best and evidenced, but for what is given; undefined leaves a question out. */
function notesOf(changes: Record<string, Record<string, unknown> | undefined>): readonly string[] {
  const answers = Object.entries({ ...bestAnswers(), ...changes }).flatMap(([id, answer]) =>
    answer === undefined ? [] : [[id, answer] as const],
  );
  const { compiled, input } = checked({ tool: 'echogo-pro', asOf: '2026-11-23', answers: Object.fromEntries(answers) });
  return planSupport(compiled, input, { draws: 5 }).notes;
}

function planOf(changes: Record<string, Record<string, unknown>>, context: Record<string, unknown> = {}): SupportPlan {
  const answers = { ...bestAnswers(), ...changes };
  const { compiled, input } = checked({ tool: 'echogo-pro', asOf: '2026-11-23', answers, context });
  return planSupport(compiled, input, { draws: 200 });
}

describe('notes of a plan', () => {
  it('should say how many answers are taken at their worst, and which of them the end rests on', () => {
    const notes = notesOf({ 'GV-09': { notKnown: true }, 'PT-02': undefined });
    expect(notes[0]).toBe(
      '2 answers are not known, and the plan takes them at the worst: finding out may shorten it. The end of the plan rests on GV-09.',
    );
  });

  it('should not name an end when an unknown answer is not what the plan waits for', () => {
    const notes = notesOf({ 'GV-09': { value: 0 }, 'PT-02': undefined });
    expect(notes[0]).toBe('1 answer is not known, and the plan takes it at the worst: finding out may shorten it.');
  });

  it('should name the open gates whose evidence lapses before the plan ends', () => {
    const conditional = {
      value: 1,
      evidence: [{ title: 'Register', date: '2026-06-30', expires: '2026-12-31', source: 'register' }],
    };
    const notes = notesOf({ 'GV-09': conditional, 'GV-07': { value: 0 } });
    expect(notes).toContain(
      "The dates count on gates that are open today but lapse before the plan may end, so renew them in time: GV-09 trust's DSPT status (31 December 2026).",
    );
  });

  it('should name those that outlast the plan but not its forecast, the first to lapse first', () => {
    const lapsing = (expires: string): Record<string, unknown> => ({
      value: 3,
      evidence: [{ title: 'Register', date: '2026-06-30', expires, source: 'register' }],
    });
    const ends = planOf({ 'GV-07': { value: 0 } });
    const goLive = ends.dates.find(({ stage }) => stage === 3);
    const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    const between = dayAfter(goLive?.ifNothingSlips as string);
    expect(between < (goLive?.p90 as string)).toBe(true);
    const { notes } = planOf({ 'GV-07': { value: 0 }, 'GV-03': lapsing(between), 'GV-04': lapsing('2026-12-31') });
    const note = notes.find((text) => text.startsWith('The dates count on gates'));
    expect(note).toMatch(/ in time: GV-04 .* GV-03 /);
    const days = Array.from((note as string).matchAll(/\((\d+ \w+ \d{4})\)/g), ([, day]) =>
      Date.parse(`${day as string} UTC`),
    );
    expect(days).toEqual([...days].sort((a, b) => a - b));
    expect(days.every((day) => day < Date.parse(goLive?.p90 as string))).toBe(true);
  });

  it('should say what is assumed of integration staff', () => {
    expect(notesOf({ 'TM-01': { notKnown: true } })).toContain(
      'Integration staff time is not known. Days a week that the plan assumes: 0.5.',
    );
  });

  it('should say nothing of either when all is known and lasts', () => {
    const notes = notesOf({ 'PT-02': { value: 0 } });
    expect(notes.some((note) => note.includes('not known') || note.includes('lapse before'))).toBe(false);
  });
});

describe('a renewal', () => {
  const changed = { kind: 'product-version', on: '2026-10-01', material: true, productVersion: '3.0' };
  const dated = { title: 'Training record', date: '2026-05-01', owner: 'Lead', productVersion: '2.0' };

  it('should ask to do again what changed where the product did', () => {
    const plan = planOf({ 'TR-01': { value: 95, evidence: [dated] } }, { productVersion: '3.0', changes: [changed] });
    const renewal = plan.actions.find(({ questionId }) => questionId === 'TR-01');
    expect(renewal?.type).toBe('renew');
    expect(renewal?.steps).toMatch(
      /^What was in place was for an earlier version or arrangement \(the product is at version 3\.0\)\. Go through what has changed and do that part again/,
    );
  });

  it('should ask to do again what changed where only an arrangement did', () => {
    const rehosted = { kind: 'pacs', on: '2026-10-01', material: true };
    const evidence = [{ title: 'Test report', date: '2026-05-01', owner: 'PACS manager' }];
    const best = (bestAnswers() as Record<string, { value: number }>)['IT-02'];
    const plan = planOf({ 'IT-02': { value: best?.value, evidence } }, { changes: [rehosted] });
    const renewal = plan.actions.find(({ type }) => type === 'renew');
    expect(renewal?.steps).toMatch(/^What was in place was for an earlier version or arrangement\. /);
  });

  it('should ask to review what has gone by', () => {
    const evidence = [{ title: 'Old', date: '2019-05-01', owner: 'Lead' }];
    const value = (bestAnswers() as Record<string, { value: number }>)['GV-01']?.value;
    const plan = planOf({ 'GV-01': { value, evidence } });
    const renewal = plan.actions.find(({ questionId }) => questionId === 'GV-01');
    expect(renewal).toMatchObject({
      type: 'renew',
      steps: expect.stringMatching(/^What was in place has lapsed\. Review/),
    });
  });
});
