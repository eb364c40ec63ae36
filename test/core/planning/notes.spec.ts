import { describe, expect, it } from '@jest/globals';
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
      "The dates count on gates that are open today but lapse before the plan ends, so renew them in time: GV-09 trust's DSPT status (31 December 2026).",
    );
  });

  it('should say nothing of either when all is known and lasts', () => {
    const notes = notesOf({ 'PT-02': { value: 0 } });
    expect(notes.some((note) => note.includes('not known') || note.includes('lapse before'))).toBe(false);
  });
});
