import type { AnswerChange, Comparison, NumberChange } from '../../core/contracts/comparison.js';
import { STAGE_NAMES } from '../../core/contracts/words.js';

/** Lines about what moved the index that are shown at once. */
const SHOWN_LINES = 10;

/** A comparison as its page shows it. */
export interface ComparisonView {
  readonly summary: string;
  /** Whether anything at all is different */
  readonly same: boolean;
  readonly numbers: readonly { readonly what: string; readonly before: string; readonly after: string }[];
  readonly verdicts: readonly string[];
  readonly moved: readonly string[];
  /** What moved it less */
  readonly movedLess: readonly string[];
  readonly gates: readonly { readonly text: string; readonly mark: string; readonly colour: string }[];
  readonly answers: readonly {
    readonly id: string;
    readonly subject: string;
    readonly before: string;
    readonly after: string;
    readonly why: string;
  }[];
  readonly queries: readonly string[];
}

const MOVEMENTS = {
  opened: { mark: 'Opened', colour: 'green' },
  lost: { mark: 'Lost', colour: 'red' },
  changed: { mark: 'Changed', colour: 'blue' },
  added: { mark: 'New gate', colour: 'blue' },
  removed: { mark: 'No gate any more', colour: 'grey' },
} as const;

const WHY: Readonly<Record<AnswerChange['cause'], string>> = {
  answer: 'The answer changed',
  time: 'Time passed',
  context: 'The use, the product version or a recorded change',
  evidence: 'Its evidence changed',
};

export function comparisonView(comparison: Comparison): ComparisonView {
  const { summary, index, upper, verified, completeness, confidence, stage, verdicts } = comparison;
  const { answers, gates, checks } = comparison;
  const lines = index.lines.map(({ sentence }) => sentence);
  const same = [answers, gates, checks, lines].every(({ length }) => length === 0) && stage.before === stage.after;
  return {
    ...{ summary, same },
    numbers: [
      {
        what: 'Stage',
        before: `${String(stage.before)} of 4, ${STAGE_NAMES[stage.before]}`,
        after: `${String(stage.after)} of 4, ${STAGE_NAMES[stage.after]}`,
      },
      row('Readiness index, of 100', index, tenths),
      row('Index if every unknown answer were the best', upper, tenths),
      row('Index counting answers with strong evidence alone', verified, tenths),
      row('Share of the questions that is known', completeness, percentage),
      row('Confidence', confidence, percentage),
    ],
    verdicts: [verdicts.decide.sentence, verdicts.deploy.sentence],
    moved: lines.slice(0, SHOWN_LINES),
    movedLess: lines.slice(SHOWN_LINES),
    gates: gates.map(({ sentence, movement }) => ({ text: sentence, ...MOVEMENTS[movement] })),
    answers: answers.map(({ id, subject, before, after, cause }) => ({
      ...{ id, subject, why: WHY[cause] },
      before: before.answer,
      after: after.answer,
    })),
    queries: checks.map(({ sentence }) => sentence),
  };
}

function row(
  what: string,
  { before, after }: Pick<NumberChange, 'before' | 'after'>,
  show: (value: number) => string,
): ComparisonView['numbers'][number] {
  return { what, before: show(before), after: show(after) };
}

function tenths(value: number): string {
  return value.toFixed(1);
}

function percentage(share: number): string {
  return `${String(Math.round(share * 100))}%`;
}
