import { createHash, type Hash } from 'node:crypto';
import type { TableShape } from './table-shape.js';

/** What a table holds, in short. */
export interface TableDigest {
  readonly name: string;
  readonly rows: number;
  /** SHA-256 over the lines of its rows in the order of its key */
  readonly sha256: string;
}

/** Counts and hashes the rows of tables as they go by, table after table. */
export class Digests {
  private readonly tables: Map<string, { rows: number; readonly hash: Hash }>;

  constructor(tables: readonly TableShape[]) {
    this.tables = new Map(tables.map(({ name }) => [name, { rows: 0, hash: createHash('sha256') }]));
  }

  /** @param line of a row, with its end */
  add({ name }: TableShape, line: string | Uint8Array): void {
    const table = this.tables.get(name);
    if (table === undefined) throw new Error(`The table ${name} was not announced`);
    table.rows += 1;
    table.hash.update(line);
  }

  /** Ends the counting. */
  result(): TableDigest[] {
    return [...this.tables].map(([name, { rows, hash }]) => ({ name, rows, sha256: hash.digest('hex') }));
  }
}

/** Rows of all tables. */
export function rowsOf(digests: readonly TableDigest[]): number {
  return digests.reduce((sum, { rows }) => sum + rows, 0);
}

/** Names of the tables that differ, or that only one side has. */
export function differences(one: readonly TableDigest[], other: readonly TableDigest[]): string[] {
  const names = new Set([...one, ...other].map(({ name }) => name));
  return [...names].filter((name) => {
    const [left, right] = [one, other].map((side) => side.find((table) => table.name === name));
    return left?.rows !== right?.rows || left?.sha256 !== right?.sha256;
  });
}
