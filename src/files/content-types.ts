import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

/*
 * Which part of an office document is what, as its `[Content_Types].xml` says: whatever a part is called, programs take it
 * for what it is declared as. Looked for by the directory of the archive, as office programs do, and every entry of that
 * name, since programs differ in which of two they take.
 */

/** An entry of an archive's directory: 46 bytes before its name. Names of parts know no upper case. */
const ENTRY = /(PK[^]{44})\[Content_Types\]\.xml/gi;
const ENTRY_MARK = 0x02014b50;
const NAME_BYTES = '[Content_Types].xml'.length;
/** Longer than an entry up to the end of the name */
const OVERLAP = 80;
const LOCAL_HEADER_BYTES = 30;
const LOCAL_MARK = 0x04034b50;
const [STORED, DEFLATED] = [0, 8];
/** Bytes; that of a large document has some tens of thousands. */
const LARGEST = 1_048_576;

const inflated = promisify(inflateRaw);

/** The content types that an office document declares, as text; undefined where there are none to be read. */
export async function contentTypes(path: string): Promise<string | undefined> {
  const handle = await open(path, 'r');
  try {
    const texts: string[] = [];
    for (const entry of await entriesIn(handle)) texts.push(await textOf(handle, entry));
    return texts.length === 0 ? undefined : texts.join('\n');
  } catch (error) {
    // Cut short, packed in an unusual way, or far too large: nobody can tell what it says.
    if (error instanceof RangeError || /^(?:Z_|ERR_BUFFER)/.test(String((error as { code?: unknown }).code))) {
      return undefined;
    }
    throw error;
  } finally {
    await handle.close();
  }
}

/** The entries up to their names. */
async function entriesIn(handle: FileHandle): Promise<Buffer[]> {
  const found: Buffer[] = [];
  let seen = '';
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>) {
    seen += chunk.toString('latin1');
    let end = Math.max(0, seen.length - OVERLAP);
    for (const match of seen.matchAll(ENTRY)) {
      const entry = Buffer.from(match[1] as string, 'latin1');
      if (entry.readUInt32LE(0) === ENTRY_MARK && entry.readUInt16LE(28) === NAME_BYTES) found.push(entry);
      // so that it is not found a second time
      end = Math.max(end, match.index + match[0].length);
    }
    seen = seen.slice(end);
  }
  return found;
}

/** @throws RangeError when it is not packed as office documents are */
async function textOf(handle: FileHandle, entry: Buffer): Promise<string> {
  const [method, bytes, offset] = [entry.readUInt16LE(10), entry.readUInt32LE(20), entry.readUInt32LE(42)];
  const header = await read(handle, offset, LOCAL_HEADER_BYTES);
  if (header.readUInt32LE(0) !== LOCAL_MARK) throw new RangeError('No part begins where the directory says');
  const start = offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (bytes > LARGEST) throw new RangeError('The content types are too large');
  const packed = await read(handle, start, bytes);
  if (method !== STORED && method !== DEFLATED) throw new RangeError('The content types are packed in an unusual way');
  const content = method === STORED ? packed : await inflated(packed, { maxOutputLength: LARGEST });
  // Also in UTF-16: what is looked for in it is ASCII.
  return content.toString('latin1').replaceAll('\0', '');
}

async function read(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(bytes), 0, bytes, position);
  if (bytesRead < bytes) throw new RangeError('It was cut short');
  return buffer;
}
