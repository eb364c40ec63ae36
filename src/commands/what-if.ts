import type { Answer } from '../core/contracts/answers.js';
import type { WhatIf } from '../core/contracts/plan.js';
import type { GateState } from '../core/contracts/scorecard.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import { whatIf } from '../core/planning/what-if.js';
import { GATE_STATES } from '../core/reporting/wording.js';
import { readAnswers } from '../core/scoring/check-answers.js';
import { InputReader } from '../core/scoring/input-reader.js';
import type { FileDefect } from '../instruments/located-document.js';
import { wrapText } from '../rendering/text/columns.js';
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
  const { answers, defects } = changedAnswers(site, assignments);
  const completed = [...new Set(complete.map((id) => id.replace(/:find-evidence$/, '')))];
  for (const id of completed.filter((one) => !site.compiled.byId.has(one))) {
    const message = site.compiled.byId.has(id.replace(/:find-out$/, ''))
      ? 'Finding out ends with an answer: say which with --set.'
      : `This is not an action of ${site.compiled.tool.name}; ids look like GV-01.`;
    defects.push({ file: `--complete ${id}`, line: 0, message });
  }
  if (defects.length > 0) throw badInput(defects);
  const result = whatIf(site.compiled, site.input, { answers, completed }, planOptions(options, site));
  const lines = (): string[] =>
    describe(result).flatMap((line) => (line === '' ? [''] : wrapText(line, console.width)));
  console.out(options.json === true ? JSON.stringify(result, null, 2) : lines().join('\n'));
}

function parseAssignment(text: string): [id: string, value: number | 'not-known'] {
  const match = ASSIGNMENT.exec(text);
  if (match === null) {
    throw usageError(
      `error: option '--set' takes a question and an answer, such as IT-05=3 or TM-01=not-known; got "${text}"`,
    );
  }
  const [, id, value] = match as unknown as [string, string, string];
  return [id, value === 'not-known' ? value : Number(value)];
}

/** A changed answer keeps its note and evidence; the instrument's own check decides whether it is one. */
function changedAnswers(
  { compiled, input }: SiteInput,
  assignments: readonly (readonly [string, number | 'not-known'])[],
): { answers: ReadonlyMap<string, Answer>; defects: FileDefect[] } {
  const reader = new InputReader();
  const raw = Object.fromEntries(
    assignments.map(([id, value]) => [id, value === 'not-known' ? { notKnown: true } : { value }]),
  );
  const read = readAnswers(reader, raw, '', compiled);
  const defects = reader.defects.map(({ message, questionId = '' }) => ({
    file: `--set ${questionId}`,
    line: 0,
    message,
  }));
  const answers = [...read].map(([id, answer]): [string, Answer] => {
    const { note, evidence } = input.answers.get(id) ?? answer;
    return [id, { ...answer, evidence, ...(note !== undefined && { note }) }];
  });
  return { answers: new Map(answers), defects };
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
  return GATE_STATES[state as GateState].toLowerCase();
}

function moved(weeks: number | null): string {
  if (weeks === null) return 'no date to compare';
  if (weeks === 0) return 'no change';
  const count = Math.abs(weeks) === 1 ? '1 week' : `${String(Math.abs(weeks))} weeks`;
  return `${count} ${weeks < 0 ? 'earlier' : 'later'}`;
}
