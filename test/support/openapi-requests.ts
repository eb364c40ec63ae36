import fc from 'fast-check';
import type { Question } from '../../src/core/contracts/instrument.js';
import { anyName, anyProductVersion, knownBodies, stored } from './openapi-bodies.js';
import { anyDay, jsonText, ODD_TEXTS, spoiled, ValueMaker, type Schema } from './openapi-values.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema?: Schema;
}

interface Media {
  readonly schema?: Schema;
}

/** A documented reply. */
export interface Response {
  readonly content?: Readonly<Record<string, Media>>;
}

interface RawOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One operation of the description. */
export interface ApiOperation extends RawOperation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Schema of the JSON body; undefined where none is taken */
  readonly body: Schema | undefined;
  /** Whether a file is taken, as multipart */
  readonly takesFile: boolean;
}

/**
 * A request to be sent. Ids of what is stored are not known when it is made, so path and body hold places for them:
 * `{{trustId:17}}` is the 17th id of a trust, counted round.
 */
export interface ApiRequest {
  readonly operation: ApiOperation;
  /** Path and query, percent-encoded where it should be */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `right`: the version that is current when it is sent; undefined: none */
  readonly ifMatch: string | undefined;
  readonly body: string | Buffer | undefined;
}

/** What the generator knows beside the description, from the service's own lists. */
export interface Vocabulary {
  readonly toolIds: readonly string[];
  readonly questions: readonly Question[];
}

export function operationsOf({ paths }: OpenApiDocument): ApiOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content['application/json']?.schema,
      takesFile: operation.requestBody?.content['multipart/form-data'] !== undefined,
    })),
  );
}

const OUT_OF_RANGE_LEVEL = 9;
const TOO_LARGE = 2_200_000;
const STORED = [
  'trustId',
  'siteId',
  'deploymentId',
  'assessmentId',
  'snapshotId',
  'evidenceId',
  'fileId',
  'planId',
  'archiveId',
  'rankingId',
  'jobId',
  'personId',
  'grantId',
  'keyId',
  'invitationId',
  'vendorId',
  'networkId',
  'statementId',
  'concernId',
  'publishedAnswerId',
];
/**
 * Pools that some operations take from instead. Only what the requests themselves made is merged, gets other tools or is
 * withdrawn: the trust and the vendor of the senders, and what they state, are needed to the end. What was there before
 * is assessed already, and a statement is answered where one is.
 */
const OTHER_POOLS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mergeTrust: { trustId: 'madeTrustId' },
  createAssessment: { deploymentId: 'madeDeploymentId' },
  updateVendor: { vendorId: 'madeVendorId' },
  withdrawStatement: { statementId: 'madeStatementId' },
  acceptStatement: { assessmentId: 'statedAssessmentId' },
  disputeStatement: { assessmentId: 'statedAssessmentId' },
  // of the sites that the trust's lead acts for
  createConcern: { assessmentId: 'statedAssessmentId' },
};

const mostly = <T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>, weight = 9): fc.Arbitrary<T | U> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

/** Requests of one operation: most of them such as it takes, the others wrong in one way or another. */
export function anyRequest(
  document: OpenApiDocument,
  operation: ApiOperation,
  vocabulary: Vocabulary,
): fc.Arbitrary<ApiRequest> {
  const { questions } = vocabulary;
  const sections = [...new Set(questions.map(({ domain }) => domain))];
  // Answers belong to the section in the path; operations without one take all sections' answers together.
  const bySection = operation.path.includes('{section}')
    ? sections.map((code) => questions.filter(({ domain }) => domain === code))
    : [questions];
  return fc.oneof(
    ...bySection.map((own) => {
      const maker = makerOf(document, operation, { ...vocabulary, questions: own });
      return fc
        .record({
          path: anyPath(operation, maker),
          query: anyQuery(operation, maker),
          headers: anyHeaders(operation),
          ifMatch: anyIfMatch(operation),
          body: anyBody(operation, maker),
        })
        .map(({ path, query, headers, ifMatch, body }) => ({
          operation,
          address: `${path}${query}`,
          ifMatch,
          body: body?.content,
          headers: { ...headers, ...body?.headers },
        }));
    }),
  );
}

function makerOf(document: OpenApiDocument, operation: ApiOperation, { toolIds, questions }: Vocabulary): ValueMaker {
  const ids = questions.map(({ id }) => id);
  const anyAnswers = fc
    .uniqueArray(fc.constantFrom(...questions), { maxLength: 8, selector: ({ id }) => id })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((question) => [question.id, anyAnswer(question)]))));
  const known: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    ...Object.fromEntries(STORED.map((name) => [name, stored(OTHER_POOLS[operation.operationId]?.[name] ?? name)])),
    toolId: fc.constantFrom(...toolIds),
    tool: fc.constantFrom(...toolIds),
    instrument: fc.constant('ai-site-readiness@1.0.0'),
    instrumentId: fc.constant('ai-site-readiness'),
    version: fc.constant('1.0.0'),
    section: fc.constantFrom(...new Set(questions.map(({ domain }) => domain))),
    questionId: fc.constantFrom(...ids),
    complete: fc.subarray(ids.slice(0, 6)),
    answers: anyAnswers,
    item: anyEvidence,
    asOf: fc.constantFrom('2026-11-23', '2026-02-28', '2027-06-01'),
    alternatives: fc.constant([]),
    changes: fc.constantFrom(
      [],
      [{ kind: 'pacs', on: '2026-09-01' }],
      [{ kind: 'product-version', on: '2026-09-01', material: false }],
    ),
    code: fc.stringMatching(/^ZZ[A-Z0-9]{2,6}$/),
    cursor: stored(`cursor of ${operation.operationId}`),
    productVersion: anyProductVersion,
  };
  const { schemas } = document.components;
  const bodies = knownBodies(schemas, questions, toolIds);
  return new ValueMaker(schemas, (field, { $ref, type }) => {
    if (field === 'from' || field === 'to') return type === 'string' ? anyTime : fc.integer({ min: 1, max: 3 });
    if ($ref !== undefined) return bodies[$ref.split('/').at(-1) ?? ''];
    return Object.hasOwn(known, field) ? known[field] : undefined;
  });
}

const anyTime = anyDay.map((day) => `${day}T12:00:00Z`);
const anyWords = fc.record(
  {
    title: fc.constantFrom('DPIA, signed', 'Rota – März', 'Certificate'),
    date: anyDay,
    expires: anyDay,
    owner: anyName,
    source: fc.constantFrom(...Array<string>(9).fill('self'), 'register'),
    url: anyName,
  },
  { requiredKeys: ['title'] },
);
const anyEvidence = mostly(
  anyWords,
  stored('fileId').map((fileId) => ({ title: 'Minutes', fileId })),
);

function anyAnswer({ kind, levels, number }: Question): fc.Arbitrary<unknown> {
  const top = levels === undefined || kind !== 'choice' ? 2 : levels.length - 1;
  const value =
    number === undefined
      ? mostly(fc.integer({ min: 0, max: top }), fc.constant(OUT_OF_RANGE_LEVEL), 60)
      : fc.constantFrom(number.min, number.max, number.floor, number.target);
  const rest = { note: anyName, evidence: fc.array(anyEvidence, { maxLength: 2 }) };
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ value, ...rest }, { requiredKeys: ['value'] }) },
    { weight: 2, arbitrary: fc.record({ notKnown: fc.constant(true), ...rest }, { requiredKeys: ['notKnown'] }) },
  );
}

/** Percent-encoded as it has to be; half a character, which cannot be, as its three bytes. */
function encode(text: string): string {
  return Array.from(text)
    .map((character) => (/\p{Surrogate}/u.test(character) ? '%ED%A0%80' : encodeURIComponent(character)))
    .join('')
    .replace(
      /%7B%7B([A-Za-z%0-9]+?)%3A(\d+)%7D%7D/g,
      (_, pool: string, pick: string) => `{{${decodeURIComponent(pool)}:${pick}}}`,
    );
}

const anyOddPart = fc.oneof(
  fc.constantFrom(...ODD_TEXTS.filter((text) => text !== '' && text.length < 5000)).map(encode),
  fc.constantFrom(
    '%',
    '%zz',
    '%E0%A4%A',
    '%00',
    '%2F',
    '%252e',
    'x'.repeat(3000),
    '00000000-0000-0000-0000-000000000000',
  ),
  fc.uuid(),
);

function anyPath({ path, parameters }: ApiOperation, maker: ValueMaker): fc.Arbitrary<string> {
  const names = parameters.filter((parameter) => parameter.in === 'path');
  const parts = Object.fromEntries(
    names.map(({ name, schema = {} }) => [
      name,
      mostly(
        maker.valueOf(schema, name).map((value) => encode(String(value)) || 'x'),
        anyOddPart,
        12,
      ),
    ]),
  );
  return fc.record(parts).map((values) => path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name));
}

const ODD_QUERIES = [
  'unknown=1',
  '__proto__=x',
  'limit[]=1',
  'limit=1&limit=2',
  'sort[a]=b',
  '=',
  '&&',
  '%ff=%ff',
  'a'.repeat(2000),
  'limit=0x10',
  'limit=',
  'limit=1e1',
];

function anyQuery({ parameters }: ApiOperation, maker: ValueMaker): fc.Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const odd = fc.constantFrom(...ODD_TEXTS.filter((text) => text.length < 5000));
  const some = known.map(({ name, schema = {} }) => {
    const value = mostly(maker.valueOf(schema, name).map(String), odd, 15).map((text) => `${name}=${encode(text)}`);
    return fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 2, arbitrary: value });
  });
  const extra = mostly(fc.constant(''), fc.constantFrom(...ODD_QUERIES), 15);
  return fc.tuple(...some, extra).map((parts) => {
    const given = parts.filter((part) => part !== '');
    return given.length === 0 ? '' : `?${given.join('&')}`;
  });
}

const ACCEPTED = [
  'application/json',
  '*/*',
  'application/pdf',
  'application/pdf;q=0.9, application/json;q=0.1',
  'text/html',
  'text/plain',
  'nonsense',
  '',
];

function anyHeaders({ responses }: ApiOperation): fc.Arbitrary<Record<string, string>> {
  const types = Object.keys(responses['200']?.content ?? {});
  const accept =
    types.length > 1 ? fc.constantFrom(...ACCEPTED) : mostly(fc.constant('*/*'), fc.constantFrom(...ACCEPTED), 20);
  const requestId = fc.constantFrom('fuzz-1', '', 'x'.repeat(101), 'a b', '\u00e9', '__proto__');
  return fc.record({ accept, 'x-request-id': requestId }, { requiredKeys: ['accept'] });
}

const WRONG_TAGS = [
  '',
  '*',
  '3',
  '"',
  'W/"1"',
  '"1", "2"',
  '"0"',
  '"-1"',
  '"1.5"',
  '"99999999999999999999"',
  '"1e0"',
  '"\u00e9"',
  `"${'9'.repeat(500)}"`,
  '"__proto__"',
  '""',
];

function anyIfMatch({ parameters }: ApiOperation): fc.Arbitrary<string | undefined> {
  if (!parameters.some(({ name }) => name === 'If-Match'))
    return fc.constantFrom(undefined, undefined, undefined, '"1"');
  return fc.oneof(
    { weight: 14, arbitrary: fc.constant('right') },
    { weight: 2, arbitrary: fc.constantFrom(undefined, '"1"', '"2"', '"1.7.1"') },
    { weight: 1, arbitrary: fc.constantFrom(...WRONG_TAGS) },
  );
}

interface Sent {
  readonly content: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const NOT_JSON: readonly (string | Buffer)[] = [
  '{',
  '{"a":',
  'null',
  '[]',
  '"text"',
  '3',
  'true',
  ' ',
  '{"a":1}{"b":2}',
  '\uFEFF{}',
  '{"a":NaN}',
  "{'a':1}",
  Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
  Buffer.from('{"name":"\xff\xfe"}', 'latin1'),
];
const OTHER_TYPES: readonly Record<string, string>[] = [
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/json; charset=nonsense' },
  { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  { 'content-type': 'application/json', 'content-encoding': 'nonsense' },
  { 'content-type': 'nonsense' },
  {},
];

const ODD_NAMES = [
  'a.txt',
  'b.csv',
  'c.pdf',
  'd',
  '',
  '..',
  '../e.txt',
  'f\r\n.txt',
  'g.exe',
  '9434765919.txt',
  'ä–\u202E.txt',
];
const CONTENTS: readonly (string | Buffer)[] = [
  'text',
  '',
  'a,b\n',
  '%PDF-1.7\n',
  'PK\x03\x04',
  '<html>',
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
];
const PART_NAMES = ['file', 'file', 'file', 'file', 'files', '__proto__', ''];

/** A multipart body as browsers make it, or nearly. */
const anyMultipart: fc.Arbitrary<Sent> = fc
  .record({
    part: fc.constantFrom(...PART_NAMES),
    name: mostly(fc.constantFrom('a.txt', 'notes'), fc.constantFrom(...ODD_NAMES), 3),
    content: mostly(anyName, fc.constantFrom(...CONTENTS), 3),
    parts: mostly(fc.constant(1), fc.constantFrom(0, 2), 9),
    end: mostly(fc.constant('--limit--\r\n'), fc.constantFrom('', '--limit', '--other--'), 9),
    boundary: mostly(fc.constant('; boundary=limit'), fc.constantFrom('', '; boundary=', '; boundary=other'), 12),
  })
  .map(({ part, name, content, parts, end, boundary }) => ({
    content: Buffer.concat([
      ...Array.from({ length: parts }, () =>
        Buffer.concat([
          Buffer.from(`--limit\r\nContent-Disposition: form-data; name="${part}"; filename="${name}"\r\n\r\n`),
          Buffer.from(content),
          Buffer.from('\r\n'),
        ]),
      ),
      Buffer.from(end),
    ]),
    headers: { 'content-type': `multipart/form-data${boundary}` },
  }));

function anyBody({ body, takesFile }: ApiOperation, maker: ValueMaker): fc.Arbitrary<Sent | undefined> {
  if (takesFile) return mostly(anyMultipart, fc.constantFrom(undefined, { content: '{}', headers: JSON_TYPE }), 20);
  if (body === undefined)
    return fc.oneof(
      { weight: 30, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('{}', '{"a":1}').map((content) => ({ content, headers: JSON_TYPE })) },
    );
  const valid = maker.valueOf(body);
  const json = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Sent> =>
    values.map((value) => ({ content: jsonText(value), headers: JSON_TYPE }));
  return fc.oneof(
    { weight: 60, arbitrary: json(valid) },
    { weight: 50, arbitrary: json(spoiled(valid)) },
    { weight: 6, arbitrary: fc.constantFrom(...NOT_JSON).map((content) => ({ content, headers: JSON_TYPE })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(valid, fc.constantFrom(...OTHER_TYPES))
        .map(([value, headers]) => ({ content: jsonText(value), headers })),
    },
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant({ content: `{"name":"${'x'.repeat(TOO_LARGE)}"}`, headers: JSON_TYPE }) },
  );
}
