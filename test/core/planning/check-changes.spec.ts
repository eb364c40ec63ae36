import { describe, expect, it } from '@jest/globals';
import type { Changes } from '../../../src/core/planning/what-if.js';
import { checkChanges } from '../../../src/core/planning/check-changes.js';
import { checked } from '../../support/catalogue.js';

const SITE = checked({
  answers: {
    'IT-05': { value: 1, note: 'Interface ordered', evidence: [{ title: 'Order', date: '2026-10-01' }] },
    'GV-01': { value: 1 },
  },
});

function accepted(raw: unknown): Changes {
  const result = checkChanges(raw, SITE.compiled, SITE.input);
  if (!result.ok) throw new Error(JSON.stringify(result.defects));
  return result.value;
}

function refused(raw: unknown): string[] {
  const result = checkChanges(raw, SITE.compiled, SITE.input);
  return result.ok ? ['accepted'] : result.defects.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('what a what-if may ask', () => {
  it('should keep the note and the evidence that a changed answer does not name', () => {
    const answer = accepted({ answers: { 'IT-05': { value: 3 } } }).answers.get('IT-05');
    expect(answer).toMatchObject({
      type: 'value',
      value: 3,
      note: 'Interface ordered',
      evidence: [{ title: 'Order' }],
    });
  });

  it('should take the note and the evidence that a changed answer brings', () => {
    const raw = { answers: { 'IT-05': { value: 3, note: 'Built', evidence: [{ title: 'Test report' }] } } };
    expect(accepted(raw).answers.get('IT-05')).toMatchObject({ note: 'Built', evidence: [{ title: 'Test report' }] });
  });

  it('should take a new answer to a question without one', () => {
    expect(accepted({ answers: { 'IT-04': { notKnown: true } } }).answers.get('IT-04')).toEqual({
      type: 'not-known',
      note: undefined,
      evidence: [],
    });
  });

  it('should name an action once, by its question', () => {
    expect(accepted({ complete: ['GV-01', 'GV-01:find-evidence', 'IT-05'] }).completed).toEqual(['GV-01', 'IT-05']);
  });

  it.each([
    ['text', 'GV-01', ['wrong-type ']],
    ['nothing at all', {}, ['nothing-changed ']],
    ['empty lists', { answers: {}, complete: [] }, ['nothing-changed ']],
    ['an unknown field', { set: {}, complete: ['GV-01'] }, ['unknown-field /set']],
    ['an unknown action', { complete: ['GV-01', 'XX-01'] }, ['unknown-action /complete/1']],
    ['an action that is no text', { complete: [1] }, ['wrong-type /complete/0']],
    [
      'finding out, which ends with an answer',
      { complete: ['GV-01:find-out'] },
      ['find-out-has-an-answer /complete/0'],
    ],
    ['a list that is too long', { complete: Array.from({ length: 201 }, () => 'GV-01') }, ['too-many /complete']],
    [
      'a level that the question does not have',
      { answers: { 'IT-05': { value: 9 } } },
      ['level-out-of-range /answers/IT-05/value'],
    ],
  ])('should refuse %s', (_, raw, defects) => {
    expect(refused(raw)).toEqual(defects);
  });
});
