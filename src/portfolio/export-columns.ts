import { STAGE_NAMES } from '../core/contracts/words.js';
import type { PortfolioItem } from './portfolio.dto.js';

/** What a cell of an export holds; null is left empty. */
export type ExportCell = string | number | boolean | null;

export interface ExportColumn {
  /** Its header, which an import finds it by */
  readonly name: string;
  readonly cell: (item: PortfolioItem) => ExportCell;
}

/** Columns by which an import knows the deployment, and that it takes over. */
export const IMPORTED = { id: 'deploymentId', site: 'siteCode', tool: 'toolId', owner: 'owner' } as const;

/**
 * Every column of an export, in order. Stage and closed gates stand before the index, which never makes a site ready by
 * itself.
 *
 * @param domains codes of the domains, in the order of the instrument
 */
export function exportColumns(domains: readonly string[]): ExportColumn[] {
  return [...COLUMNS, ...domains.flatMap(domainColumns)];
}

const LIST = '; ';

const COLUMNS: readonly ExportColumn[] = [
  { name: IMPORTED.id, cell: ({ deploymentId }) => deploymentId },
  { name: 'trustCode', cell: ({ trust }) => trust.code },
  { name: 'trustName', cell: ({ trust }) => trust.name },
  { name: IMPORTED.site, cell: ({ site }) => site.code },
  { name: 'siteName', cell: ({ site }) => site.name },
  { name: 'region', cell: ({ region }) => region },
  { name: IMPORTED.tool, cell: ({ toolId }) => toolId },
  { name: 'status', cell: ({ status }) => status },
  { name: IMPORTED.owner, cell: ({ owner }) => owner },
  { name: 'queue', cell: ({ queue }) => queue },
  { name: 'reason', cell: ({ place }) => place?.reason ?? null },
  { name: 'advice', cell: ({ place }) => place?.advice ?? null },
  { name: 'escalateTo', cell: ({ place }) => place?.escalate ?? null },
  { name: 'vendorActions', cell: ({ place }) => place?.vendorActions.map(({ id }) => id).join(LIST) ?? null },
  { name: 'waitedDays', cell: ({ place }) => place?.waitedDays ?? null },
  { name: 'vendorShare', cell: ({ place }) => place?.vendorShare ?? null },
  { name: 'stage', cell: ({ stage }) => stage },
  { name: 'stageName', cell: ({ stage }) => (stage === null ? null : (STAGE_NAMES[stage] ?? null)) },
  { name: 'closedGates', cell: ({ closedGates }) => closedGates.join(LIST) },
  { name: 'inUseWithoutClearance', cell: ({ inUseWithoutClearance }) => inUseWithoutClearance },
  { name: 'headline', cell: ({ headline }) => headline },
  { name: 'index', cell: ({ index }) => index },
  { name: 'indexUpper', cell: ({ upper }) => upper },
  { name: 'band', cell: ({ band }) => band },
  { name: 'provisional', cell: ({ provisional }) => provisional },
  { name: 'capacity', cell: ({ capacity }) => capacity },
  { name: 'capacityKnown', cell: ({ capacityKnown }) => capacityKnown },
  { name: 'yearlyStudies', cell: ({ yearlyStudies }) => yearlyStudies },
  { name: 'supportTier', cell: ({ tier }) => tier },
  { name: 'vendorHours', cell: ({ vendorHours }) => vendorHours },
  { name: 'hoursSpent', cell: ({ hoursSpent }) => hoursSpent.total },
  { name: 'hoursSpentLast4Weeks', cell: ({ hoursSpent }) => hoursSpent.lastFourWeeks },
  { name: 'lastContactOn', cell: ({ lastContact }) => lastContact?.on ?? null },
  { name: 'lastContactKind', cell: ({ lastContact }) => lastContact?.kind ?? null },
  { name: 'openPromises', cell: ({ openPromises }) => openPromises.count },
  { name: 'overduePromises', cell: ({ openPromises }) => openPromises.overdue },
  { name: 'nextPromiseDueOn', cell: ({ openPromises }) => openPromises.nextDueOn },
  { name: 'goLiveIfNothingSlips', cell: ({ goLive }) => goLive?.ifNothingSlips ?? null },
  { name: 'goLiveP50', cell: ({ goLive }) => goLive?.p50 ?? null },
  { name: 'goLiveP90', cell: ({ goLive }) => goLive?.p90 ?? null },
  { name: 'forecastMadeOn', cell: ({ goLive }) => goLive?.madeOn ?? null },
  { name: 'targetDate', cell: ({ targetDate }) => targetDate },
  { name: 'goLiveDate', cell: ({ goLiveDate }) => goLiveDate },
  { name: 'changeInLast7Days', cell: ({ change }) => change?.sentence ?? null },
  { name: 'lapsing', cell: ({ lapsing }) => lapsing.map(({ id, until }) => `${id} ${until}`).join(LIST) },
  { name: 'submissions', cell: ({ submissions }) => submissions },
  { name: 'snapshotId', cell: ({ snapshotId }) => snapshotId },
  { name: 'submittedOn', cell: ({ submittedOn }) => submittedOn },
  { name: 'asOf', cell: ({ asOf }) => asOf },
];

function domainColumns(code: string): ExportColumn[] {
  const of = ({ domains }: PortfolioItem): PortfolioItem['domains'][number] | undefined =>
    domains.find((domain) => domain.code === code);
  return [
    { name: `score${code}`, cell: (item) => of(item)?.score ?? null },
    { name: `scoreUpper${code}`, cell: (item) => of(item)?.upper ?? null },
  ];
}
