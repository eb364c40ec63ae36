import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { ReportBlock, ReportSection, ReportTable } from '../contracts/report.js';
import { listed, capitalised } from '../contracts/words.js';
import { actionLabel, actionName } from './action-names.js';
import { shortDate } from './figures.js';
import { lapsingOnTheWay, namesOfLapsing } from './lapses.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';

/** A role with what it owns and what it helps with, both in order of start. */
export interface RoleInPlan {
  readonly name: string;
  readonly owns: readonly PlannedAction[];
  readonly helps: readonly PlannedAction[];
}

/** The roles that a plan's actions name, in alphabetical order, those of the vendor last. */
export function rolesInPlan({ instrument }: Pick<ReportInput, 'instrument'>, { actions }: SupportPlan): RoleInPlan[] {
  const vendor = new Set(instrument.roles.filter(({ side }) => side === 'vendor').map(({ name }) => name));
  const names = [...new Set(actions.flatMap(({ ownerName, helpers }) => [ownerName, ...helpers]))];
  return names
    .sort((a, b) => Number(vendor.has(a)) - Number(vendor.has(b)) || (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map((name) => ({
      name,
      owns: actions.filter(({ ownerName }) => ownerName === name),
      helps: actions.filter(({ helpers }) => helpers.includes(name)),
    }));
}

/** One list for each role, to work from: who starts first comes first. */
export function ownersSection(report: ReportInput, plan: SupportPlan, phrases: Phrases): ReportSection {
  const { say } = phrases;
  const subjects = new Map(report.scorecard.findings.map(({ id, subject }) => [id, subject]));
  const roles = rolesInPlan(report, plan);
  const lapsing = lapsingOnTheWay(report.scorecard, plan);
  return {
    id: 'owners',
    heading: say('owners.heading'),
    blocks: [
      ...(lapsing.length === 0
        ? []
        : [{ type: 'paragraph' as const, text: say('owners.lapses', { gates: namesOfLapsing(lapsing, phrases) }) }]),
      { type: 'paragraph', text: say('owners.introduction') },
      { type: 'paragraph', text: say('owners.roles', { roles: listed(roles.map(({ name }) => name)) }) },
      ...roles.flatMap((role): ReportBlock[] => [
        { type: 'subheading', text: capitalised(role.name) },
        ...(role.owns.length === 0 ? [] : [roleTable(role, phrases)]),
        ...helpsWith(role, subjects, phrases),
      ]),
    ],
  };
}

function roleTable({ owns }: RoleInPlan, { say }: Phrases): ReportTable {
  return {
    type: 'table',
    caption: '',
    columns: [
      { heading: say('owners.column-action'), width: 0.51 },
      { heading: say('owners.column-start'), width: 0.16 },
      { heading: say('owners.column-finish'), width: 0.16 },
      { heading: say('owners.column-done'), width: 0.17, toFillIn: say('words.to-fill-in') },
    ],
    rows: owns.map((action) => [
      action.critical ? say('owners.critical', { action: actionLabel(action) }) : actionLabel(action),
      shortDate(action.start),
      shortDate(action.finish),
      '',
    ]),
    about: owns.map(({ id }) => id),
    empty: '',
  };
}

function helpsWith(
  { owns, helps }: RoleInPlan,
  subjects: ReadonlyMap<string, string>,
  phrases: Phrases,
): ReportBlock[] {
  if (helps.length === 0) return [];
  const actions = listed(helps.map((action) => actionName(action, subjects, phrases)));
  const text =
    owns.length === 0 ? phrases.say('owners.helps-only', { actions }) : phrases.say('owners.helps', { actions });
  return [{ type: 'paragraph', text }];
}
