import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import type { Actor } from '../actor/actor.js';
import { Clock } from '../clock/clock.js';
import { requestContext } from '../http/request-context.js';
import { problemOfWrite } from './database-errors.js';
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
  /** Runs `work` in one transaction of the connection for reading or writing, which nobody else uses meanwhile. */
  readonly transaction: <T>(access: Access, work: (manager: EntityManager) => Promise<T>) => Promise<T>;
  /** Throws when the file that was opened is not the one at its place any more: what is written would be lost. */
  readonly assertInPlace: () => void;
  /** Closes both and lets other processes have the file. */
  readonly close: () => Promise<void>;
}

/** What a transaction is for. */
export type Access = 'read' | 'write';

export const DATA_SOURCES = Symbol('data-sources');

/**
 * The only way to the database. TypeORM has one connection to an SQLite file, which parallel transactions would share
 * and spoil, so writes queue up for the writer; reads go to a connection of their own on the same write-ahead log and
 * see the last committed state.
 */
@Injectable()
export class UnitOfWork {
  private readonly queues: Readonly<Record<Access, SerialQueue>> = {
    read: new SerialQueue(),
    write: new SerialQueue(),
  };
  /** What the code in hand is inside of */
  private readonly inside = new AsyncLocalStorage<readonly Access[]>();

  constructor(
    @Inject(DATA_SOURCES) private readonly sources: DataSources,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in one transaction: everything in it is stored, with its events, or nothing is.
   *
   * @throws Error when nothing was recorded: a change without its event is a mistake in the program. Problem `conflict`
   *   when another process made the same, `busy` when one holds the database
   */
  write<T>(actor: Actor, work: (scope: WriteScope) => Promise<T>): Promise<T> {
    return this.inTurn('write', () =>
      this.sources.transaction('write', async (manager) => {
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
        // Last of all before the commit: SQLite would go on writing into a file that was moved away.
        this.sources.assertInPlace();
        return result;
      }),
    ).catch((error: unknown) => {
      throw problemOfWrite(error);
    });
  }

  /** Runs `work` on one committed state of the database. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.inTurn('read', () => this.sources.transaction('read', work));
  }

  /** Whether both connections answer in their turn. @throws Error when one does not */
  async check(): Promise<void> {
    this.sources.assertInPlace();
    for (const [access, source] of [
      ['read', this.sources.reader],
      ['write', this.sources.writer],
    ] as const) {
      await this.inTurn(access, () => source.query('SELECT sequence FROM events LIMIT 1'));
    }
  }

  /**
   * @throws Error when the code in hand has the connection already, or would wait for a read with a write in hand that a
   *   reader may be waiting for: it would wait for ever, and all others with it
   */
  private inTurn<T>(access: Access, work: () => Promise<T>): Promise<T> {
    const inside = this.inside.getStore() ?? [];
    const outer = inside.includes('write') ? 'write' : inside.find((held) => held === access);
    if (outer !== undefined) {
      return Promise.reject(new Error(`A ${access} was begun inside a ${outer}: hand the manager on instead.`));
    }
    return this.queues[access].run(() => this.inside.run([...inside, access], work));
  }
}
