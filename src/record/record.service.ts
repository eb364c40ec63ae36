import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NamesService } from '../accounts/names.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { grantsFor, may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import { firstInstant, instantAfter } from '../platform/clock/london-days.js';
import {
  EventLog,
  type EventFilter,
  type EventPageRequest,
  type EventsPage,
  type PlacedEvent,
} from '../platform/database/event-log.js';
import type { Page } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import type { ExportFormat, RecordedEvent, RecordFilter, RecordQuery } from './record.dto.js';

/** Events of an export that are in memory at a time. */
const EXPORT_PAGE = 500;
/** People and keys with a text in their names; one statement takes many more. */
const MOST_NAMED = 1000;

/** One page of the record with the names of who did what, and the way to the page above. */
export interface NamedPage extends Page<RecordedEvent> {
  readonly newer: string | null;
}

/** What was done here, as far as somebody may read it. */
@Injectable()
export class RecordService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly events: EventLog,
    private readonly names: NamesService,
    private readonly places: Places,
  ) {}

  /** Events, newest first. @throws Problem `invalid-cursor`, `invalid-request` when `who` may be too many */
  async list(actor: Actor, { limit, cursor, ...filter }: RecordQuery): Promise<Page<RecordedEvent>> {
    const { items, next } = await this.unitOfWork.read((manager) =>
      this.page(manager, actor, filter, { limit, cursor }),
    );
    return { items, next };
  }

  /** One page, in a read that another service has begun. @throws as `list` */
  async page(manager: EntityManager, actor: Actor, filter: RecordFilter, page: EventPageRequest): Promise<NamedPage> {
    return this.named(manager, await this.events.find(manager, actor, await this.filterOf(manager, filter), page));
  }

  /** All events, newest first, in pages: each is read when the one before was taken. New ones are not among them. */
  async *pages(actor: Actor, filter: RecordFilter): AsyncGenerator<RecordedEvent[]> {
    const chosen = await this.unitOfWork.read((manager) => this.filterOf(manager, filter));
    let cursor: string | undefined;
    do {
      const request = { limit: EXPORT_PAGE, cursor };
      const page = await this.unitOfWork.read(async (manager) =>
        this.named(manager, await this.events.find(manager, actor, chosen, request)),
      );
      yield page.items;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }

  /**
   * Puts on record that events are taken away: which fields they were chosen by, since what stands in them may be anything.
   *
   * @throws Problem `busy`, `storage-unavailable`
   */
  async recordExport(actor: Actor, format: ExportFormat, filter: RecordFilter): Promise<void> {
    const { from, before } = periodOf(filter);
    const data = {
      ...{ format, filters: fieldsOf(filter) },
      ...(from !== undefined && { from: from.toISOString() }),
      ...(before !== undefined && { before: before.toISOString() }),
    };
    await this.unitOfWork.write(actor, async ({ manager, record }) => {
      const trustId = await this.trustOf(manager, actor, filter);
      record({ type: 'record-exported', subjectId: actor.id, ...(trustId !== undefined && { trustId }), data });
    });
  }

  private async named(manager: EntityManager, { items, ...page }: EventsPage): Promise<NamedPage> {
    const ids = items.map(({ actor }) => actor.id);
    const names = await this.names.of(manager, ids);
    const nameOf = ({ actor }: PlacedEvent): string | null => names.get(actor.id) ?? null;
    return { ...page, items: items.map((event) => ({ ...event, actor: { ...event.actor, name: nameOf(event) } })) };
  }

  /** The trust whose record it is that somebody takes away, so that the trust sees it; undefined for all of it. */
  private async trustOf(
    manager: EntityManager,
    actor: Actor,
    { trustId: asked }: RecordFilter,
  ): Promise<string | undefined> {
    if (may(actor, 'record.read', {})) {
      if (asked === undefined) return undefined;
      return (await this.places.find(manager, 'trustId', asked)) === undefined ? undefined : asked;
    }
    const own = grantsFor(actor, 'record.read').flatMap(({ trustIds = [] }) => trustIds);
    return asked !== undefined && own.includes(asked) ? asked : own[0];
  }

  /** What the event log is asked for. @throws Problem `invalid-request` */
  private async filterOf(
    manager: EntityManager,
    { actorId, who, from, to, ...equal }: RecordFilter,
  ): Promise<EventFilter> {
    const actorIds = who === undefined ? undefined : [who, ...(await this.names.matching(manager, who))];
    if (actorIds !== undefined && actorIds.length > MOST_NAMED) throw tooManyNamed();
    return {
      ...{ ...equal, ...periodOf({ from, to }) },
      ...(actorIds !== undefined && { actorIds }),
      ...(actorId !== undefined && { actorIds: actorIds?.filter((id) => id === actorId) ?? [actorId] }),
    };
  }
}

function tooManyNamed(): Problem {
  return new Problem('invalid-request', 'Too many people and keys are called so.', {
    errors: [
      {
        parameter: 'who',
        code: 'too-many',
        detail: `More than ${String(MOST_NAMED)} people and programs have this in their name; give more of it.`,
      },
    ],
  });
}

type Period = Pick<RecordFilter, 'from' | 'to'>;

function periodOf({ from, to }: Period): Pick<EventFilter, 'from' | 'before'> {
  return {
    ...(from !== undefined && { from: firstInstant(from) }),
    ...(to !== undefined && { before: instantAfter(to) }),
  };
}

/** The fields that were filled in. */
function fieldsOf(filter: RecordFilter): string[] {
  return Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name)
    .sort();
}
