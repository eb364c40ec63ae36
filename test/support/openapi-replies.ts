import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiOperation, OpenApiDocument } from './openapi-requests.js';
import type { Schema } from './openapi-values.js';

/** An answer as it came. */
export interface RawReply {
  readonly status: number;
  /** Media type without its parameters; empty when there is none */
  readonly type: string;
  readonly etag: string | undefined;
  readonly body: Buffer;
}

const MOST_ERRORS = 5;
const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};

/**
 * Holds answers against the description. It is stricter than the schemas: a field that a schema does not name is a
 * mistake, since a client made from the description would not know it.
 */
export class ReplyChecker {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    for (const [name, format] of Object.entries(FORMATS)) this.ajv.addFormat(name, format);
    const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [name, closed(schema)]);
    this.ajv.addSchema({ $id: 'api', components: { schemas: Object.fromEntries(schemas) as object } });
  }

  /** What is wrong with an answer; undefined when nothing is. */
  defectOf(operation: ApiOperation, { status, type, body }: RawReply): string | undefined {
    if (status >= 500) return `answered ${String(status)}`;
    const response = operation.responses[String(status)];
    if (response === undefined) return `answered ${String(status)}, which is not documented`;
    if (response.content === undefined) return body.length === 0 ? undefined : `has a body with ${String(status)}`;
    const media = response.content[type];
    if (media === undefined) return `answered ${String(status)} as "${type}", which is not documented`;
    if (type === 'application/pdf') return body.subarray(0, 5).toString() === '%PDF-' ? undefined : 'is no PDF';
    if (media.schema?.format === 'binary') return undefined;
    return this.schemaDefect(`${operation.operationId} ${String(status)} ${type}`, media.schema ?? {}, body);
  }

  private schemaDefect(key: string, schema: Schema, body: Buffer): string | undefined {
    let value: unknown;
    try {
      value = JSON.parse(body.toString('utf8'));
    } catch {
      return 'has a body that is not JSON';
    }
    const validate = this.validators.get(key) ?? this.ajv.compile(inFile(schema) as object);
    this.validators.set(key, validate);
    if (validate(value)) return undefined;
    return `does not match its schema: ${this.ajv.errorsText(distinct(validate.errors ?? []), { dataVar: '' })}`;
  }
}

/** One error for each rule that is broken, with what it names: a list of a hundred items would have a hundred. */
function distinct(errors: readonly ErrorObject[]): ErrorObject[] {
  const byRule = new Map(errors.map((error) => [`${error.schemaPath} ${JSON.stringify(error.params)}`, error]));
  return [...byRule.values()]
    .slice(0, MOST_ERRORS)
    .map((error) => ({ ...error, message: `${error.message ?? ''} ${JSON.stringify(error.params)}` }));
}

/** The same schema, with its references leading into the description. */
function inFile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inFile);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === '$ref' ? `api${String(inner)}` : inFile(inner)]),
  );
}

/** An object schema that lists its fields and says nothing of others takes no others. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'example' ? inner : closed(inner)]),
  );
  if (schema.type !== 'object' || schema.properties === undefined) return schema;
  return { additionalProperties: false, ...schema };
}
