import type { CompiledInstrument, CompiledQuestion } from '../core/instrument/compile.js';
import type { GateKind } from '../core/contracts/instrument.js';

/** What another use would change about the questions. */
export interface UseDifference {
  /** Asked under the other use as well */
  readonly more: readonly NamedQuestion[];
  /** Not asked any more; their answers are kept */
  readonly fewer: readonly NamedQuestion[];
  /** Asked under both, but not the same gate under the other use: its new one, null where it is none any more */
  readonly gates: readonly (NamedQuestion & { readonly gate: GateKind | null })[];
}

export interface NamedQuestion {
  readonly id: string;
  readonly subject: string;
  readonly gate: GateKind | null;
}

/** @param to the same instrument and tool under another use */
export function useDifference(from: CompiledInstrument, to: CompiledInstrument): UseDifference {
  const pairs = from.questions.flatMap((before) => {
    const after = to.questions.find(({ id }) => id === before.id);
    return after === undefined ? [] : [{ before, after }];
  });
  const both = pairs.filter(({ before, after }) => !before.ruledOut && !after.ruledOut);
  return {
    more: pairs.flatMap(({ before, after }) => (before.ruledOut && !after.ruledOut ? [named(after)] : [])),
    fewer: pairs.flatMap(({ before, after }) => (!before.ruledOut && after.ruledOut ? [named(before)] : [])),
    gates: both.flatMap(({ before, after }) => (before.gate === after.gate ? [] : [named(after)])),
  };
}

function named({ id, question, gate }: CompiledQuestion): NamedQuestion {
  return { id, subject: question.subject, gate };
}
