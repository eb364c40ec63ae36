import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { DEPLOYMENT_STATUSES, type DeploymentStatus } from '../../deployments/deployments.dto.js';
import { PlainText, ResourceId } from '../../platform/http/fields.js';
import { QUEUE_FILTERS, type PortfolioFilters, type QueueFilter } from '../../portfolio/portfolio.dto.js';
import type { SavedQuery } from '../../portfolio/saved-views.dto.js';
import { FormChoice, FormText } from '../concerns/concern-forms.js';
import type { PageLink } from '../page-renderer.js';

/** The page that the others on a portfolio stand below. */
export const WORK_LIST: PageLink = { href: '/portfolio', text: 'Work list' };

const STAGES = ['0', '1', '2', '3', '4'] as const;

/** What the pages on a portfolio are narrowed by, as it stands in their addresses. What was left empty counts as not given. */
export class PortfolioChoice {
  @FormText(200)
  q?: string;

  @FormText(60)
  tool?: string;

  @FormText(100)
  region?: string;

  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  @ResourceId({ optional: true })
  network?: string;

  @FormChoice(STAGES)
  stage?: (typeof STAGES)[number];

  @FormChoice(QUEUE_FILTERS)
  queue?: QueueFilter;

  @FormText(200)
  owner?: string;

  @FormText(5)
  @Matches(/^[A-Z]{2}-\d{2}$/, { message: '$property must be the id of a gate, such as GV-01' })
  blocker?: string;

  @FormText(40)
  band?: string;

  @FormChoice(DEPLOYMENT_STATUSES)
  status?: DeploymentStatus;

  /** By the name of the site; without it as the work list */
  @FormChoice(['site'])
  sort?: 'site';

  /** The own sites first */
  @FormChoice(['yes'])
  mine?: 'yes';

  @PlainText({ max: 1000, optional: true })
  cursor?: string;
}

/** The choice as the service takes it. */
export function filtersOf(choice: PortfolioChoice): PortfolioFilters {
  const { q, tool, region, network, stage, queue, owner, blocker, band, status } = choice;
  return {
    ...(q !== undefined && { q }),
    ...(tool !== undefined && { tool }),
    ...(region !== undefined && { region }),
    ...(network !== undefined && { networkId: network }),
    ...(stage !== undefined && { stage: Number(stage) }),
    ...(queue !== undefined && { queue }),
    ...(owner !== undefined && { owner }),
    ...(blocker !== undefined && { blocker }),
    ...(band !== undefined && { band }),
    ...(status !== undefined && { status }),
  };
}

/** The choice as it is saved under a name; the page of the list is no part of it. */
export function savedOf(choice: PortfolioChoice): SavedQuery {
  const { sort, mine } = choice;
  return { ...filtersOf(choice), ...(sort !== undefined && { sort }), ...(mine !== undefined && { mine: true }) };
}

/** A saved choice as it stands in an address; the order of the work list goes without saying. */
export function choiceOf({ networkId, stage, mine, sort, ...rest }: SavedQuery): PortfolioChoice {
  return {
    ...rest,
    ...(networkId !== undefined && { network: networkId }),
    ...(stage !== undefined && { stage: String(stage) as (typeof STAGES)[number] }),
    ...(sort === 'site' && { sort }),
    ...(mine === true && { mine: 'yes' }),
  };
}

/** What narrows the list, by name; the order and the page of it do not. */
export function givenOf(choice: PortfolioChoice): [string, string][] {
  const { cursor: _cursor, mine: _mine, sort: _sort, ...filters } = choice;
  return entriesOf(filters);
}

/** Address of a page on the portfolio. @param choice fields of its class, texts; what is undefined is left out */
export function addressOf(path: string, choice: object): string {
  const query = new URLSearchParams(entriesOf(choice)).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** What is given of some fields, by name. */
export function entriesOf(fields: object): [string, string][] {
  return Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
}
