import { describe, expect, it } from '@jest/globals';
import type { Question } from '../../../src/core/contracts/instrument.js';
import { buildCatalogue, joinVersions, versionName } from '../../../src/core/instrument/catalogue.js';
import { compareVersions, stillAnswers } from '../../../src/core/instrument/compare-versions.js';
import type { CompiledInstrument, CompiledQuestion } from '../../../src/core/instrument/compile.js';
import { compiledFor, realCatalogue } from '../../support/catalogue.js';

const before = compiledFor();

/** The instrument with one of its questions made another. */
function withQuestion(id: string, change: (compiled: CompiledQuestion) => CompiledQuestion): CompiledInstrument {
  return { ...before, questions: before.questions.map((one) => (one.id === id ? change(one) : one)) };
}

const asked = (id: string): CompiledQuestion => before.questions.find((one) => one.id === id) as CompiledQuestion;
const reworded =
  (change: Partial<Question>) =>
  (compiled: CompiledQuestion): CompiledQuestion => ({ ...compiled, question: { ...compiled.question, ...change } });

describe('two versions of the instrument', () => {
  it('should not differ where nothing was changed', () => {
    expect(compareVersions(before, before)).toEqual({ added: [], removed: [], changed: [] });
  });

  it.each<[string, (compiled: CompiledQuestion) => CompiledQuestion, string[]]>([
    ['wording', reworded({ why: 'Because.' }), ['wording']],
    ['answers', reworded({ levels: [] }), ['answers']],
    ['counting', (compiled) => ({ ...compiled, weight: compiled.weight + 1 }), ['counting']],
  ])('should tell a question that changed in its %s', (_, change, changes) => {
    const { changed, ...others } = compareVersions(before, withQuestion('IT-01', change));
    expect(changed.map(({ question, changes: told }) => [question.id, told])).toEqual([['IT-01', changes]]);
    expect(others).toEqual({ added: [], removed: [] });
  });

  it('should tell what only one of them asks, in each direction', () => {
    const without = withQuestion('IT-01', (compiled) => ({ ...compiled, ruledOut: true }));
    expect(compareVersions(before, without)).toEqual({ added: [], removed: [asked('IT-01').question], changed: [] });
    expect(compareVersions(without, before)).toEqual({ added: [asked('IT-01').question], removed: [], changed: [] });
  });
});

describe('an answer to an earlier version', () => {
  const { question } = asked('IT-01');
  const rewritten = asked('IT-01');
  const otherLevels = reworded({ levels: [] })(rewritten);
  const otherRule = reworded({ notApplicable: { when: 'Never.' } })(rewritten);

  it.each([
    ['a value, where the same can be answered', 'value', rewritten, true],
    ['a value, where the levels are others', 'value', otherLevels, false],
    ['not known, whatever can be answered', 'not-known', otherLevels, true],
    ['not known, where it is not asked any more', 'not-known', undefined, false],
    ['does not apply, by the same rule', 'not-applicable', rewritten, true],
    ['does not apply, by another rule', 'not-applicable', otherRule, false],
    ['does not apply, where it never does by now', 'not-applicable', { ...otherRule, ruledOut: true }, true],
  ] as const)('should be judged: %s', (_, type, after, expected) => {
    expect(stillAnswers(type, question, after)).toBe(expected);
  });
});

describe('the catalogue', () => {
  it('should lead to every version that it holds, and to no other', () => {
    const { instrument, tools } = realCatalogue();
    const only = buildCatalogue(instrument, tools);
    const newer = buildCatalogue({ ...instrument, version: '9.0.0' }, tools);
    const [old, now] = [versionName(instrument), `${instrument.id}@9.0.0`];
    expect([only.at(old), only.at(now)]).toEqual([only, undefined]);
    const both = joinVersions([only, newer]);
    expect([both.held, both.instrument.version]).toEqual([[old, now], '9.0.0']);
    expect([both.at(old), both.at(now), both.at('none')]).toEqual([only, newer, undefined]);
  });
});
