import { Zip, ZipPassThrough } from 'fflate';

/** A file of an archive that is made while it is sent. */
export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** When it was last changed */
  readonly at: Date;
}

/**
 * The pieces of a zip archive, made as they are taken: of its files one at a time is in memory. They are stored as they are,
 * since a PDF does not become smaller.
 */
export async function* zipPieces(files: AsyncIterable<ZippedFile>): AsyncGenerator<Buffer> {
  let ready: Buffer[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    ready.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  });
  for await (const { name, bytes, at } of files) {
    const file = new ZipPassThrough(name);
    file.mtime = at;
    zip.add(file);
    file.push(bytes, true);
    yield Buffer.concat(ready);
    ready = [];
  }
  zip.end();
  yield Buffer.concat(ready);
}
