import type { DataSource, EntityManager, EntitySchema } from 'typeorm';

export type Entity = (new () => object) | EntitySchema;

/** Which program keeps the data. */
export type Engine = 'sqlite' | 'postgres';

/** What a transaction is for. */
export type Access = 'read' | 'write';

/** Where the data is kept. */
export interface DatabasePlace {
  /** SQLite file; made, with its folder, when it is missing */
  readonly databasePath: string;
  /** PostgreSQL, where it is to be used in place of the file; undefined otherwise */
  readonly databaseUrl: string | undefined;
  /** Connections to PostgreSQL that this process may hold */
  readonly databasePool: number;
}

/** The open database. Engines differ in here and nowhere else. */
export interface DataSources {
  readonly engine: Engine;
  /** Where it is, for people; without a password */
  readonly place: string;
  /** SQLite: the one connection that writes. PostgreSQL: the pool */
  readonly writer: DataSource;
  /** SQLite: a connection that only reads, and sees what was committed. PostgreSQL: the same pool */
  readonly reader: DataSource;
  /**
   * Runs `work` in one transaction, as if nobody else wrote meanwhile. It may run more than once where others were in
   * the way: nothing of an earlier run is stored.
   */
  readonly transaction: <T>(access: Access, work: (manager: EntityManager) => Promise<T>) => Promise<T>;
  /** Throws when what is written would be lost: the file that was opened, or its log, is not the one at its place any more. */
  readonly assertInPlace: () => void;
  /**
   * Throws when the database does not answer, or its schema is not that of this release any more, which a newer release
   * changes under an older one that still runs (`NotReady`). Asks the database each time; it is one look at a short table.
   */
  readonly check: () => Promise<void>;
  /** Closes all connections. */
  readonly close: () => Promise<void>;
}

/** A database that is looked at while the service may be running. */
export interface ReadableDatabase {
  /** Where it is, for people; without a password */
  readonly place: string;
  /** Runs `work` on one committed state. */
  readonly read: <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Injection token of the open database. */
export const DATA_SOURCES = Symbol('data-sources');
