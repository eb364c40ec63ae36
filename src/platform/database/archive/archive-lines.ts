import fs from 'node:fs';
import { createGunzip } from 'node:zlib';
import { ArchiveError } from './archive-error.js';
import { SEAL_BYTES } from './archive-format.js';

const NEWLINE = 0x0a;
/** No row of the service comes near; a file of somebody else's must not take all memory. */
const LONGEST_LINE = 2 ** 28;

/**
 * Lines of an archive, each with its end, without the seal.
 *
 * @throws ArchiveError when it cannot be read, or is no gzip
 */
export async function* archiveLines(file: string): AsyncGenerator<Buffer> {
  const end = fs.statSync(file).size - SEAL_BYTES - 1;
  if (end < 0) throw new ArchiveError(`${file} is not an archive of this service, or it was cut short.`);
  const input = fs.createReadStream(file, { end });
  const output = createGunzip();
  input.on('error', (error) => output.destroy(error));
  try {
    yield* splitLines(input.pipe(output));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!/^(?:Z_|E[A-Z]+$)/.test(code)) throw error;
    throw new ArchiveError(`${file} is not an archive of this service, or it is damaged: ${code}.`, { cause: error });
  } finally {
    input.destroy();
    output.destroy();
  }
}

/** By bytes: JSON holds a line's end in no other way, but other characters that some readers take for one. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...waiting, chunk.subarray(start, end + 1)]);
      [waiting, length, start] = [[], 0, end + 1];
    }
    waiting.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LONGEST_LINE) throw new ArchiveError('It is not an archive of this service: a line has no end.');
  }
  if (length > 0) yield Buffer.concat(waiting);
}
