import fc from 'fast-check';

/** The parts of a JSON Schema (2020-12) that the API's description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that are better than the schema alone could give, such as ids of what is stored. Undefined: none is known. */
export type Known = (field: string, schema: Schema) => fc.Arbitrary<unknown> | undefined;

/** Longest text that is made for a field that names no limit. */
const LONGEST = 60;
const MOST_ITEMS = 3;
const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAYS = 1500;
const DAY = 86_400_000;

export const anyDay: fc.Arbitrary<string> = fc
  .nat(DAYS)
  .map((days) => new Date(FIRST_DAY + days * DAY).toISOString().slice(0, 10));

/** Makes values that a schema takes, with its boundaries among them. */
export class ValueMaker {
  constructor(
    private readonly schemas: Readonly<Record<string, Schema>>,
    private readonly known: Known,
  ) {}

  /** @param field name of the property or parameter; empty where there is none */
  valueOf(schema: Schema, field = ''): fc.Arbitrary<unknown> {
    const known = this.known(field, schema);
    if (known !== undefined)
      return fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: this.of(schema) });
    return this.of(schema);
  }

  private of(schema: Schema): fc.Arbitrary<unknown> {
    const name = schema.$ref?.split('/').at(-1);
    if (name !== undefined) return this.of(this.schemas[name] ?? {});
    const [first, ...others] = schema.allOf ?? [];
    if (first !== undefined && others.length === 0) return this.valueOf(first);
    const options = schema.anyOf ?? schema.oneOf;
    if (options !== undefined) return fc.oneof(...options.map((option) => this.valueOf(option)));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['object']);
    return fc.oneof(...types.map((type) => this.ofType(type, schema)));
  }

  private ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
    const { minimum = 0, maximum = 1000 } = schema;
    switch (type) {
      case 'string':
        return textOf(schema);
      case 'integer':
        return fc.oneof(
          fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) }),
          fc.constantFrom(minimum, maximum),
        );
      case 'number':
        return fc.oneof(
          fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) }),
          fc.double({ min: minimum, max: maximum, noNaN: true }),
        );
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return fc.array(this.valueOf(schema.items ?? {}), {
          maxLength: Math.min(schema.maxItems ?? MOST_ITEMS, MOST_ITEMS),
        });
      default:
        return this.objectOf(schema);
    }
  }

  private objectOf({ properties = {}, required = [], additionalProperties }: Schema): fc.Arbitrary<unknown> {
    const fields = Object.entries(properties).map(([name, schema]) => [name, this.valueOf(schema, name)] as const);
    const object = fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
    if (fields.length > 0 || typeof additionalProperties !== 'object') return object;
    return fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), this.valueOf(additionalProperties), {
      maxKeys: MOST_ITEMS,
    });
  }
}

function textOf({ format, pattern, minLength = 0, maxLength = LONGEST }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date' || pattern?.startsWith('^(19') === true) return anyDay;
  if (format === 'date-time') return anyDay.map((day) => `${day}T12:00:00.000Z`);
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const short = Math.max(minLength, Math.min(maxLength, LONGEST));
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ minLength, maxLength: short }) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom('Zoë Ångström', 'Saint Ælfric’s', 'مستشفى', '東京病院', '𝔘𝔫𝔦 🏥')
        .filter((text) => text.length <= short && text.length >= minLength),
    },
    { weight: 1, arbitrary: fc.constantFrom('x'.repeat(Math.max(minLength, 1)), 'é'.repeat(maxLength)) },
  );
}

/** Text that stands for JSON which no value can be made into: a number beyond all numbers, nesting without end. */
const RAW: Readonly<Record<string, string>> = {
  '@@huge-number@@': '1e999',
  '@@long-number@@': '9'.repeat(400),
  '@@deep-list@@': '['.repeat(50_000) + ']'.repeat(50_000),
  '@@deep-object@@': '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000),
  '@@nested-40@@': '['.repeat(40) + ']'.repeat(40),
};

/** JSON text of a value in which the names of `RAW` stand for themselves. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return (text ?? '').replace(/"(@@[a-z0-9-]+@@)"/g, (whole, name: string) => RAW[name] ?? whole);
}

/** What nobody should send, and somebody will. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\t\n',
  '3',
  'null',
  'x'.repeat(301),
  'x'.repeat(20_001),
  'é'.repeat(70_000),
  'a\0b',
  '\ud800',
  'half \udfff a pair',
  '\u202Eright to left',
  'a\u0301'.repeat(50),
  '🏥'.repeat(101),
  '\uFEFFmark',
  '\u0085\u2028\u2029',
  '943 476 5919',
  'patient 9434765919',
  '2026-02-30',
  '0000-00-00',
  '9999-12-31',
  '1899-12-31',
  "'; DROP TABLE trusts; --",
  '<script>alert(1)</script>',
  '%00',
  '__proto__',
  'constructor',
  '../../etc/passwd',
];

const ODD_NUMBERS = [0, -1, -0, 0.5, 1e308, -1e308, 5e-324, 2 ** 53 + 2, 10_001, 4_294_967_296, 1e21];

const anyOddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.constantFrom(...ODD_NUMBERS),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[[]]], [null], [1, 'a'], { toString: 1 }, { then: 'x' }),
  fc.constantFrom(...Object.keys(RAW)),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

const anyOddKey = fc.constantFrom(
  'unknownField',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '\0',
  '\ud800',
  'x'.repeat(5000),
  'a/b~c',
  'id',
  'version',
);

interface Spoiling {
  readonly how: 'replace' | 'add' | 'remove';
  /** Which of the places that there are, counted round */
  readonly pick: number;
  readonly key: string;
  readonly value: unknown;
}

const anySpoiling: fc.Arbitrary<Spoiling> = fc.record({
  how: fc.constantFrom('replace' as const, 'replace' as const, 'replace' as const, 'add' as const, 'remove' as const),
  pick: fc.nat(9999),
  key: anyOddKey,
  value: anyOddValue,
});

/** A value with one or two things in it replaced by something odd, added or left out. */
export function spoiled(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(values, fc.array(anySpoiling, { minLength: 1, maxLength: 2 }))
    .map(([value, spoilings]) => spoilings.reduce<unknown>(spoil, value));
}

type Key = string | number;

function spoil(value: unknown, { how, pick, key, value: odd }: Spoiling): unknown {
  const all = placesIn(value);
  if (how === 'replace') return changeAt(value, all[pick % all.length] ?? [], () => odd);
  if (how === 'remove') {
    const inner = all.filter((place) => place.length > 0);
    const place = inner[pick % Math.max(inner.length, 1)];
    return place === undefined
      ? value
      : changeAt(value, place.slice(0, -1), (parent) => without(parent, place.at(-1) as Key));
  }
  const objects = all.filter((place) => isObject(at(value, place)));
  const place = objects[pick % Math.max(objects.length, 1)];
  if (place === undefined) return value;
  // A computed key makes even `__proto__` a field like any other.
  return changeAt(value, place, (object) => ({ ...(object as object), [key]: odd }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placesIn(value: unknown): (readonly Key[])[] {
  if (Array.isArray(value))
    return [[], ...value.flatMap((item, index) => placesIn(item).map((rest) => [index, ...rest]))];
  if (!isObject(value)) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner).map((rest) => [key, ...rest]))];
}

function at(value: unknown, place: readonly Key[]): unknown {
  return place.reduce<unknown>((inner, key) => (inner as Record<Key, unknown>)[key], value);
}

function changeAt(value: unknown, [key, ...rest]: readonly Key[], change: (inner: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? changeAt(item, rest, change) : item));
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [key]: changeAt(object[key], rest, change) };
}

function without(parent: unknown, key: Key): unknown {
  if (Array.isArray(parent)) return parent.filter((_, index) => index !== key);
  return Object.fromEntries(Object.entries(parent as object).filter(([name]) => name !== key));
}
