import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { SnapshotsService } from '../../assessments/snapshots.service.js';
import { ConcernsService } from '../../concerns/concerns.service.js';
import { Topics } from '../../concerns/topics.js';
import { isoDate } from '../../core/contracts/calendar.js';
import type { DeploymentView } from '../../deployments/deployments.dto.js';
import { DeploymentsService } from '../../deployments/deployments.service.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { Clock } from '../../platform/clock/clock.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import type { PortfolioItem } from '../../portfolio/portfolio.dto.js';
import { PortfolioService } from '../../portfolio/portfolio.service.js';
import { SiteHistoryService } from '../../portfolio/site-history.service.js';
import { ContactsService } from '../../support/contacts.service.js';
import { PromisesService } from '../../support/promises.service.js';
import { CONTACT_KINDS } from '../../support/support-words.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { pathOfConcerns, rowOf } from '../concerns/concern-words.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME } from '../page-renderer.js';
import { carryOutPlan, linksOf } from '../results/result-links.js';
import { dayText } from '../time-text.js';
import { PortfolioFrame } from './portfolio-frame.service.js';
import {
  contactRow,
  dateLines,
  gainTable,
  promiseRow,
  REASON_WORDS,
  standingLines,
  waitingRows,
} from './site-sections.js';
import { historyOf, timelineOf } from './site-timeline.js';
import { CONTACT_WORDS, hours, missingReason, QUEUE_TEXTS } from './site-words.js';

const CONTACTS_SHOWN = 20;
const MOST = 200;
/** Open ones that are counted; what is more is said as such. */
const CONCERNS_COUNTED = 200;
const CONCERNS_SHOWN = 10;

/** What stands on the page besides what is stored. */
export interface OnTop {
  readonly errors?: readonly FormError[];
  /** Why nothing was stored, in words */
  readonly overtaken?: string;
  readonly done?: { readonly text: string; readonly href: string } | undefined;
  /** What was typed */
  readonly given?: FormFields;
  /** Where the contacts go on that are shown */
  readonly cursor?: string | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** Everything that a support team needs of one site on one page. */
@Injectable()
export class SitePage {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly portfolio: PortfolioService,
    private readonly history: SiteHistoryService,
    private readonly contacts: ContactsService,
    private readonly promises: PromisesService,
    private readonly concerns: ConcernsService,
    private readonly assessments: AssessmentsService,
    private readonly snapshots: SnapshotsService,
    private readonly topics: Topics,
    private readonly frame: PortfolioFrame,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `not-found`, `invalid-cursor` */
  async values(actor: Actor, deploymentId: string, onTop: OnTop): Promise<Values & { readonly title: string }> {
    const deployment = await this.deployments.get(actor, deploymentId);
    const item = await this.itemOf(actor, deploymentId);
    const assessment = (await this.assessments.ofDeployments(actor, [deploymentId])).get(deploymentId);
    const { names } = this.frame;
    const { site, trust, toolId, version, vendorOwner } = deployment;
    const { errors = [], given = {}, overtaken, done } = onTop;
    const today = isoDate(this.clock.today());
    const [year = '', month = '', day = ''] = today.split('-');
    return {
      title: site.name,
      trail: [HOME, { href: '/portfolio', text: 'Work list' }],
      place: `${names.toolName(toolId)}, ${trust.name}`,
      path: `/portfolio/sites/${deploymentId}`,
      ...{ overtaken, done, version, given: { onDay: day, onMonth: month, onYear: year, ...given } },
      mayWork: may(actor, 'portfolio.work', { toolId, trustId: trust.id, vendorAccess: deployment.vendorAccess }),
      formKeys: { contact: keyIn(given, 'log'), promise: keyIn(given, 'promise') },
      owner: given.act === 'owner' ? given.owner : vendorOwner,
      ownName: await this.frame.ownName(actor),
      ownerNow: vendorOwner,
      status: deployment.status,
      ...standingOf(item),
      standing: item === null ? [] : standingLines(item, names),
      dates: item === null ? [] : dateLines(item),
      waiting: waitingRows(item, names.gateName),
      links: linksFor(assessment),
      ...choicesFor(item),
      ...(await this.supportOf(actor, deploymentId, today, onTop.cursor)),
      ...(await this.pastOf(actor, deployment, assessment, today)),
      ...(await this.concernsOf(actor, deployment, assessment)),
      ...errorValues(errors),
    };
  }

  private async itemOf(actor: Actor, deploymentId: string): Promise<PortfolioItem | null> {
    try {
      return await this.portfolio.get(actor, deploymentId);
    } catch (error) {
      if (error instanceof Problem && error.code === 'outlook-not-ready') return null;
      throw error;
    }
  }

  private async supportOf(actor: Actor, deploymentId: string, today: string, cursor?: string): Promise<Values> {
    const log = await this.contacts.list(actor, deploymentId, { limit: CONTACTS_SHOWN, cursor });
    const promised = await this.promises.list(actor, deploymentId, { limit: MOST });
    return {
      contacts: log.items.map(contactRow),
      olderContacts: log.next,
      areOlder: cursor !== undefined,
      openPromises: promised.items.filter(({ state }) => state === 'open').map((one) => promiseRow(one, today)),
      settledPromises: promised.items.filter(({ state }) => state !== 'open').map((one) => promiseRow(one, today)),
    };
  }

  private async pastOf(
    actor: Actor,
    { id }: DeploymentView,
    assessment: AssessmentView | undefined,
    today: string,
  ): Promise<Values> {
    const { points, curve } = await this.history.get(actor, id);
    const page = { limit: MOST };
    const submissions = assessment === undefined ? [] : (await this.snapshots.list(actor, assessment.id, page)).items;
    const contacts = (await this.contacts.list(actor, id, page)).items;
    const promises = (await this.promises.list(actor, id, page)).items;
    return {
      past: historyOf({ points, submissions, contacts, promises }),
      timeline: timelineOf(points, today),
      gain: gainTable(curve),
    };
  }

  private async concernsOf(
    actor: Actor,
    { site, toolId }: DeploymentView,
    assessment: AssessmentView | undefined,
  ): Promise<Values> {
    const where = { siteId: site.id, toolId };
    const { items } = await this.concerns.list(actor, { ...where, limit: CONCERNS_SHOWN });
    const open = await this.concerns.list(actor, { ...where, state: 'open', limit: CONCERNS_COUNTED });
    return {
      concerns: items.map((concern) => rowOf(concern, this.topics, this.frame.names.toolName(toolId))),
      toAnswer: open.items.length,
      moreToAnswer: open.next !== null,
      allConcerns: assessment === undefined ? null : pathOfConcerns(assessment.id),
    };
  }
}

/** A form that is shown again stays the same form. */
function keyIn({ act, formKey }: FormFields, own: string): string {
  return act === own && typeof formKey === 'string' ? formKey : randomUUID();
}

function standingOf(item: PortfolioItem | null): Values {
  if (item === null)
    return { headline: 'Where this site stands is being worked out. Load this page again in a minute.' };
  const { headline, place, queue, hoursSpent, vendorHours, goLive, asOf } = item;
  return {
    headline: headline ?? missingReason(item),
    queue: QUEUE_TEXTS[queue ?? 'none'],
    ...{ reason: place?.reason, advice: place?.advice, escalate: place?.escalate },
    regressed: queue === 'regressed',
    spent: {
      total: hours(hoursSpent.total),
      lately: hours(hoursSpent.lastFourWeeks),
      planned: vendorHours === null ? null : hours(Math.round(vendorHours)),
    },
    madeOn: goLive === null ? null : dayText(goLive.madeOn),
    asOf: dayText(asOf),
  };
}

function linksFor(assessment: AssessmentView | undefined): object[] {
  if (assessment === undefined) return [];
  const own = { href: pathOfAssessment(assessment.id), text: 'Assessment' };
  if (assessment.latest === null) return [own];
  const { scorecard, plan, planPdf } = linksOf(assessment.latest.id);
  return [scorecard, plan, planPdf, { href: carryOutPlan(assessment.id), text: 'Actions of the plan' }, own];
}

/** What the forms offer. */
function choicesFor(item: PortfolioItem | null): Values {
  const actions = (item?.place?.vendorActions ?? []).map(({ id, title }) => ({ value: id, text: `${id}: ${title}` }));
  return {
    kinds: CONTACT_KINDS.map((value) => ({ value, text: CONTACT_WORDS[value] })),
    actions: actions.length === 0 ? [] : [{ value: '', text: 'None in particular' }, ...actions],
    reasons: Object.entries(REASON_WORDS).map(([value, text]) => ({ value, text })),
  };
}
