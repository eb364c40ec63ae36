import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { pointerSegment } from '../core/contracts/defect.js';
import { parseLocated, type FileDefect, type LocatedDocument } from './located-document.js';

/** `data/` of this installation. */
export const DATA_FOLDER = fileURLToPath(new URL('../../data/', import.meta.url));

/** A data file that was read, with what is wrong in it. `name` is its path from the data folder, for messages. */
export interface DataFile<T> {
  readonly name: string;
  /** Undefined when the file has defects */
  readonly value: T | undefined;
  readonly defects: readonly FileDefect[];
  readonly document: LocatedDocument;
}

/** Reads data files and holds each against its JSON Schema. */
export class DataReader {
  // Each schema is used a few times only: to make its code shorter takes longer than it saves.
  private readonly ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    code: { optimize: false },
  });

  /** @param root the data folder; its `schema/` holds the schemas */
  constructor(private readonly root: string) {}

  /** Every problem of the file, by line: a missing file, YAML errors, duplicate keys, or what the schema forbids. */
  read<T>(name: string, schema: string): DataFile<T> {
    const file = path.join(this.root, name);
    let text: string;
    try {
      text = fs.readFileSync(file, 'utf8');
    } catch {
      const defects = [{ file: name, line: 0, message: 'The file is missing or cannot be read.' }];
      return { name, value: undefined, defects, document: parseLocated('', name) };
    }
    const document = parseLocated(text, name);
    if (document.defects.length > 0) return { name, value: undefined, defects: document.defects, document };
    const validate = this.schema(schema);
    if (validate === undefined) {
      const message = 'The schema is missing or cannot be used.';
      return {
        name,
        value: undefined,
        defects: [{ file: `schema/${schema}.schema.json`, line: 0, message }],
        document,
      };
    }
    if (validate(document.value)) return { name, value: document.value as T, defects: [], document };
    const defects = (validate.errors ?? []).map((error) => ({
      file: name,
      line: document.lineAt(placeOf(error)),
      message: schemaMessage(error),
    }));
    return { name, value: undefined, defects, document };
  }

  /** Names of the files in a folder of the data folder that end with the suffix, sorted. */
  list(folder: string, suffix: string): string[] {
    const full = path.join(this.root, folder);
    if (!fs.existsSync(full)) return [];
    return fs
      .readdirSync(full)
      .filter((name) => name.endsWith(suffix))
      .sort()
      .map((name) => path.posix.join(folder, name));
  }

  private schema(name: string): ValidateFunction | undefined {
    const id = `${name}.schema.json`;
    const known = this.ajv.getSchema(id);
    if (known !== undefined) return known;
    try {
      const text = fs.readFileSync(path.join(this.root, 'schema', id), 'utf8');
      return this.ajv.compile(JSON.parse(text) as object);
    } catch {
      return undefined;
    }
  }
}

/** A field that is not allowed is pointed at itself, not at the thing that it stands in. */
function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  if (keyword !== 'additionalProperties') return instancePath;
  return `${instancePath}/${pointerSegment(String(params.additionalProperty))}`;
}

function schemaMessage({ instancePath, keyword, message, params }: ErrorObject): string {
  const where = instancePath === '' ? 'the file' : instancePath;
  const detail: Record<string, string> = {
    additionalProperties: `"${String(params.additionalProperty)}" is not a field here`,
    enum: `must be one of ${(params.allowedValues as unknown[] | undefined)?.join(', ') ?? ''}`,
  };
  return `${where}: ${detail[keyword] ?? message ?? keyword}`;
}
