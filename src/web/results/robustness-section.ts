import type { GateKind } from '../../core/contracts/instrument.js';
import type { Sensitivity, UncheckedAnswer, UnknownAnswer, WeighedIndex } from '../../core/contracts/sensitivity.js';
import { STAGE_NAMES } from '../../core/contracts/words.js';
import type { PageTable } from '../page-blocks.js';
import { numbersOf } from './result-links.js';

/** Answers that are named: what somebody can set out to do next. */
const NAMED = 6;

export interface RobustnessSection {
  readonly domains: PageTable;
  readonly variants: PageTable;
  /** What no weights can go beyond */
  readonly limits: string;
}

/** What happens to the index when the weights, which are a judgement, are moved. */
export function robustnessSection({ domains, variants, limits, index, stages }: Sensitivity): RobustnessSection {
  const stageToo = stages.length > 1;
  const text = (one: WeighedIndex): string => weighedText(one, stageToo);
  return {
    domains: {
      type: 'table',
      caption: `The index, ${tenth(index)} as it stands, when one domain weighs less or more`,
      columns: [
        { heading: 'Domain', width: 0.4 },
        { heading: 'Weight', width: 0.12, align: 'right' },
        { heading: 'With half its weight', width: 0.24, align: 'right' },
        { heading: 'With twice its weight', width: 0.24, align: 'right' },
      ],
      rows: domains.map(({ name, weight, less, more }) =>
        weight === 0
          ? [name, 'None', 'Not scored', 'Not scored']
          : [name, `${String(Math.round(100 * weight))}%`, text(less), text(more)],
      ),
      empty: 'No domain.',
    },
    variants: {
      type: 'table',
      caption: 'The index under other ways to weigh everything',
      columns: [
        { heading: 'Way', width: 0.7 },
        { heading: 'Index', width: 0.3, align: 'right' },
      ],
      rows: variants.map(({ name, ...one }) => [name, text(one)]),
      empty: 'None.',
    },
    limits:
      `Whatever the domains weigh, the index cannot be under ${tenth(limits.lowest)}, the lowest domain, ` +
      `or over ${tenth(limits.highest)}, the highest. No weight opens a gate.`,
  };
}

/** What to find out first: the answers that move the index, or what it could be, most. */
export function findOutTable({ unknown }: Sensitivity, snapshotId: string): PageTable {
  const first = unknown.slice(0, NAMED);
  return {
    type: 'table',
    caption: `Find these out first (${shownOf(first.length, unknown.length)})`,
    columns: [
      { heading: 'Question', width: 0.5 },
      { heading: 'If it is in place, the index rises by', width: 0.25, align: 'right' },
      { heading: 'If it is not, what it could be falls by', width: 0.25, align: 'right' },
    ],
    rows: first.map((one) => [`${one.id} ${one.subject}${role(one)}`, tenth(one.ifBest), tenth(one.ifWorst)]),
    hrefs: first.map(({ id }) => numbersOf(snapshotId, id)),
    empty: 'Every answer is known.',
  };
}

/** What to have checked first: the answers that raise confidence most. */
export function checkFirstTable({ unchecked }: Sensitivity, snapshotId: string): PageTable {
  const first = unchecked.slice(0, NAMED);
  return {
    type: 'table',
    caption: `Have the evidence of these checked first (${shownOf(first.length, unchecked.length)})`,
    columns: [
      { heading: 'Question', width: 0.4 },
      { heading: 'Evidence now', width: 0.24 },
      { heading: 'Raises confidence by', width: 0.18, align: 'right' },
      { heading: 'And the index by checked answers by', width: 0.18, align: 'right' },
    ],
    rows: first.map((one) => [
      `${one.id} ${one.subject}${gateWord(one.gate)}`,
      evidenceText(one),
      `${tenth(100 * one.confidence)}%`,
      tenth(one.verified),
    ]),
    hrefs: first.map(({ id }) => numbersOf(snapshotId, id)),
    empty: 'Every known answer is checked already.',
  };
}

function weighedText({ index, change, stage }: WeighedIndex, stageToo: boolean): string {
  const shown = tenth(Math.abs(change));
  const moved = shown === '0.0' ? 'as it is' : `${change < 0 ? '−' : '+'}${shown}`;
  return `${tenth(index)} (${moved})${stageToo ? `\n${STAGE_NAMES[stage]}` : ''}`;
}

function role({ gate, essential }: UnknownAnswer): string {
  return essential && gate === null ? ' (essential)' : gateWord(gate);
}

function gateWord(gate: GateKind | null): string {
  if (gate === null) return '';
  return gate === 'data' ? ' (data gate)' : ' (go-live gate)';
}

function evidenceText({ strength }: UncheckedAnswer): string {
  if (strength === 0) return 'None named';
  return strength < 0.8 ? 'A document is named' : 'In date, with an owner';
}

function shownOf(shown: number, all: number): string {
  return shown === all ? `all ${String(all)}` : `${String(shown)} of ${String(all)}`;
}

function tenth(value: number): string {
  return value.toFixed(1);
}
