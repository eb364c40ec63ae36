import type { Assessment, StageDate, WhatIf } from '../../core/contracts/plan.js';
import type { Scorecard } from '../../core/contracts/scorecard.js';
import { dayText } from '../time-text.js';

/** One line of a comparison. */
interface Line {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What would change, in words. */
export interface WhatIfOutcome {
  readonly figures: readonly Line[];
  readonly gates: readonly Line[];
  readonly dates: readonly Line[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly notes: readonly string[];
}

const GATES: Readonly<Record<string, string>> = {
  passed: 'Passed',
  conditional: 'Passed on conditions',
  failed: 'Not passed',
  'not-known': 'Not known',
  'not-applicable': 'Does not apply',
};

const KINDS = [
  ['ifNothingSlips', 'if nothing slips'],
  ['p50', 'for half of such sites'],
  ['p90', 'for nine in ten of such sites'],
] as const;

/** @param names of the plan's actions, by id */
export function outcomeOf(
  { before, after, difference, notes }: WhatIf,
  names: ReadonlyMap<string, string>,
): WhatIfOutcome {
  const named = (id: string): string => names.get(id) ?? id;
  return {
    figures: figuresOf(before, after),
    gates: difference.gates.map((gate) => ({
      what: `${gate.id} ${subjectOf(after.scorecard, gate.id)}`,
      before: GATES[gate.before] ?? gate.before,
      after: GATES[gate.after] ?? gate.after,
    })),
    dates: difference.dates.flatMap(({ stage }) => datesOf(stage, before, after)),
    removed: difference.actionsRemoved.map(named),
    added: difference.actionsAdded.map(named),
    notes,
  };
}

function figuresOf(before: Assessment, after: Assessment): Line[] {
  const line = (what: string, of: (side: Assessment) => string): Line => ({
    what,
    before: of(before),
    after: of(after),
  });
  return [
    line('Readiness index, 1 to 100', ({ scorecard }) => whole(scorecard.index.value)),
    line('The index if every unknown answer were the best one', ({ scorecard }) => whole(scorecard.index.upper)),
    line('Stage', ({ scorecard: { stage } }) => `${String(stage.number)}: ${stage.name}`),
    line('Hours of the vendor’s time', ({ plan }) => whole(plan.vendorHours)),
    line('Actions left', ({ plan }) => String(plan.actions.length)),
  ];
}

function datesOf(stage: StageDate['stage'], before: Assessment, after: Assessment): Line[] {
  const sides = [before, after].map(({ plan }) => plan.dates.find((date) => date.stage === stage));
  const name = sides.find((side) => side !== undefined)?.name ?? '';
  return KINDS.map(([kind, words]) => {
    const [from = '', to = ''] = sides.map((side) => {
      if (side === undefined) return 'Reached';
      const day = side[kind];
      if (day !== null) return dayText(day);
      return side.weeks[kind] === null ? 'Not by these actions alone' : 'More than four years: plan again';
    });
    return { what: `${name}, ${words}`, before: from, after: to };
  });
}

function subjectOf({ gates }: Scorecard, id: string): string {
  return gates.find((gate) => gate.id === id)?.subject ?? '';
}

function whole(value: number): string {
  return String(Math.round(value));
}
