import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { ROLE_NAMES } from '../../accounts/role-names.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Problem } from '../../platform/problem/problem.js';
import { EVENT_TYPES, wordsOf } from '../../record/event-words.js';
import type { RecordFilter } from '../../record/record.dto.js';
import { RecordView, type ShownEvent, type ShownPage } from '../../record/record-view.js';
import { ToolsService } from '../../tools/tools.service.js';
import { FormText } from '../form-text.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { readPeriod } from '../day-fields.js';
import { capitalised } from '../../core/contracts/words.js';

const PAGE = 50;

export class RecordPageQuery {
  @FormText(60)
  type?: string;

  @FormText(200)
  who?: string;

  @FormText(20)
  fromDay?: string;

  @FormText(20)
  fromMonth?: string;

  @FormText(20)
  fromYear?: string;

  @FormText(20)
  toDay?: string;

  @FormText(20)
  toMonth?: string;

  @FormText(20)
  toYear?: string;

  /** Only events below this one */
  @FormText(20)
  older?: string;

  /** The events just above this one */
  @FormText(20)
  newer?: string;
}

/** What was done here, to be looked through. */
@ApiExcludeController()
@Controller('record')
export class RecordPageController {
  constructor(
    private readonly record: RecordView,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('record.read')
  async show(@CurrentActor() actor: Actor, @Query() query: RecordPageQuery, @Res() response: Response): Promise<void> {
    const { older, newer, ...given } = query;
    const { errors: wrongDays, ...period } = readPeriod(
      { day: given.fromDay, month: given.fromMonth, year: given.fromYear },
      { day: given.toDay, month: given.toMonth, year: given.toYear },
    );
    const filter: RecordFilter = { type: given.type, who: given.who, ...period };
    const page = wrongDays.length > 0 ? wrongDays : await this.read(actor, filter, { older, newer });
    const errors = Array.isArray(page) ? (page as readonly FormError[]) : [];
    if (errors.length > 0) response.status(400);
    this.pages.send(response, 'pages/record/index', {
      title: 'Record',
      trail: [HOME],
      given,
      types: typesFor(given.type),
      ...errorValues(errors),
      ...(Array.isArray(page) ? {} : this.listOf(page as ShownPage, given, filter)),
    });
  }

  /** The page, or what is wrong with the name. @throws Problem `invalid-cursor` */
  private async read(
    actor: Actor,
    filter: RecordFilter,
    { older, newer }: Pick<RecordPageQuery, 'older' | 'newer'>,
  ): Promise<ShownPage | readonly FormError[]> {
    try {
      return await this.record.page(actor, filter, { limit: PAGE, cursor: older, newerThan: newer });
    } catch (error) {
      const wrong = error instanceof Problem ? error.errors.find(({ parameter }) => parameter === 'who') : undefined;
      if (wrong === undefined) throw error;
      return [{ field: 'who', text: wrong.detail.replace(/\.$/, '') }];
    }
  }

  private listOf({ items, older, newer }: ShownPage, given: RecordPageQuery, filter: RecordFilter): object {
    return {
      events: items.map((event) => this.rowOf(event)),
      older: older === null ? null : addressOf('/record', { ...given, older }),
      newer: newer === null ? null : addressOf('/record', { ...given, newer }),
      filtered: Object.values(filter).some((value) => value !== undefined),
      exported: addressOf('/api/v1/events/export', { format: 'csv', ...filter }),
    };
  }

  private rowOf({ at, actor, type, about, toolId, subjectId, data, sequence, requestId }: ShownEvent): object {
    const tool = toolId === null ? undefined : this.tools.nameOf(toolId);
    const place = tool !== undefined && about.site !== undefined ? `${tool} at ${about.site}` : tool;
    return {
      ...{ sequence, type, subjectId, requestId },
      when: timeText(at),
      who: actor.name ?? (actor.id === 'service' ? 'The service itself' : actor.id),
      role: Object.hasOwn(ROLE_NAMES, actor.role) ? ROLE_NAMES[actor.role as keyof typeof ROLE_NAMES] : null,
      what: capitalised(wordsOf(type)),
      about: [routeOf(type, data), about.name, place, about.trust].filter((text) => text !== undefined),
      data: Object.keys(data).length === 0 ? null : JSON.stringify(data),
    };
  }
}

/** What somebody was refused: method and address of the service, as it is written in its description. */
function routeOf(type: string, { route }: Readonly<Record<string, unknown>>): string | undefined {
  return type === 'access-refused' && typeof route === 'string' ? route : undefined;
}

function addressOf(path: string, fields: object): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined) as [string, string][];
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** What somebody can choose from: all kinds, and the one that was chosen, if the address names another. */
function typesFor(given: string | undefined): object[] {
  const known = EVENT_TYPES.some(([type]) => type === given);
  const other = given === undefined || known ? [] : [[given, given] as const];
  return [
    { value: '', text: 'Anything' },
    ...[...EVENT_TYPES, ...other].map(([value, words]) => ({
      value,
      text: capitalised(words),
      selected: value === given,
    })),
  ];
}
