import type { Answer } from '../core/contracts/answers.js';
import type { WhatIf } from '../core/contracts/plan.js';
import { whatIf } from '../core/planning/what-if.js';
import { readAnswers } from '../core/scoring/check-answers.js';
import { InputReader } from '../core/scoring/input-reader.js';
import type { Console } from './console.js';
import { badInput, usageError } from './failure.js';
import { readInputs, requireCatalogue, type InputOptions, type SiteInput } from './inputs.js';
import { planOptions } from './plan.js';

export interface WhatIfCommandOptions extends InputOptions {
  readonly json?: boolean;
  /** `IT-05=3` */
  readonly set: readonly string[];
  /** `GV-01` */
  readonly complete: readonly string[];
  readonly vendorHours?: number;
}

const ASSIGNMENT = /^([A-Z]{2}-\d{2})=(-?\d+(?:\.\d+)?|not-known)$/;

/** `readiness what-if`: what changed answers and completed actions would do to one site. */
export function runWhatIf(file: string, options: WhatIfCommandOptions, console: Console): void {
  if (options.set.length + options.complete.length === 0) {
    throw usageError("error: say what changes: '--set IT-05=3' or '--complete GV-01', each as often as needed");
  }
  const assignments = options.set.map(parseAssignment);
  const [site] = readInputs([file], requireCatalogue(), options, console) as [SiteInput];
  const answers = changedAnswers(site, assignments);
  const unknown = options.complete.filter((id) => !site.compiled.byId.has(id));
  if (unknown.length > 0) {
    throw badInput(
      unknown.map((id) => ({
        file: `--complete ${id}`,
        line: 0,
        message: 'This is not an action of the tool; ids look like GV-01.',
      })),
    );
  }
  const result = whatIf(
    site.compiled,
    site.input,
    { answers, completed: options.complete },
    planOptions(options, site),
  );
  console.out(options.json === true ? JSON.stringify(result, null, 2) : describe(result).join('\n'));
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
): ReadonlyMap<string, Answer> {
  const reader = new InputReader();
  const raw = Object.fromEntries(
    assignments.map(([id, value]) => [id, value === 'not-known' ? { notKnown: true } : { value }]),
  );
  const answers = readAnswers(reader, raw, '', compiled);
  if (reader.defects.length > 0) {
    throw badInput(
      reader.defects.map(({ message, questionId }) => ({ file: `--set ${questionId ?? ''}`, line: 0, message })),
    );
  }
  return new Map(
    [...answers].map(([id, answer]): [string, Answer] => {
      const before = input.answers.get(id);
      return [id, before === undefined ? answer : { ...answer, evidence: before.evidence }];
    }),
  );
}

function describe({ before, after, difference, notes }: WhatIf): string[] {
  const whole = (value: number): string => String(Math.round(value));
  const lines = [
    `Before: ${before.scorecard.headline}`,
    `After:  ${after.scorecard.headline}`,
    '',
    `Index ${whole(before.scorecard.index.value)} → ${whole(after.scorecard.index.value)} (could be ${whole(before.scorecard.index.upper)} → ${whole(after.scorecard.index.upper)})`,
    `Stage ${String(difference.stage.before)} ${before.scorecard.stage.name} → ${String(difference.stage.after)} ${after.scorecard.stage.name}`,
    ...difference.gates.map(({ id, before: from, after: to }) => `Gate ${id}: ${from} → ${to}`),
    ...difference.dates.map(
      ({ stage, ifNothingSlips, p50, p90 }) =>
        `Stage ${String(stage)}: ${moved(ifNothingSlips)} if nothing slips, ${moved(p50)} at half of sites, ${moved(p90)} at nine in ten`,
    ),
    `Vendor hours ${whole(before.plan.vendorHours)} → ${whole(after.plan.vendorHours)}`,
  ];
  if (difference.actionsRemoved.length > 0) lines.push(`No longer needed: ${difference.actionsRemoved.join(', ')}`);
  if (difference.actionsAdded.length > 0) lines.push(`Now needed: ${difference.actionsAdded.join(', ')}`);
  lines.push(...notes.map((note) => `Note: ${note}`));
  lines.push('', 'This is a promise, not a fact: the answers change only when they are confirmed with evidence.');
  return lines;
}

function moved(weeks: number | null): string {
  if (weeks === null) return 'no date to compare';
  if (weeks === 0) return 'no change';
  const count = Math.abs(weeks) === 1 ? '1 week' : `${String(Math.abs(weeks))} weeks`;
  return `${count} ${weeks < 0 ? 'earlier' : 'later'}`;
}
