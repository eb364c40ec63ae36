import type { Defect } from '../core/contracts/defect.js';
import type { WhatIf } from '../core/contracts/plan.js';
import type { GateState } from '../core/contracts/scorecard.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import { checkChanges } from '../core/planning/check-changes.js';
import { whatIf } from '../core/planning/what-if.js';
import type { FileDefect } from '../instruments/located-document.js';
import { wrapText } from '../rendering/text/columns.js';
import { phrasesOf } from '../core/reporting/phrases.js';
import { requireWording } from '../wording/load-wording.js';
import type { Console } from './console.js';
import { badInput, usageError } from './failure.js';
import { readInputs, requireCatalogue, type InputOptions, type SiteInput } from './inputs.js';
import { planOptions } from './plan.js';

export interface WhatIfCommandOptions extends InputOptions {
  readonly json?: boolean;
  /** `IT-05=3` */
  readonly set?: readonly string[];
  /** `GV-01` */
  readonly complete?: readonly string[];
}

const ASSIGNMENT = /^([A-Z]{2}-\d{2})=(-?\d+(?:\.\d+)?|not-known)$/;

/** `readiness what-if`: what changed answers and completed actions would do to one site. */
export function runWhatIf(file: string, options: WhatIfCommandOptions, console: Console): void {
  const { set = [], complete = [] } = options;
  if (set.length + complete.length === 0) {
    throw usageError("error: say what changes: '--set IT-05=3' or '--complete GV-01', each as often as needed");
  }
  const assignments = set.map(parseAssignment);
  const twice = set.filter((_, i) => assignments.findIndex(([id]) => id === assignments[i]?.[0]) < i);
  if (twice.length > 0) throw usageError(`error: option '--set' answers a question twice: ${twice.join(', ')}`);
  const [site] = readInputs([file], requireCatalogue(), options, console) as [SiteInput];
  const read = checkChanges({ answers: Object.fromEntries(assignments), complete }, site.compiled, site.input);
  if (!read.ok) throw badInput(read.defects.map((defect) => asOption(defect, complete)));
  const result = whatIf(site.compiled, site.input, read.value, planOptions(options, site));
  const lines = (): string[] =>
    describe(result).flatMap((line) => (line === '' ? [''] : wrapText(line, console.width)));
  console.out(options.json === true ? JSON.stringify(result, null, 2) : lines().join('\n'));
}

function parseAssignment(text: string): [id: string, answer: object] {
  const match = ASSIGNMENT.exec(text);
  if (match === null) {
    throw usageError(
      `error: option '--set' takes a question and an answer, such as IT-05=3 or TM-01=not-known; got "${text}"`,
    );
  }
  const [, id, value] = match as unknown as [string, string, string];
  return [id, value === 'not-known' ? { notKnown: true } : { value: Number(value) }];
}

/** A defect under the option that it came from. */
function asOption({ pointer, code, message, questionId = '' }: Defect, complete: readonly string[]): FileDefect {
  const index = /^\/complete\/(\d+)$/.exec(pointer)?.[1];
  if (index === undefined) return { file: `--set ${questionId}`, line: 0, message };
  const words = code === 'find-out-has-an-answer' ? 'Finding out ends with an answer: say which with --set.' : message;
  return { file: `--complete ${complete[Number(index)] as string}`, line: 0, message: words };
}

function describe({ before, after, difference, notes }: WhatIf): string[] {
  const whole = (value: number): string => String(Math.round(value));
  const lines = [
    `Before: ${before.scorecard.headline}`,
    `After:  ${after.scorecard.headline}`,
    '',
    `Index ${whole(before.scorecard.index.value)} → ${whole(after.scorecard.index.value)} (could be ${whole(before.scorecard.index.upper)} → ${whole(after.scorecard.index.upper)})`,
    `Stage ${String(difference.stage.before)} ${before.scorecard.stage.name} → ${String(difference.stage.after)} ${after.scorecard.stage.name}`,
    ...difference.gates.map(({ id, before: from, after: to }) => `Gate ${id}: ${gateWord(from)} → ${gateWord(to)}`),
    ...difference.dates.map(
      ({ stage, ifNothingSlips, p50, p90 }) =>
        `${STAGE_NAMES[stage]}: ${moved(ifNothingSlips)} if nothing slips, ${moved(p50)} for half of such sites, ${moved(p90)} for nine in ten`,
    ),
    `Vendor hours ${whole(before.plan.vendorHours)} → ${whole(after.plan.vendorHours)}`,
  ];
  if (difference.actionsRemoved.length > 0) lines.push(`No longer needed: ${difference.actionsRemoved.join(', ')}`);
  if (difference.actionsAdded.length > 0) lines.push(`Now needed: ${difference.actionsAdded.join(', ')}`);
  lines.push(...notes.map((note) => `Note: ${note}`));
  lines.push('', 'This is a promise, not a fact: the answers change only when they are confirmed with evidence.');
  return lines;
}

function gateWord(state: string): string {
  return phrasesOf(requireWording())
    .gate(state as GateState)
    .toLowerCase();
}

function moved(weeks: number | null): string {
  if (weeks === null) return 'no date to compare';
  if (weeks === 0) return 'no change';
  const count = Math.abs(weeks) === 1 ? '1 week' : `${String(Math.abs(weeks))} weeks`;
  return `${count} ${weeks < 0 ? 'earlier' : 'later'}`;
}
