import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { ToolProfile } from '../../core/contracts/tool.js';
import { USES, type Use } from '../../core/contracts/instrument.js';
import { longDate, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import { listed } from '../../core/contracts/words.js';
import { StartingService } from '../../assessments/starting.service.js';
import { isClosed } from '../../organisations/mergers.service.js';
import type { SiteView, TrustView } from '../../organisations/organisations.dto.js';
import { SitesService } from '../../organisations/sites.service.js';
import { TrustsService } from '../../organisations/trusts.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import { may } from '../../platform/access/decide.js';
import { Clock } from '../../platform/clock/clock.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { notFound } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer, type PageLink } from '../page-renderer.js';
import { USE_TEXTS } from '../use-texts.js';

const MOST_FOUND = 25;
const MOST_SITES = 100;
const START: PageLink = { href: '/assessments/new', text: 'Start an assessment' };

/** The steps towards a new assessment, each a page of its own: the place, the tool, what it needs. */
@Injectable()
export class StartPages {
  constructor(
    private readonly trusts: TrustsService,
    private readonly sites: SitesService,
    private readonly tools: ToolsService,
    private readonly starting: StartingService,
    private readonly clock: Clock,
    private readonly pages: PageRenderer,
  ) {}

  /** The first step: whoever has one trust chooses among its sites, everybody else looks for the place. */
  async place(actor: Actor, response: Response, q: string | undefined): Promise<void> {
    const page = { limit: MOST_FOUND };
    const own = actor.grants.some(({ role }) => role === 'administrator' || role === 'vendor-lead')
      ? []
      : (await this.trusts.list(actor, page)).items.filter((trust) => this.isOpen(trust));
    if (q === undefined && own.length === 1) {
      await this.trust(actor, response, (own[0] as TrustView).id, {}, []);
      return;
    }
    const found = q === undefined ? { trusts: own, sites: [], more: false } : await this.search(actor, q);
    this.pages.send(response, 'pages/start/place', {
      title: START.text,
      trail: [HOME],
      q,
      searched: q !== undefined,
      trusts: found.trusts.map((trust) => this.trustRow(trust)),
      sites: found.sites,
      more: found.more,
    });
  }

  /** The sites of a trust, and the form for one that is not there. @throws Problem `not-found` */
  async trust(
    actor: Actor,
    response: Response,
    trustId: string,
    given: FormFields,
    errors: readonly FormError[],
  ): Promise<void> {
    const trust = await this.trusts.get(actor, trustId);
    if (this.toolsAt(actor, trustId).length === 0) throw notFound('trust', trustId);
    const { items } = await this.sites.list(actor, trustId, { limit: MOST_SITES });
    const open = this.isOpen(trust);
    this.pages.send(response, 'pages/start/trust', {
      title: `Choose a site of ${trust.name}`,
      trail: [HOME, START],
      trust: this.trustRow(trust),
      open,
      sites: items.map((site) => ({ href: `/assessments/new?site=${site.id}`, text: site.name, about: about(site) })),
      addTo: open && may(actor, 'sites.add', { trustId, directory: true }) ? `/trusts/${trustId}/sites` : null,
      other: actor.grants.length > 1 || actor.grants.some(({ role }) => role !== 'trust-lead'),
      given,
      ...errorValues(errors),
    });
  }

  /** The tools that can be assessed at a site. @throws Problem `not-found` */
  async tool(actor: Actor, response: Response, siteId: string, missing: boolean): Promise<void> {
    const { site, trust, tools } = await this.siteFor(actor, siteId);
    const assessed = await this.starting.at(actor, siteId);
    this.pages.send(response, 'pages/start/tool', {
      title: `Choose the tool for ${site.name}`,
      trail: [HOME, START, { href: `${START.href}?trust=${trust.id}`, text: trust.name }],
      siteId,
      open: this.isOpen(trust),
      trust: this.trustRow(trust),
      tools: tools.filter(({ id }) => !assessed.has(id)).map(toolItem),
      assessed: tools.flatMap(({ id, name }) => {
        const assessment = assessed.get(id);
        return assessment === undefined ? [] : [{ href: `/assessments/${assessment}`, text: name }];
      }),
      uses: USES.map((use) => {
        const [text, hint] = USE_TEXTS[use];
        return { value: use, text, hint: { text: hint }, checked: use === 'routine' };
      }),
      ...errorValues(missing ? [{ field: 'tool', text: 'Choose the tool' }] : []),
    });
  }

  /** What it needs, before it is started. @throws Problem `not-found` */
  async needs(
    actor: Actor,
    response: Response,
    { site: siteId, tool: toolId, use }: { site: string; tool: string; use: Use },
    errors: readonly FormError[] = [],
  ): Promise<void> {
    const { site, trust, tools } = await this.siteFor(actor, siteId);
    const tool = tools.find(({ id }) => id === toolId);
    if (tool === undefined) throw notFound('tool', toolId);
    const { sections, ...needs } = this.tools.beforeStart(toolId, use);
    this.pages.send(response, 'pages/start/needs', {
      title: 'What it needs before you start',
      trail: [
        ...[HOME, START, { href: `${START.href}?trust=${trust.id}`, text: trust.name }],
        { href: `${START.href}?site=${siteId}`, text: site.name },
      ],
      place: `${tool.name} at ${site.name}, ${trust.name}`,
      use: USE_TEXTS[use][0],
      ...needs,
      sections: sections.map(({ answeredBy, ...section }) => ({ ...section, answeredBy: listed(answeredBy) })),
      fields: { site: siteId, tool: toolId, use },
      open: this.isOpen(trust),
      ...errorValues(errors),
    });
  }

  /** A site at which somebody may start something. @throws Problem `not-found` */
  async siteFor(
    actor: Actor,
    siteId: string,
  ): Promise<{ site: SiteView; trust: TrustView; tools: readonly ToolProfile[] }> {
    const site = await this.sites.get(actor, siteId);
    const tools = this.toolsAt(actor, site.trustId);
    if (tools.length === 0) throw notFound('site', siteId);
    return { site, trust: await this.trusts.get(actor, site.trustId), tools };
  }

  /** A vendor starts its own tools anywhere, a trust any tool at its own sites. */
  private toolsAt(actor: Actor, trustId: string): readonly ToolProfile[] {
    return this.tools
      .list()
      .filter(({ id: toolId }) => may(actor, 'deployments.start', { trustId, toolId, vendorAccess: true }));
  }

  private async search(
    actor: Actor,
    q: string,
  ): Promise<{ trusts: readonly TrustView[]; sites: readonly object[]; more: boolean }> {
    const [trusts, sites] = await Promise.all([
      this.trusts.list(actor, { q, limit: MOST_FOUND }),
      this.sites.listAll(actor, { q, limit: MOST_FOUND }),
    ]);
    const rows = [];
    for (const site of sites.items) {
      const { name } = await this.trusts.get(actor, site.trustId);
      rows.push({ href: `/assessments/new?site=${site.id}`, text: site.name, about: [name, about(site)].join(' · ') });
    }
    return { trusts: trusts.items, sites: rows, more: trusts.next !== null || sites.next !== null };
  }

  private isOpen(trust: TrustView): boolean {
    return trust.mergedIntoId === null && !isClosed(trust, this.clock.today());
  }

  private trustRow(trust: TrustView): object {
    const { id, name, code, postcode, address, closedOn, mergedOn } = trust;
    const over = mergedOn ?? closedOn;
    return {
      ...{ href: `/assessments/new?trust=${id}`, text: name, address },
      about: [code, ...(postcode === null ? [] : [postcode])].join(' · '),
      over: this.isOpen(trust) || over === null ? null : longDate(parseDay(over) as DayNumber),
    };
  }
}

function about({ code, postcode }: SiteView): string {
  return [code, postcode].filter((text) => text !== null).join(' · ');
}

function toolItem({ id, name, supplier, intendedUse }: ToolProfile): object {
  return { value: id, text: name, hint: { text: `Made by ${supplier}. ${intendedUse}` } };
}
