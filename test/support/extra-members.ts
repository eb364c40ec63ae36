import type { EntityMetadata } from 'typeorm';
import type { OpenApiDocument } from './openapi-requests.js';
import type { Schema } from './openapi-values.js';

/** An object of a JSON body, with the names that are documented there. */
export interface BodyPlace {
  /** JSON pointer; empty for the body itself */
  readonly pointer: string;
  readonly documented: readonly string[];
}

/** A column that somebody may try to fill, with a value that it would take. */
export interface ColumnName {
  readonly name: string;
  readonly value: unknown;
}

/** All columns of all tables, by the names of their properties and those that they have in the database. */
export function columnNames(entities: readonly EntityMetadata[], id: string): readonly ColumnName[] {
  const found = new Map<string, unknown>();
  for (const { type, propertyName, databaseName } of entities.flatMap(({ columns }) => columns)) {
    for (const name of [propertyName, databaseName]) if (!found.has(name)) found.set(name, harmful(name, type, id));
  }
  return [...found].map(([name, value]) => ({ name, value }));
}

/** Something that a column takes, and that would do harm there. */
function harmful(name: string, type: EntityMetadata['columns'][number]['type'], id: string): unknown {
  if (/^id$|Id$|_id$/.test(name)) return id;
  if (name === 'role') return 'administrator';
  if (type === Boolean || type === 'boolean') return true;
  if (type === Number || /int|real|double|float|numeric/.test(String(type))) return 99;
  if (type === Date || /date|time/.test(String(type))) return '2020-01-01T00:00:00.000Z';
  return 'active';
}

/** Every object in a body that takes certain members only. What is in lists is left out but for the first. */
export function placesOf({ components }: OpenApiDocument, schema: Schema, body: unknown): BodyPlace[] {
  const resolved = ({ $ref, ...rest }: Schema): Schema =>
    $ref === undefined ? rest : resolved(components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  /** All that a value may be by a schema. */
  const variants = (one: Schema): Schema[] => {
    const own = resolved(one);
    return [own, ...[own.allOf, own.anyOf, own.oneOf].flatMap((inner = []) => inner.flatMap(variants))];
  };
  const walk = (options: readonly Schema[], value: unknown, pointer: string): BodyPlace[] => {
    if (typeof value !== 'object' || value === null) return [];
    if (Array.isArray(value)) {
      const items = options.flatMap((option) => (option.items === undefined ? [] : variants(option.items)));
      return value.length === 0 ? [] : walk(items, value[0], `${pointer}/0`);
    }
    const documented = options.flatMap(({ properties = {} }) => Object.keys(properties));
    const inner = Object.entries(value).flatMap(([key, member]) => {
      const schemas = options.flatMap(({ properties, additionalProperties }) => {
        const found = properties?.[key] ?? additionalProperties;
        return typeof found === 'object' ? variants(found) : [];
      });
      return walk(schemas, member, `${pointer}/${key}`);
    });
    return [{ pointer, documented: [...documented, ...Object.keys(value)] }, ...inner];
  };
  return walk(variants(schema), body, '');
}

/** A body with further members at one of its objects. */
export function withMembers(body: unknown, pointer: string, members: readonly ColumnName[]): unknown {
  const [, key, ...rest] = pointer.split('/');
  if (key === undefined) {
    return { ...(body as object), ...Object.fromEntries(members.map(({ name, value }) => [name, value])) };
  }
  const below = ['', ...rest].join('/');
  const changed = (inner: unknown): unknown => withMembers(inner, below, members);
  if (Array.isArray(body)) return body.map((inner, index) => (String(index) === key ? changed(inner) : inner));
  return { ...(body as object), [key]: changed((body as Readonly<Record<string, unknown>>)[key]) };
}
