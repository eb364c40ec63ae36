import type { Method, NumberScale, Question } from '../contracts/instrument.js';

/** Tolerance for comparing values and scores that went through floating-point arithmetic. */
export const EPSILON = 1e-9;

/**
 * The value, 0 to 1, of an answer: the level's index for maturity, approval and choice questions, the number itself
 * for number questions. The answer must have been checked against the question.
 */
export function answerValue(question: Question, method: Method, answer: number): number {
  switch (question.kind) {
    case 'maturity':
      return method.values.maturity[answer] as number;
    case 'approval':
      return method.values.approval[answer] as number;
    case 'choice':
      return question.levels?.[answer]?.value as number;
    case 'number':
      return numberValue(question.number as NumberScale, answer);
  }
}

/** The number question's answer whose value is `value`; the inverse of `answerValue` inside the scale. */
export function answerAtValue(question: Question, method: Method, value: number): number {
  if (question.kind === 'number') {
    const scale = question.number as NumberScale;
    return scale.floor + value * (scale.target - scale.floor);
  }
  const values = levelValues(question, method);
  const at = values.findIndex((v) => v >= value - EPSILON);
  return at < 0 ? values.length - 1 : at;
}

/** Values of a question's levels, in order. Empty for number questions. */
export function levelValues(question: Question, method: Method): readonly number[] {
  if (question.kind === 'maturity') return method.values.maturity;
  if (question.kind === 'approval') return method.values.approval;
  return (question.levels ?? []).map((level) => level.value as number);
}

function numberValue(scale: NumberScale, answer: number): number {
  return Math.min(1, Math.max(0, (answer - scale.floor) / (scale.target - scale.floor)));
}
