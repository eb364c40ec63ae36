import type { UncheckedAnswer, UnknownAnswer } from '../contracts/sensitivity.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { verifiedMarks } from './confidence.js';
import { indexOf, type IndexArithmetic, type Mark } from './domains.js';
import type { Judgement } from './judgement.js';

/**
 * What finding out each unknown answer, and having each known one checked, could move: one at a time, the others as they
 * are. So it is seen what to find out first.
 */
export function openAnswers(
  compiled: CompiledInstrument,
  judgements: readonly Judgement[],
  index: IndexArithmetic,
): { unknown: UnknownAnswer[]; unchecked: UncheckedAnswer[] } {
  return {
    unknown: unknownAnswers(compiled, judgements, index),
    unchecked: uncheckedAnswers(compiled, judgements, index),
  };
}

function unknownAnswers(
  compiled: CompiledInstrument,
  judgements: readonly Judgement[],
  index: IndexArithmetic,
): UnknownAnswer[] {
  const marks = judgements.map(({ mark }) => mark);
  const unknown = judgements.flatMap((judgement, i): UnknownAnswer[] => {
    if (judgement.mark !== 'unknown') return [];
    return [
      {
        ...named(judgement),
        // A claim without evidence has a value; what is unknown to the score was answered so, or not at all.
        reason: judgement.notKnownReason as UnknownAnswer['reason'],
        essential: judgement.compiled.essential,
        ifBest: indexOf(compiled, marks.with(i, 1)).index - index.index,
        ifWorst: index.upper - indexOf(compiled, marks.with(i, 0)).upper,
      },
    ];
  });
  return unknown.sort((a, b) => b.ifBest + b.ifWorst - a.ifBest - a.ifWorst || (a.id < b.id ? -1 : 1));
}

function uncheckedAnswers(
  compiled: CompiledInstrument,
  judgements: readonly Judgement[],
  { domains }: IndexArithmetic,
): UncheckedAnswer[] {
  const { method } = compiled.instrument;
  const verified = verifiedMarks(judgements, method);
  const stands = indexOf(compiled, verified).index;
  const applicable = domains.reduce((sum, { applicableWeight }) => sum + applicableWeight, 0);
  const unchecked = judgements.flatMap((judgement, i): UncheckedAnswer[] => {
    const { mark, evidence, compiled: question } = judgement;
    const missing = method.confidence.checked - evidence.strength;
    if (typeof mark !== 'number' || missing <= EPSILON) return [];
    const marks: readonly Mark[] = verified.with(i, mark);
    return [
      {
        ...named(judgement),
        strength: evidence.strength,
        confidence: (question.weight * missing) / applicable,
        verified: indexOf(compiled, marks).index - stands,
      },
    ];
  });
  return unchecked.sort((a, b) => b.confidence - a.confidence || b.verified - a.verified || (a.id < b.id ? -1 : 1));
}

function named({
  compiled: { id, question, gate },
}: Judgement): Pick<UnknownAnswer, 'id' | 'subject' | 'domain' | 'gate'> {
  return { id, subject: question.subject, domain: question.domain, gate };
}
