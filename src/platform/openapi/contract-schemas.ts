import { readFileSync } from 'node:fs';

/** A JSON Schema as it stands in the description. */
export type Schema = Readonly<Record<string, unknown>>;

/** Component names of the parts of `data/schema/answers.schema.json`. */
const ANSWERS_PARTS: Readonly<Record<string, string>> = {
  date: 'Day',
  site: 'SiteName',
  context: 'DeploymentContext',
  change: 'ContextChange',
  answer: 'Answer',
  evidence: 'EvidenceItem',
};

/**
 * The component schemas that are not classes: the core's types, written by the build from src/core/contracts, and the
 * contract of answers documents, which files and the API share.
 */
export function contractSchemas(): Readonly<Record<string, Schema>> {
  const { definitions } = readJson('./contracts.schema.json') as { definitions: Record<string, Schema> };
  const {
    $defs,
    $schema: _schema,
    $id: _id,
    required,
    ...answers
  } = readJson('../../../data/schema/answers.schema.json') as {
    $defs: Record<string, Schema>;
    required: readonly string[];
  } & Schema;
  // The API takes today where the day is missing.
  const document = { ...answers, required: required.filter((name) => name !== 'asOf') };
  const parts = Object.entries({ ...$defs, AnswersDocument: document }).map(([name, schema]) => [
    ANSWERS_PARTS[name] ?? name,
    schema,
  ]);
  return rewrite({ ...definitions, ...(Object.fromEntries(parts) as Record<string, Schema>) }) as Record<
    string,
    Schema
  >;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

/**
 * References into the two files become references to components. A tuple has its places under another name in this dialect;
 * its length is stated beside them, so that nothing comes after.
 */
function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Schema).flatMap(([key, inner]): [string, unknown][] => {
      const name = key === '$ref' ? /^#\/(?:definitions|\$defs)\/(.+)$/.exec(String(inner))?.[1] : undefined;
      if (key === 'items' && Array.isArray(inner)) {
        return [
          ['prefixItems', rewrite(inner)],
          ['items', {}],
        ];
      }
      if (name === undefined) return [[key, rewrite(inner)]];
      const component = decodeURIComponent(name);
      return [[key, `#/components/schemas/${ANSWERS_PARTS[component] ?? component}`]];
    }),
  );
}
