import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { backUp, restore } from '../../../../src/platform/database/archive/archive.js';
import { SEAL_BYTES, sealOf } from '../../../../src/platform/database/archive/archive-format.js';
import { verifyArchive } from '../../../../src/platform/database/archive/read-archive.js';
import { MIGRATION_NAMES } from '../../../../src/platform/database/schema.js';
import { scratchDatabase, type ScratchDatabase } from '../../../support/databases.js';
import { scratchFolder, UNWATCHED } from './archives.js';
import { makeDatabase } from './stores.js';

/* An archive that is not as it was written is refused before anything is believed. */

const folder = scratchFolder();
let sound: Buffer;
let lines: readonly string[];
let source: ScratchDatabase;
let target: ScratchDatabase;

beforeAll(async () => {
  source = await scratchDatabase(true);
  target = await scratchDatabase(true);
  await makeDatabase(source, MIGRATION_NAMES);
  const file = path.join(folder, 'sound.gz');
  await backUp(source.place, { file, replace: false }, UNWATCHED);
  sound = fs.readFileSync(file);
  lines = gunzipSync(sound).toString('utf8').split('\n').slice(0, -2);
});

afterAll(async () => {
  await source.remove();
  await target.remove();
});

function written(bytes: Uint8Array): string {
  const file = path.join(folder, 'tampered.gz');
  fs.writeFileSync(file, bytes);
  return file;
}

/** An archive of other lines with a seal of its own, as somebody would make it who knows how. */
function resealed(changed: readonly string[]): Buffer {
  const packed = gzipSync(changed.map((line) => `${line}\n`).join(''));
  return Buffer.concat([packed, sealOf(createHash('sha256').update(packed).digest('hex'))]);
}

/** Both ways in refuse it, and the place stays as it was. */
async function refused(bytes: Uint8Array, message: string | RegExp): Promise<void> {
  const file = written(bytes);
  await expect(verifyArchive(file, UNWATCHED)).rejects.toThrow(message);
  await expect(restore(file, target.place, UNWATCHED)).rejects.toThrow(message);
}

/** Index of the line that begins a table. */
const beginning = (table: string): number => lines.indexOf(JSON.stringify({ table }));
const without = (index: number): string[] => lines.filter((_, at) => at !== index);

describe('an archive', () => {
  it('should be read as it was written', async () => {
    const { rows, header } = await verifyArchive(written(sound), UNWATCHED);
    expect([rows, header.migrations]).toEqual([2, MIGRATION_NAMES]);
    expect((await verifyArchive(written(resealed(lines)), UNWATCHED)).rows).toBe(2);
  });

  it('should be refused with any one byte changed', async () => {
    for (let at = 0; at < sound.length; at += 1) {
      const changed = Buffer.from(sound);
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      await expect(verifyArchive(written(changed), UNWATCHED)).rejects.toThrow(
        /archive of this service|cut short or ch|is damaged|a newer release/,
      );
    }
  });

  it('should be refused cut short anywhere, and with something after it', async () => {
    for (const bytes of [0, 1, 10, SEAL_BYTES, SEAL_BYTES + 1, 500, sound.length - SEAL_BYTES, sound.length - 1]) {
      await refused(sound.subarray(0, bytes), /cut short|not an archive/);
    }
    await refused(Buffer.concat([sound, Buffer.from('\n')]), 'cut short or changed');
    await refused(Buffer.concat([sound, sound]), 'cut short or changed');
  });

  it.each<[what: string, change: () => readonly string[], message: string]>([
    ['a row removed', () => without(beginning('events') + 1), 'the rows of events are not those that were written'],
    [
      'a row twice',
      () => lines.toSpliced(beginning('events'), 0, lines[beginning('events') - 1] ?? ''),
      'not those|belongs to no table',
    ],
    [
      'a value changed',
      () => lines.map((line) => line.replace('"Old Trust"', '"New Trust"')),
      'the rows of trusts are not those that were written',
    ],
    [
      'a value of another kind',
      () => lines.map((line) => line.replace('"Old Trust"', '5')),
      'holds in name what is no text value',
    ],
    ['two rows swapped', () => swapped(beginning('events') + 1, beginning('trusts') + 1), 'a row belongs to no table'],
    [
      'two tables swapped',
      () => swapped(beginning('plans'), beginning('snapshots')),
      'its tables are not those that it names, in their order',
    ],
    ['a table left out', () => without(beginning('sites')), 'its tables are not those that it names'],
    ['no end', () => lines.slice(0, -1), 'its end is missing'],
    ['an end in the middle', () => [...lines, lines.at(-1) ?? ''], 'something follows its end'],
    [
      'another moment in its first line',
      () => lines.map((line) => line.replace(/"madeAt":"20/, '"madeAt":"19')),
      'its lines are not those that were written',
    ],
    [
      'another count in its first line',
      () => lines.map((line) => line.replace('"rows":2}', '"rows":3}')),
      'it has other rows than it says',
    ],
    [
      'another hash at its end',
      () => lines.map((line, at) => (at === lines.length - 1 ? line.replace(/.(?="}$)/, turned) : line)),
      'its lines are not those that were written',
    ],
    [
      'an unknown word in its first line',
      () => lines.map((line) => line.replace('{"format"', '{"more":1,"format"')),
      'its first line is not as this service writes it',
    ],
    [
      'a later version of the format',
      () => lines.map((line) => line.replace('"version":1', '"version":2')),
      'made by a newer release',
    ],
    ['lines that are no JSON', () => [lines[0] ?? '', 'nonsense'], 'its tables are not those that it names'],
    ['nothing of ours', () => ['{"format":"another"}'], 'not an archive of this service'],
  ])('should be refused with %s, even when it is sealed again', async (_, change, message) => {
    const changed = change();
    expect(changed).not.toEqual(lines);
    await refused(resealed(changed), new RegExp(message));
  });

  it('should be refused when a newer release made it', async () => {
    const header = JSON.parse(lines[0] ?? '') as { migrations: string[] };
    const first = JSON.stringify({ ...header, migrations: [...header.migrations, 'Later1999999999999'] });
    const before = lines.slice(1, -1);
    const sha256 = createHash('sha256')
      .update([first, ...before].map((line) => `${line}\n`).join(''))
      .digest('hex');
    const last = JSON.stringify({ ...(JSON.parse(lines.at(-1) ?? '') as object), sha256 });
    const file = written(resealed([first, ...before, last]));
    expect((await verifyArchive(file, UNWATCHED)).rows).toBe(2);
    await expect(restore(file, target.place, UNWATCHED)).rejects.toThrow(
      'made by a newer release of this service, with the schema of Later1999999999999',
    );
  });

  it('should be refused when it is something else', async () => {
    await refused(Buffer.from('id,name\n'.repeat(1000)), 'not an archive of this service');
    await refused(gzipSync('{"a":1}\n'.repeat(100_000)), 'not an archive of this service');
    await expect(verifyArchive(folder, UNWATCHED)).rejects.toThrow('There is no archive');
    await expect(verifyArchive(path.join(folder, 'none.gz'), UNWATCHED)).rejects.toThrow('There is no archive');
  });

  it('should have left the place empty each time, so that the sound one can be restored', async () => {
    await restore(written(sound), target.place, UNWATCHED);
    expect((await target.rows()).trusts).toHaveLength(1);
  });
});

function swapped(one: number, other: number): readonly string[] {
  return lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '');
}

/** Another digit */
function turned(digit: string): string {
  return digit === '0' ? '1' : '0';
}
