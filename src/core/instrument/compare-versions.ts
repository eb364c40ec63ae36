import type { Answer } from '../contracts/answers.js';
import type { Question } from '../contracts/instrument.js';
import { levelValues } from './answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from './compile.js';

/**
 * - `wording`: it is asked or explained in other words
 * - `answers`: what can be answered is different, so that an answer to the old question does not answer the new one
 * - `counting`: the same answer counts differently: weight, marks, gate, or when evidence lapses
 */
export type QuestionChange = 'wording' | 'answers' | 'counting';

/** What one version of the instrument asks that another did not, for one tool and use. Each in the instrument's order. */
export interface VersionDifference {
  readonly added: readonly Question[];
  readonly removed: readonly Question[];
  readonly changed: readonly { readonly question: Question; readonly changes: readonly QuestionChange[] }[];
}

/** @param before compiled for the same tool and use as `after` */
export function compareVersions(before: CompiledInstrument, after: CompiledInstrument): VersionDifference {
  const asked = ({ questions }: CompiledInstrument): CompiledQuestion[] =>
    questions.filter(({ ruledOut }) => !ruledOut);
  const [old, now] = [asked(before), asked(after)];
  const oldById = new Map(old.map((one) => [one.id, one]));
  const nowIds = new Set(now.map(({ id }) => id));
  return {
    added: now.filter(({ id }) => !oldById.has(id)).map(({ question }) => question),
    removed: old.filter(({ id }) => !nowIds.has(id)).map(({ question }) => question),
    changed: now.flatMap((one) => {
      const earlier = oldById.get(one.id);
      if (earlier === undefined) return [];
      const changes: QuestionChange[] = [
        ...(isSameWording(earlier.question, one.question) ? [] : (['wording'] as const)),
        ...(takesSameAnswers(earlier.question, one.question) ? [] : (['answers'] as const)),
        ...(countsSame(earlier, before, one, after) ? [] : (['counting'] as const)),
      ];
      return changes.length === 0 ? [] : [{ question: one.question, changes }];
    }),
  };
}

/**
 * Whether an answer to one version of a question answers the other as well. That it is not known, it says of both.
 *
 * @param after undefined where the other version does not ask it
 */
export function stillAnswers(answer: Answer['type'], before: Question, after: CompiledQuestion | undefined): boolean {
  if (after === undefined) return false;
  if (answer === 'not-known') return true;
  if (answer === 'value') return takesSameAnswers(before, after.question);
  return after.ruledOut || before.notApplicable?.when === after.question.notApplicable?.when;
}

function isSameWording(one: Question, other: Question): boolean {
  const words = ({ subject, question, why, help, good, evidence, notApplicable }: Question): string =>
    JSON.stringify([subject, question, why, help, good, evidence, notApplicable?.when]);
  return words(one) === words(other);
}

/** By their words: a level that says something else is another answer, even where it has the same number. */
function takesSameAnswers(one: Question, other: Question): boolean {
  const answers = ({ kind, levels = [], number }: Question): string =>
    JSON.stringify([kind, levels.map(({ text }) => text), number?.unit, number?.min, number?.max]);
  return answers(one) === answers(other);
}

function countsSame(
  one: CompiledQuestion,
  before: CompiledInstrument,
  other: CompiledQuestion,
  after: CompiledInstrument,
): boolean {
  const counting = (compiled: CompiledQuestion, { instrument: { method } }: CompiledInstrument): string => {
    const { question, weight, passMark, gate, conditionalMark, essential } = compiled;
    const { expiry, versionBound, reopenedBy, number, phase } = question;
    const scale = [levelValues(question, method), number?.floor, number?.target];
    return JSON.stringify([
      weight,
      passMark,
      gate,
      conditionalMark,
      essential,
      expiry,
      versionBound,
      reopenedBy,
      phase,
      scale,
    ]);
  };
  return counting(one, before) === counting(other, after);
}
