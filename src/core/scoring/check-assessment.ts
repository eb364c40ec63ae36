import type { AssessmentInput, Change, DeploymentContext, SiteName } from '../contracts/answers.js';
import type { Checked } from '../contracts/defect.js';
import { USES, type ChangeKind } from '../contracts/instrument.js';
import type { Catalogue } from '../instrument/catalogue.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { readAnswers } from './check-answers.js';
import { at, InputReader, type JsonObject } from './input-reader.js';

const CHANGE_KINDS: readonly ChangeKind[] = ['product-version', 'pacs', 'scanner', 'gateway'];
const TOP_FIELDS = ['tool', 'instrument', 'seed', 'asOf', 'site', 'context', 'answers'] as const;
const CONTEXT_FIELDS = [
  'use',
  'productVersion',
  'goLiveDate',
  'targetDate',
  'reporters',
  'physiologists',
  'projectStaff',
  'changes',
  'alternatives',
] as const;
const CHANGE_FIELDS = ['kind', 'on', 'material', 'productVersion'] as const;
const MOST_PEOPLE = 10_000;
const MOST_CHANGES = 100;
const LONGEST_NAME = 200;

/** A checked assessment together with the instrument compiled for its tool and use. */
export interface CheckedAssessment {
  readonly input: AssessmentInput;
  readonly compiled: CompiledInstrument;
  readonly seed: number | undefined;
}

/**
 * Checks an answers document (the answers file's and the API's contract) against the instrument. Nothing is guessed,
 * cut or dropped: either everything is accepted or every defect is reported.
 *
 * @param raw parsed JSON or YAML
 * @param held the versions of the instrument; a document that names one is held against that one, any other against the newest
 */
export function checkAssessment(raw: unknown, held: Catalogue): Checked<CheckedAssessment> {
  const reader = new InputReader();
  const document = reader.object(raw, '', 'an answers document', TOP_FIELDS);
  if (document === undefined) return { ok: false, defects: reader.defects };
  const catalogue = held.at(String(document.instrument)) ?? held;
  const tool = reader.oneOf(document.tool, '/tool', 'The tool', catalogue.toolIds);
  checkInstrument(reader, document.instrument, held);
  const seed = reader.count(document.seed, '/seed', 'The seed', 2 ** 32 - 1);
  if (document.asOf === undefined || document.asOf === null) {
    reader.report('/asOf', 'date-missing', 'asOf is missing: the day for which to score, YYYY-MM-DD.');
  }
  const asOf = reader.date(document.asOf, '/asOf', 'asOf');
  const site = readSite(reader, document.site);
  const context = readContext(reader, document.context, catalogue);
  // Answers are checked even when the head is wrong, so that one run reports everything that can be known.
  const compiled = catalogue.compiled(tool ?? catalogue.widestTool, context.use);
  const answers = readAnswers(reader, document.answers ?? {}, '/answers', compiled);
  if (reader.defects.length > 0 || tool === undefined || asOf === undefined) {
    return { ok: false, defects: reader.defects };
  }
  return { ok: true, value: { input: { tool, asOf, ...(site && { site }), context, answers }, compiled, seed } };
}

function checkInstrument(reader: InputReader, value: unknown, { held }: Catalogue): void {
  if (value === undefined || value === null) return;
  reader.oneOf(value, '/instrument', 'The instrument', held);
}

function readSite(reader: InputReader, raw: unknown): SiteName | undefined {
  if (raw === undefined || raw === null) return undefined;
  const object = reader.object(raw, '/site', 'site', ['name', 'organisation', 'code']);
  if (object === undefined) return undefined;
  const text = (key: string, what: string): string | undefined =>
    reader.text(object[key], at('/site', key), what, LONGEST_NAME);
  const name = text('name', "The site's name");
  const organisation = text('organisation', 'The organisation');
  const code = text('code', 'The organisation code');
  if (object.name === undefined || object.name === null) {
    reader.report('/site/name', 'name-missing', 'A site needs a name; leave site out to stay unnamed.');
  }
  return name === undefined ? undefined : { name, ...(organisation && { organisation }), ...(code && { code }) };
}

function readContext(reader: InputReader, raw: unknown, catalogue: Catalogue): DeploymentContext {
  const pointer = '/context';
  const object: JsonObject = reader.object(raw ?? {}, pointer, 'context', CONTEXT_FIELDS) ?? {};
  const people = (key: string, what: string): number | undefined =>
    reader.count(object[key], at(pointer, key), what, MOST_PEOPLE);
  const use = object.use === undefined ? 'routine' : reader.oneOf(object.use, at(pointer, 'use'), 'The use', USES);
  const optional = {
    productVersion: reader.text(
      object.productVersion,
      at(pointer, 'productVersion'),
      'The product version',
      LONGEST_NAME,
    ),
    targetDate: reader.date(object.targetDate, at(pointer, 'targetDate'), 'The target date'),
    goLiveDate: reader.date(object.goLiveDate, at(pointer, 'goLiveDate'), 'The go-live date'),
    reporters: people('reporters', 'The number of reporters'),
    physiologists: people('physiologists', 'The number of physiologists'),
    projectStaff: people('projectStaff', 'The number of project staff'),
  };
  const changes = reader
    .list(object.changes, at(pointer, 'changes'), 'The changes', MOST_CHANGES)
    .flatMap((change, index) => readChange(reader, change, at(at(pointer, 'changes'), index)));
  const alternatives = reader
    .list(object.alternatives, at(pointer, 'alternatives'), 'The alternatives', MOST_CHANGES)
    .flatMap((id, index) => {
      const pointer_ = at(at(pointer, 'alternatives'), index);
      return reader.oneOf(id, pointer_, 'An alternative', catalogue.alternativeIds) ?? [];
    });
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { ...present, use: use ?? 'routine', changes, alternatives };
}

function readChange(reader: InputReader, raw: unknown, pointer: string): Change[] {
  const object = reader.object(raw, pointer, 'a change', CHANGE_FIELDS);
  if (object === undefined) return [];
  const kind = reader.oneOf(object.kind, at(pointer, 'kind'), 'The kind of change', CHANGE_KINDS);
  if (object.on === undefined || object.on === null) {
    reader.report(at(pointer, 'on'), 'date-missing', 'A change needs the day on which it took effect, YYYY-MM-DD.');
  }
  const on = reader.date(object.on, at(pointer, 'on'), 'The day of the change');
  const material = readMaterial(reader, kind, object.material, at(pointer, 'material'));
  const productVersion = reader.text(
    object.productVersion,
    at(pointer, 'productVersion'),
    'The product version',
    LONGEST_NAME,
  );
  if (kind === undefined || on === undefined || material === undefined) return [];
  return [{ kind, on, material, ...(productVersion !== undefined && { productVersion }) }];
}

/** Only a product version can be judged not material; a change of systems always counts. */
function readMaterial(
  reader: InputReader,
  kind: ChangeKind | undefined,
  value: unknown,
  pointer: string,
): boolean | undefined {
  if (kind === 'product-version') {
    return reader.flag(value, pointer, "Whether the change is material (the clinical safety officer's judgement)");
  }
  if (value === undefined || value === true) return true;
  return reader.report(
    pointer,
    'always-material',
    `A change of ${kind ?? 'this kind'} always counts: leave material out.`,
  );
}
