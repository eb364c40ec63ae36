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
      "These gates close by themselves before the plan's own dates, even if nothing slips: GV-09 trust's DSPT status " +
        '(finish or extend its improvement plan by 31 December 2026). Start each review in time: while a data gate is ' +
        'closed, no patient data may leave the trust and silent mode stops.',
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
    const surely = notes.find((text) => text.startsWith('These gates close by themselves'));
    // no data gate, so no word of patient data
    expect(surely).toMatch(/: GV-04 local clinical safety case \(31 December 2026\)\. Start each review in time\.$/);
    const perhaps = notes.find((text) => text.startsWith('If the plan stretches to its nine-in-ten date'));
    expect(perhaps).toMatch(/: GV-03 Caldicott Guardian's decision \(16 February 2027\), GV-01 /);
    const both = planOf({ 'GV-07': { value: 0 }, 'GV-03': lapsing('2026-12-31'), 'GV-04': lapsing('2026-12-30') });
    expect(both.notes.find((text) => text.startsWith('These gates'))).toMatch(/: GV-04 .* and GV-03 /);
  });

  it('should tell a small team alone what being small means', () => {
    const support = (projectTeam: number): string | undefined =>
      notesOf({ 'TM-01': { value: projectTeam }, 'TM-08': { value: projectTeam }, 'PT-02': { value: 0 } }).find(
        (note) => note.startsWith('The plan counts on'),
      );
    expect(support(0)).toMatch(/ support: a small team gets more hours and a longer plan, never a lower place\.$/);
    expect(support(5)).toMatch(/hours a week of the vendor's time\. [A-Z][a-z-]+ support\.$/);
  });

  it('should say what is assumed of integration staff', () => {
    expect(notesOf({ 'TM-01': { notKnown: true } })).toContain(
      'Integration staff time is not known. Days a week that the plan assumes: 0.5.',
    );
  });

  it('should say nothing of either when all is known and lasts', () => {
    const notes = notesOf({ 'PT-02': { value: 0 } });
    expect(notes.some((note) => note.includes('not known') || note.includes('close by themselves'))).toBe(false);
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
