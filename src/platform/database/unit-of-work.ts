import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Doer } from '../actor/actor.js';
import { Clock } from '../clock/clock.js';
import { requestContext } from '../http/request-context.js';
import { outcomeOf, UNWATCHED, type WorkWatch } from '../metrics/work-watch.js';
import { DATA_SOURCES, type Access, type DataSources } from './data-sources.js';
import { problemOfDatabase } from './database-errors.js';
import { appendEvents } from './event-chain.js';

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

/** Injection token of what is told of every transaction. */
export const TRANSACTION_WATCH = Symbol('transaction-watch');

export interface WriteScope {
  readonly manager: EntityManager;
  /** The instant of everything that is written here */
  readonly now: Date;
  /** Adds an event to the transaction. */
  readonly record: (event: EventRecord) => void;
}

/**
 * The only way to the database. Reads see one committed state; writes are done as if one after the other, on SQLite by one
 * writer, on PostgreSQL by serializable transactions that begin again where others were in the way.
 */
@Injectable()
export class UnitOfWork {
  /** What the code in hand is inside of */
  private readonly inside = new AsyncLocalStorage<readonly Access[]>();

  constructor(
    @Inject(DATA_SOURCES) private readonly sources: DataSources,
    private readonly clock: Clock,
    @Inject(TRANSACTION_WATCH) private readonly watch: WorkWatch<Access> = UNWATCHED,
  ) {}

  /**
   * Runs `work` in one transaction: everything in it is stored, with its events, or nothing is. It may be run again, so
   * it changes nothing but the database.
   *
   * @throws Error when nothing was recorded: a change without its event is a mistake in the program. Problem `conflict`
   *   when somebody else made the same, `busy` when others hold the database, `storage-unavailable`
   */
  write<T>(actor: Doer, work: (scope: WriteScope) => Promise<T>): Promise<T> {
    const companion = requestContext()?.inWrite;
    const run = this.inTurn('write', (began) =>
      this.sources.transaction('write', async (manager) => {
        began();
        const now = this.clock.now();
        const events: EventRecord[] = [];
        const result = await work({ manager, now, record: (event) => events.push(event) });
        if (events.length === 0) throw new Error('A change was to be stored without an event');
        const requestId = requestContext()?.requestId ?? null;
        await appendEvents(
          manager,
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
          })),
        );
        await companion?.beforeCommit(manager, result);
        // Last of all before the commit.
        this.sources.assertInPlace();
        return result;
      }),
    );
    return companion === undefined
      ? run
      : run.then((result) => {
          companion.committed();
          return result;
        });
  }

  /**
   * Runs `work` in one transaction that records no event: for what the service itself remembers while it works, such as
   * keys of requests and who is at work on a job, and for what is no part of the data yet, such as pieces of a file. It may
   * be run again.
   *
   * @throws as `write`
   */
  keepBooks<T>(work: (manager: EntityManager, now: Date) => Promise<T>): Promise<T> {
    return this.inTurn('write', (began) =>
      this.sources.transaction('write', async (manager) => {
        began();
        const result = await work(manager, this.clock.now());
        this.sources.assertInPlace();
        return result;
      }),
    );
  }

  /** Runs `work` on one committed state of the database. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.inTurn('read', (began) =>
      this.sources.transaction('read', (manager) => {
        began();
        return work(manager);
      }),
    );
  }

  /** Whether the database answers and has the schema of this release. @throws Error when it does not, `NotReady` */
  check(): Promise<void> {
    return this.sources.check();
  }

  /**
   * @throws Error when the code in hand has the connection already, or would wait for a read with a write in hand that a
   *   reader may be waiting for: it would wait for ever, and all others with it
   */
  private async inTurn<T>(access: Access, work: (began: () => void) => Promise<T>): Promise<T> {
    const inside = this.inside.getStore() ?? [];
    const outer = inside.includes('write') ? 'write' : inside.find((held) => held === access);
    if (outer !== undefined) throw new Error(`A ${access} was begun inside a ${outer}: hand the manager on instead.`);
    const watched = this.watch.asked(access);
    try {
      const result = await this.inside.run([...inside, access], () => work(watched.began));
      watched.ended('done');
      return result;
    } catch (error) {
      const problem = problemOfDatabase(error, access);
      watched.ended(outcomeOf(problem));
      throw problem;
    }
  }
}
