import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { ReportSection, ReportTable } from '../contracts/report.js';
import { capitalised, shortDate } from './figures.js';
import type { Phrases } from './phrases.js';

/** One list for each owner, to work from: who starts first comes first. */
export function ownersSection({ actions }: SupportPlan, phrases: Phrases): ReportSection {
  const { say } = phrases;
  const lists = new Map<string, PlannedAction[]>();
  for (const action of actions) {
    const list = lists.get(action.ownerName);
    if (list === undefined) lists.set(action.ownerName, [action]);
    else list.push(action);
  }
  return {
    id: 'owners',
    heading: say('owners.heading'),
    blocks: [
      { type: 'paragraph', text: say('owners.introduction') },
      ...Array.from(lists, ([owner, list]) => ownerTable(owner, list, phrases)),
    ],
  };
}

function ownerTable(owner: string, actions: readonly PlannedAction[], { say }: Phrases): ReportTable {
  return {
    type: 'table',
    caption: say('owners.caption', { owner: capitalised(owner), count: actions.length }),
    columns: [
      { heading: say('owners.column-action'), width: 0.5 },
      { heading: say('owners.column-start'), width: 0.16 },
      { heading: say('owners.column-finish'), width: 0.17 },
      { heading: say('owners.column-done'), width: 0.17 },
    ],
    rows: actions.map(({ id, title, start, finish }) => [`${id} ${title}`, shortDate(start), shortDate(finish), '']),
    empty: '',
  };
}
