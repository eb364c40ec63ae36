import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import type { Actor } from '../actor/actor.js';
import { Clock } from '../clock/clock.js';
import { requestContext } from '../http/request-context.js';
import { EventEntity } from './event.entity.js';
import { SerialQueue } from './serial-queue.js';

/** What happened, as the events table keeps it: ids, words of ours and numbers, never a name or free text. */
export interface EventRecord {
  /** `<thing>-<past participle>`, such as `section-saved` */
  readonly type: string;
  readonly subjectId: string;
  readonly trustId?: string;
  readonly toolId?: string;
  readonly deploymentId?: string;
  readonly assessmentId?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface WriteScope {
  readonly manager: EntityManager;
  /** The instant of everything that is written here */
  readonly now: Date;
  /** Adds an event to the transaction. */
  readonly record: (event: EventRecord) => void;
}

/** The two connections to the database: one that writes and one that reads. */
export interface DataSources {
  readonly writer: DataSource;
  readonly reader: DataSource;
}

export const DATA_SOURCES = Symbol('data-sources');

/**
 * The only way to the database. TypeORM has one connection to an SQLite file, which parallel transactions would share
 * and spoil, so writes queue up for the writer; reads go to a connection of their own on the same write-ahead log and
 * see the last committed state.
 */
@Injectable()
export class UnitOfWork {
  private readonly writes = new SerialQueue();
  private readonly reads = new SerialQueue();

  constructor(
    @Inject(DATA_SOURCES) private readonly sources: DataSources,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in one transaction: everything in it is stored, with its events, or nothing is.
   *
   * @throws Error when nothing was recorded: a change without its event is a mistake in the program
   */
  write<T>(actor: Actor, work: (scope: WriteScope) => Promise<T>): Promise<T> {
    return this.writes.run(() =>
      this.sources.writer.transaction(async (manager) => {
        const now = this.clock.now();
        const events: EventRecord[] = [];
        const result = await work({ manager, now, record: (event) => events.push(event) });
        if (events.length === 0) throw new Error('A change was to be stored without an event');
        const requestId = requestContext()?.requestId ?? null;
        await manager.insert(
          EventEntity,
          events.map((event) => ({
            at: now,
            actorId: actor.id,
            actorRole: actor.role,
            type: event.type,
            subjectId: event.subjectId,
            trustId: event.trustId ?? null,
            toolId: event.toolId ?? null,
            deploymentId: event.deploymentId ?? null,
            assessmentId: event.assessmentId ?? null,
            requestId,
            data: event.data ?? {},
          })) as QueryDeepPartialEntity<EventEntity>[],
        );
        return result;
      }),
    );
  }

  /** Runs `work` on one committed state of the database. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.reads.run(() => this.sources.reader.transaction(work));
  }
}
