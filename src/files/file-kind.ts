import { createReadStream } from 'node:fs';
import { fileTypeFromFile } from 'file-type';
import { Problem } from '../platform/problem/problem.js';
import { contentTypes } from './content-types.js';
import { extensionOf } from './file-name.js';

interface FileKind {
  readonly title: string;
  readonly mediaType: string;
  /** How names may end, the usual one first */
  readonly extensions: readonly string[];
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const BINARY: readonly FileKind[] = [
  { title: 'PDF', mediaType: 'application/pdf', extensions: ['pdf'] },
  { title: 'PNG', mediaType: 'image/png', extensions: ['png'] },
  { title: 'JPEG', mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  { title: 'DOCX', mediaType: DOCX, extensions: ['docx'] },
  { title: 'XLSX', mediaType: XLSX, extensions: ['xlsx'] },
];
const TEXT: FileKind = { title: 'plain text', mediaType: 'text/plain', extensions: ['txt'] };
const CSV: FileKind = { title: 'CSV', mediaType: 'text/csv', extensions: ['csv'] };

/** Media types of everything that is taken. */
export const MEDIA_TYPES: readonly string[] = [...BINARY, CSV, TEXT].map(({ mediaType }) => mediaType);

/** Controls that no text has: all but tab, line feed and carriage return. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;
/** Names of the parts of an office document that run: macros old and new, and ActiveX controls. */
const RUNNING_PART = /vbaProject\.bin|\/macrosheets\/|\/activeX\//i;
/** What such parts are declared as; and what hides words, such as references to characters, which no such file needs. */
const RUNNING_TYPE = /vbaProject|vbaData|macroEnabled|macrosheet|activeX|&#|<!(?:DOCTYPE|ENTITY)/i;
/** Longer than any of these names, so that none is missed where two pieces meet */
const OVERLAP = 32;

/**
 * What a file is by its content, whatever its name or its sender says. Comma-separated and other plain text differ in
 * nothing but the name.
 *
 * @throws Problem `unsupported-file` when it is of no kind that is taken, or its name speaks of another kind
 */
export async function mediaTypeOf(path: string, name: string): Promise<string> {
  const extension = extensionOf(name);
  const kind = await kindOf(path, extension);
  if (extension === undefined || kind.extensions.includes(extension)) return kind.mediaType;
  const usual = (kind === TEXT ? [TEXT, CSV] : [kind]).map(({ extensions }) => `.${extensions[0] as string}`);
  throw new Problem(
    'unsupported-file',
    `The name ends in .${extension}, but by its content this is ${kind.title}. Name it ${usual.join(' or ')}, or send ` +
      'the file that the name speaks of. Nothing was stored.',
  );
}

async function kindOf(path: string, extension: string | undefined): Promise<FileKind> {
  const mime = await detected(path);
  const binary = BINARY.find(({ mediaType }) => mediaType === mime);
  if (binary === undefined) {
    // What is text is plain text, though it may be a program's source or a page to somebody else.
    if (await isText(path)) return extension === 'csv' ? CSV : TEXT;
    throw refused(mime);
  }
  if ([DOCX, XLSX].includes(binary.mediaType) && (await hasRunningPart(path))) {
    throw new Problem(
      'unsupported-file',
      'The document holds macros or controls, or it cannot be told; save it without. Nothing was stored.',
    );
  }
  return binary;
}

async function detected(path: string): Promise<string | undefined> {
  try {
    return (await fileTypeFromFile(path))?.mime;
  } catch {
    // A broken archive, for instance, is of no kind.
    return undefined;
  }
}

async function isText(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      if (CONTROL.test(decoder.decode(chunk, { stream: true }))) return false;
    }
    decoder.decode();
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

/** By what parts are declared as, and by their names, which stand in an archive as they are, whatever is packed. */
async function hasRunningPart(path: string): Promise<boolean> {
  const types = await contentTypes(path);
  if (types === undefined || RUNNING_TYPE.test(types)) return true;
  let seen = '';
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    seen += chunk.toString('latin1');
    if (RUNNING_PART.test(seen)) return true;
    seen = seen.slice(-OVERLAP);
  }
  return false;
}

function refused(mime: string | undefined): Problem {
  const found = mime ?? 'none of them';
  return new Problem(
    'unsupported-file',
    `Files are taken as PDF, PNG, JPEG, DOCX, XLSX, and as CSV or TXT in UTF-8; by its content this is ${found}. ` +
      'Nothing was stored.',
  );
}
