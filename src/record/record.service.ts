import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NamesService } from '../accounts/names.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { grantsFor, may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import { firstInstant, instantAfter } from '../platform/clock/london-days.js';
import { EventLog, type EventFilter, type PlacedEvent } from '../platform/database/event-log.js';
import type { Page } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { ExportFormat, RecordedEvent, RecordFilter, RecordQuery } from './record.dto.js';

/** Events of an export that are in memory at a time. */
const EXPORT_PAGE = 500;

/** What was done here, as far as somebody may read it. */
@Injectable()
export class RecordService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly events: EventLog,
    private readonly names: NamesService,
    private readonly places: Places,
  ) {}

  /** Events, newest first. @throws Problem `invalid-cursor` */
  list(actor: Actor, { limit, cursor, ...filter }: RecordQuery): Promise<Page<RecordedEvent>> {
    return this.unitOfWork.read(async (manager) => {
      const { items, next } = await this.events.find(manager, actor, filterOf(filter), { limit, cursor });
      return { items: await this.named(manager, items), next };
    });
  }

  /** All events, newest first, in pages: each is read when the one before was taken. New ones are not among them. */
  async *pages(actor: Actor, filter: RecordFilter): AsyncGenerator<RecordedEvent[]> {
    let cursor: string | undefined;
    do {
      const page: Page<RecordedEvent> = await this.list(actor, {
        ...filter,
        limit: EXPORT_PAGE,
        ...(cursor !== undefined && { cursor }),
      });
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
    const { from, before } = filterOf(filter);
    const data = {
      ...{ format, filters: filtersOf(filter) },
      ...(from !== undefined && { from: from.toISOString() }),
      ...(before !== undefined && { before: before.toISOString() }),
    };
    await this.unitOfWork.write(actor, async ({ manager, record }) => {
      const trustId = await this.trustOf(manager, actor, filter);
      record({ type: 'record-exported', subjectId: actor.id, ...(trustId !== undefined && { trustId }), data });
    });
  }

  /** Events with the names of who did what was done. */
  async named(manager: EntityManager, events: readonly PlacedEvent[]): Promise<RecordedEvent[]> {
    const names = await this.names.of(
      manager,
      events.map(({ actor }) => actor.id),
    );
    return events.map((event) => ({ ...event, actor: { ...event.actor, name: names.get(event.actor.id) ?? null } }));
  }

  /** The trust whose record it is that somebody takes away, so that the trust sees it; undefined for all of it. */
  private async trustOf(
    manager: EntityManager,
    actor: Actor,
    { trustId: asked }: RecordFilter,
  ): Promise<string | undefined> {
    if (may(actor, 'record.read', {}))
      return asked === undefined || (await this.places.find(manager, 'trustId', asked)) === undefined
        ? undefined
        : asked;
    const own = grantsFor(actor, 'record.read').flatMap(({ trustIds = [] }) => trustIds);
    return asked !== undefined && own.includes(asked) ? asked : own[0];
  }
}

/** What the event log is asked for. */
export function filterOf({ actorId, from, to, ...equal }: RecordFilter): EventFilter {
  return {
    ...equal,
    ...(actorId !== undefined && { actorIds: [actorId] }),
    ...(from !== undefined && { from: firstInstant(from) }),
    ...(to !== undefined && { before: instantAfter(to) }),
  };
}

function filtersOf(filter: RecordFilter): string[] {
  return Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name)
    .sort();
}
