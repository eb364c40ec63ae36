import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ConcernsQuery } from '../../concerns/concerns.dto.js';
import { ConcernsService } from '../../concerns/concerns.service.js';
import { CONCERN_KINDS, CONCERN_STATES } from '../../concerns/states.js';
import { Topics } from '../../concerns/topics.js';
import { DeploymentsService } from '../../deployments/deployments.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { PlainText } from '../../platform/http/fields.js';
import { ToolsService } from '../../tools/tools.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { FormChoice, FormText } from './concern-forms.js';
import { KIND_NAMES, rowOf, STATES } from './concern-words.js';

const PAGE = 25;
/** Sites that the page offers to choose from. */
const MOST_SITES = 200;

export class InboxQuery {
  @FormText(60)
  tool?: string;

  @FormChoice(CONCERN_STATES)
  state?: (typeof CONCERN_STATES)[number];

  @FormChoice(CONCERN_KINDS)
  kind?: (typeof CONCERN_KINDS)[number];

  /** Id of a site */
  @FormText(36)
  site?: string;

  @PlainText({ max: 1000, optional: true })
  cursor?: string;
}

/** What sites asked the vendor: what waits for an answer first. */
@ApiExcludeController()
@Controller('concerns')
export class InboxController {
  constructor(
    private readonly concerns: ConcernsService,
    private readonly deployments: DeploymentsService,
    private readonly topics: Topics,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('concerns.answer')
  async show(@CurrentActor() actor: Actor, @Query() query: InboxQuery, @Res() response: Response): Promise<void> {
    const { tool, state, kind, site, cursor } = query;
    const filter: ConcernsQuery = {
      ...{ limit: PAGE, cursor },
      ...(tool !== undefined && { toolId: tool }),
      ...(state !== undefined && { state }),
      ...(kind !== undefined && { kind }),
      ...(site !== undefined && { siteId: site }),
    };
    const { items, next } = await this.concerns.list(actor, filter);
    const own = this.tools
      .list()
      .filter(({ id }) => actor.grants.some(({ toolIds = [] }) => toolIds.includes(id)))
      .map(({ id, name }) => ({ value: id, text: name }));
    const given = { tool, state, kind, site };
    this.pages.send(response, 'pages/concerns/inbox', {
      title: 'Questions and concerns to answer',
      trail: [HOME],
      concerns: items.map((concern) => rowOf(concern, this.topics, this.tools.nameOf(concern.toolId))),
      isFiltered: Object.values(given).some((value) => value !== undefined),
      manyTools: own.length > 1,
      tools: chosen('All tools', own, tool),
      states: chosen(
        'All states',
        CONCERN_STATES.map((value) => ({ value, text: STATES[value].text })),
        state,
      ),
      kinds: chosen(
        'Questions and concerns',
        CONCERN_KINDS.map((value) => ({ value, text: `${KIND_NAMES[value]}s` })),
        kind,
      ),
      sites: chosen('All sites', await this.sitesOf(actor), site),
      first: cursor === undefined ? null : addressOf(given),
      next: next === null ? null : addressOf({ ...given, cursor: next }),
    });
  }

  private async sitesOf(actor: Actor): Promise<Choice[]> {
    const { items } = await this.deployments.list(actor, { limit: MOST_SITES });
    const sites = new Map(
      items
        .filter(({ vendorAccess }) => vendorAccess)
        .map(({ site, trust }) => [site.id, `${site.name}, ${trust.name}`] as const),
    );
    return [...sites].map(([value, text]) => ({ value, text })).sort((one, other) => (one.text < other.text ? -1 : 1));
  }
}

interface Choice {
  readonly value: string;
  readonly text: string;
}

function chosen(all: string, choices: readonly Choice[], given: string | undefined): object[] {
  return [{ value: '', text: all }, ...choices.map(({ value, text }) => ({ value, text, selected: value === given }))];
}

function addressOf(fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined) as [string, string][];
  const query = new URLSearchParams(given).toString();
  return query === '' ? '/concerns' : `/concerns?${query}`;
}
