import { longDate, parseDay } from '../../core/contracts/calendar.js';
import type { Explanation, GateExplanation } from '../../core/contracts/explanation.js';
import type { GateKind } from '../../core/contracts/instrument.js';
import type { GateState } from '../../core/contracts/scorecard.js';
import { actionAnchor, linksOf, numbersOf } from './result-links.js';
import { capitalised } from '../../core/contracts/words.js';

/** One gate as the page shows it. */
export interface GateRow {
  readonly name: string;
  readonly href: string;
  readonly state: string;
  readonly colour: string;
  /** Why it is so, or until when */
  readonly why: string;
  readonly clearing: GateExplanation['clearing'];
  /** Where the plan says what to do; null when it has no action for it, as for a gate that is open */
  readonly action: string | null;
  /** Where the question is answered; null for who may not, or while nothing is open */
  readonly answer: string | null;
}

export interface GateGroup {
  readonly caption: string;
  /** Such as "3 of 6 open" */
  readonly count: string;
  readonly rows: readonly GateRow[];
}

const STATES: Readonly<Record<GateState, { readonly text: string; readonly colour: string; readonly order: number }>> =
  {
    failed: { text: 'Closed', colour: 'red', order: 0 },
    'not-known': { text: 'Closed: not known', colour: 'orange', order: 1 },
    conditional: { text: 'Open, on conditions', colour: 'yellow', order: 2 },
    passed: { text: 'Open', colour: 'green', order: 3 },
    'not-applicable': { text: 'Does not apply', colour: 'grey', order: 4 },
  };

/** The gates in two groups, what is closed first: a reader has to see what stands in the way, not what went well. */
export function gateGroups(
  { gates }: Explanation,
  snapshotId: string,
  answerPath: ((questionId: string) => string) | null,
): GateGroup[] {
  const group = (kind: GateKind, caption: string): GateGroup => {
    const own = gates.filter((gate) => gate.kind === kind);
    const applicable = own.filter(({ state }) => state !== 'not-applicable');
    const open = applicable.filter((gate) => gate.open).length;
    return {
      caption,
      count: `${String(open)} of ${String(applicable.length)} open`,
      rows: own
        .sort((a, b) => STATES[a.state].order - STATES[b.state].order)
        .map((gate) => rowOf(gate, snapshotId, answerPath)),
    };
  };
  return [group('data', 'Before any patient data leaves the trust'), group('live', 'Before the tool goes live')];
}

function rowOf(
  gate: GateExplanation,
  snapshotId: string,
  answerPath: ((questionId: string) => string) | null,
): GateRow {
  const { id, subject, state, clearing } = gate;
  return {
    name: `${id} ${subject}`,
    href: numbersOf(snapshotId, id),
    state: STATES[state].text,
    colour: STATES[state].colour,
    why: whyOf(gate),
    clearing,
    action: gate.open ? null : actionAnchor(actionOf(gate), linksOf(snapshotId).plan.href),
    answer: answerPath === null ? null : answerPath(id),
  };
}

/** The plan's action that comes first for a closed gate. */
function actionOf({ id, clearing }: GateExplanation): string {
  if (clearing?.missing === 'evidence') return `${id}:find-evidence`;
  return clearing?.missing === 'answer' ? `${id}:find-out` : id;
}

function whyOf({ reason, until }: GateExplanation): string {
  if (reason !== null) return `${capitalised(reason.replace(/\.$/, ''))}.`;
  if (until === null) return 'Its evidence is in date, without an end.';
  return `Its evidence holds until ${longDate(parseDay(until) as number)}.`;
}
