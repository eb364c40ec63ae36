import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Engine } from '../data-sources.js';
import type { TableDigest } from './digests.js';
import type { TableShape } from './table-shape.js';

/*
 * An archive is gzip of JSON lines: a header, for each table a line that begins it and a line for each row, a trailer
 * with counts and hashes. After that comes the seal, a gzip member of its own with the hash of all bytes before it.
 */

export const FORMAT = 'site-readiness-archive';
export const FORMAT_VERSION = 1;

/** First line. */
export interface Header {
  readonly format: typeof FORMAT;
  readonly version: number;
  /** Release that made it */
  readonly release: string;
  /** Engine that it was made from */
  readonly engine: Engine;
  /** ISO instant */
  readonly madeAt: string;
  /** Names of the migrations that had been done, oldest first */
  readonly migrations: readonly string[];
  /** Those first that others refer to */
  readonly tables: readonly TableShape[];
  /** Of all tables */
  readonly rows: number;
}

/** Begins the rows of a table. */
export interface TableLine {
  readonly table: string;
}

/** Last line before the seal. */
export interface Trailer {
  readonly tables: readonly TableDigest[];
  /** SHA-256 over all lines before */
  readonly sha256: string;
}

const NAME = { type: 'string', minLength: 1, maxLength: 200 } as const;
const SHA256 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
const ajv = new Ajv2020({ strictTypes: false });

export const isHeader: ValidateFunction<Header> = ajv.compile<Header>({
  type: 'object',
  required: ['format', 'version', 'release', 'engine', 'madeAt', 'migrations', 'tables', 'rows'],
  additionalProperties: false,
  properties: {
    format: { const: FORMAT },
    version: { const: FORMAT_VERSION },
    release: NAME,
    engine: { enum: ['sqlite', 'postgres'] },
    madeAt: NAME,
    migrations: { type: 'array', items: NAME },
    rows: { type: 'integer', minimum: 0 },
    tables: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'columns', 'key'],
        additionalProperties: false,
        properties: {
          name: NAME,
          columns: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['name', 'kind'],
              additionalProperties: false,
              properties: { name: NAME, kind: { enum: ['text', 'integer', 'decimal', 'yes-no'] } },
            },
          },
          key: { type: 'array', items: NAME },
        },
      },
    },
  },
});

export const isTrailer: ValidateFunction<Trailer> = ajv.compile<Trailer>({
  type: 'object',
  required: ['tables', 'sha256'],
  additionalProperties: false,
  properties: {
    tables: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'rows', 'sha256'],
        additionalProperties: false,
        properties: { name: NAME, rows: { type: 'integer', minimum: 0 }, sha256: SHA256 },
      },
    },
    sha256: SHA256,
  },
});

/** Magic, deflate, no flags, no time, no hint, unknown system */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
const LAST_STORED_BLOCK = 1;

/**
 * The last bytes of an archive: a gzip member, made by hand so that every machine and release of zlib makes the same,
 * with the hash of the bytes before. What gzip itself would not notice, such as bytes that follow or another time in its
 * header, is noticed too.
 */
export function sealOf(sha256: string): Buffer {
  const line = Buffer.from(`${JSON.stringify({ seal: sha256 })}\n`);
  const block = Buffer.alloc(5);
  block.writeUInt8(LAST_STORED_BLOCK, 0);
  block.writeUInt16LE(line.length, 1);
  block.writeUInt16LE(line.length ^ 0xffff, 3);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(line), 0);
  end.writeUInt32LE(line.length, 4);
  return Buffer.concat([GZIP_HEADER, block, line, end]);
}

/** Bytes of a seal. */
export const SEAL_BYTES = sealOf(createHash('sha256').digest('hex')).length;
