import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';
import { cleanDocument } from './fixtures/clean-document.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RULES = path.join(ROOT, '.spectral.yaml');
const SPECTRAL = path.join(ROOT, 'node_modules/@stoplight/spectral-cli/dist/index.js');
const ERROR = 0;

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly severity: number;
  readonly source: string;
}

/** One way to break a rule: what stands at a place of the sound description, or nothing in order to take it away. */
interface Plant {
  readonly rule: string;
  readonly name: string;
  readonly at: readonly string[];
  readonly put?: unknown;
}

const BOX = ['paths', '/api/v1/box-lids/{boxId}', 'put'];
const PLAN = ['paths', '/api/v1/plan.pdf', 'get'];
const SCHEMAS = ['components', 'schemas'];
const JSON_BODY = ['content', 'application/json'];
const PROBLEM_BODY = ['content', 'application/problem+json'];
const PROBLEM = { schema: { $ref: '#/components/schemas/Problem' } };
const OTHER_PLAN = {
  ...cleanDocument().paths['/api/v1/plan.pdf'].get,
  operationId: 'getOtherPlan',
};
const TEXT = { type: 'string', description: 'What of' };

const plants: readonly Plant[] = [
  { rule: 'house-openapi-version', name: 'an older OpenAPI', at: ['openapi'], put: '3.0.3' },
  { rule: 'house-operation-id', name: 'an id with a noun first', at: [...PLAN, 'operationId'], put: 'boxGet' },
  { rule: 'house-operation-id', name: 'an id in snake case', at: [...PLAN, 'operationId'], put: 'get_plan' },
  { rule: 'house-operation-id', name: 'an id with a class in front', at: [...PLAN, 'operationId'], put: 'Plans_get' },
  { rule: 'operation-operationId', name: 'no id', at: [...PLAN, 'operationId'] },
  { rule: 'house-operation-summary', name: 'no summary', at: [...PLAN, 'summary'] },
  { rule: 'house-summary-is-a-title', name: 'a full stop', at: [...PLAN, 'summary'], put: 'Get the plan.' },
  { rule: 'house-summary-is-a-title', name: 'a small letter', at: [...PLAN, 'summary'], put: 'get the plan' },
  { rule: 'operation-tags', name: 'no tag', at: [...PLAN, 'tags'] },
  { rule: 'operation-tag-defined', name: 'an unknown tag', at: [...PLAN, 'tags'], put: ['Bottles'] },
  { rule: 'tag-description', name: 'a tag without a text', at: ['tags', '0', 'description'] },
  {
    rule: 'house-json-examples',
    name: 'a request without an example',
    at: [...BOX, 'requestBody', ...JSON_BODY, 'example'],
  },
  {
    rule: 'house-json-examples',
    name: 'a reply with an empty list of examples',
    at: [...BOX, 'responses', '200', ...JSON_BODY, 'examples'],
    put: {},
  },
  {
    rule: 'oas3-valid-media-example',
    name: 'an example that is not what the schema says',
    at: [...BOX, 'requestBody', ...JSON_BODY, 'example', 'label'],
    put: 7,
  },
  { rule: 'house-problem-replies', name: 'no 4xx', at: [...PLAN, 'responses', '406'] },
  {
    rule: 'house-problem-replies',
    name: 'an error as plain JSON',
    at: [...PLAN, 'responses', '406', 'content'],
    put: { 'application/json': PROBLEM },
  },
  {
    rule: 'house-problem-replies',
    name: 'an error as plain JSON, too',
    at: [...PLAN, 'responses', '406', ...JSON_BODY],
    put: PROBLEM,
  },
  { rule: 'house-problem-replies', name: 'an error without a body', at: [...BOX, 'responses', '500', 'content'] },
  {
    rule: 'house-problem-replies',
    name: 'an error of another shape',
    at: [...BOX, 'responses', '404', ...PROBLEM_BODY, 'schema', '$ref'],
    put: '#/components/schemas/Lid',
  },
  {
    rule: 'house-path-kebab-case',
    name: 'a path in camel case',
    at: ['paths', '/api/v1/boxLids'],
    put: { get: OTHER_PLAN },
  },
  {
    rule: 'house-path-kebab-case',
    name: 'a path parameter in snake case',
    at: ['paths', '/api/v1/boxes/{box_id}'],
    put: { get: OTHER_PLAN },
  },
  {
    rule: 'house-one-success',
    name: 'two replies on success',
    at: [...PLAN, 'responses', '201'],
    put: { description: 'Something was made' },
  },
  {
    rule: 'house-one-success',
    name: 'a reply without a word',
    at: [...PLAN, 'responses', '200', 'description'],
    put: '',
  },
  {
    rule: 'house-parameter-camel-case',
    name: 'a query parameter in snake case',
    at: [...PLAN, 'parameters'],
    put: [{ name: 'as_of', in: 'query', description: 'A day', schema: { type: 'string' } }],
  },
  {
    rule: 'oas3-parameter-description',
    name: 'a parameter that is not described',
    at: [...BOX, 'parameters', '0', 'description'],
  },
  {
    rule: 'house-property-camel-case',
    name: 'a property in snake case',
    at: [...SCHEMAS, 'Lid', 'properties', 'made_of'],
    put: TEXT,
  },
  {
    rule: 'house-property-camel-case',
    name: 'a property with a capital letter',
    at: [...SCHEMAS, 'Lid', 'properties', 'Kind'],
    put: TEXT,
  },
  {
    rule: 'house-properties-described',
    name: 'a property without a meaning',
    at: [...SCHEMAS, 'Lid', 'properties', 'kind', 'description'],
  },
  {
    rule: 'house-properties-described',
    name: 'a property that leaves its meaning to a component without one',
    at: [...SCHEMAS, 'Lid', 'description'],
  },
  {
    rule: 'house-properties-described',
    name: 'a blank meaning inside a list',
    at: [...SCHEMAS, 'Lid', 'properties', 'marks'],
    put: {
      type: 'array',
      description: 'Marks',
      items: { type: 'object', properties: { text: { type: 'string', description: ' ' } } },
    },
  },
  {
    rule: 'house-properties-described',
    name: 'a choice of several without a meaning',
    at: [...SCHEMAS, 'Box', 'properties', 'lid', 'anyOf', '2'],
    put: { type: 'string' },
  },
  {
    rule: 'house-no-nullable',
    name: 'nullable',
    at: [...SCHEMAS, 'Lid', 'properties', 'kind', 'nullable'],
    put: true,
  },
  {
    rule: 'oas3-unused-component',
    name: 'a component that nothing refers to',
    at: [...SCHEMAS, 'Spare'],
    put: { type: 'object', description: 'Unused' },
  },
  { rule: 'contact-properties', name: 'an empty contact', at: ['info', 'contact'], put: {} },
];

/** The sound description with one thing changed. @throws Error when the place does not exist */
function broken({ at, put }: Plant): unknown {
  const document = cleanDocument();
  let place = document as unknown as Record<string, unknown>;
  for (const key of at.slice(0, -1)) {
    if (!Object.hasOwn(place, key)) throw new Error(`There is no ${at.join(' > ')} to break.`);
    place = place[key] as Record<string, unknown>;
  }
  const last = at[at.length - 1]!;
  if (put === undefined) Reflect.deleteProperty(place, last);
  else place[last] = put;
  return document;
}

function lint(folder: string): readonly Finding[] {
  const args = [SPECTRAL, 'lint', path.join(folder, '*.json'), '--ruleset', RULES, '--format', 'json', '--quiet'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e8 });
  if (!stdout.trimStart().startsWith('[')) throw new Error(`Spectral did not run:\n${stdout}${stderr}`);
  return JSON.parse(stdout) as Finding[];
}

describe('the rules for the description of the API', () => {
  const { rules } = parse(fs.readFileSync(RULES, 'utf8')) as { rules: Record<string, string | { severity: string }> };
  let findings: readonly Finding[] = [];

  const foundIn = (name: string): readonly Finding[] =>
    findings.filter(({ source }) => path.basename(source) === `${name}.json`);

  beforeAll(() => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openapi-lint-'));
    try {
      const write = (name: string, document: unknown): void =>
        fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(document));
      write('clean', cleanDocument());
      plants.forEach((plant, index) => {
        write(String(index), broken(plant));
      });
      findings = lint(folder);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('should report nothing in a description that keeps them all', () => {
    expect(foundIn('clean')).toEqual([]);
  });

  it.each(plants.map((plant, index) => ({ ...plant, index })))('should report $name as $rule', ({ rule, index }) => {
    const found = foundIn(String(index)).filter(({ code }) => code === rule);

    expect(found.map(({ severity }) => severity)).toContain(ERROR);
    expect(found[0]?.message.length).toBeGreaterThan(15);
  });

  it('should name the component and the property that is not described', () => {
    const index = plants.findIndex(({ name }) => name === 'a property without a meaning');

    expect(foundIn(String(index)).map(({ message }) => message)).toContain('Lid.kind is not described.');
  });

  it('should have a planted violation for every rule of the house, and no rule that only warns', () => {
    const own = Object.keys(rules).filter((name) => name.startsWith('house-'));
    const severities = Object.values(rules).map((rule) => (typeof rule === 'string' ? rule : rule.severity));

    expect(own.filter((name) => !plants.some(({ rule }) => rule === name))).toEqual([]);
    expect(new Set(severities)).toEqual(new Set(['error', 'off']));
  });
});
