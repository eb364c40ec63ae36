import type { Answer, EvidenceItem } from '../contracts/answers.js';
import type { Method, NumberScale } from '../contracts/instrument.js';
import { levelValues } from '../instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../instrument/compile.js';
import { at, shown, type InputReader, type JsonObject } from './input-reader.js';

const ANSWER_FIELDS = ['value', 'notKnown', 'notApplicable', 'note', 'evidence'] as const;
const EVIDENCE_FIELDS = [
  'id',
  'title',
  'url',
  'fileId',
  'date',
  'effectiveFrom',
  'expires',
  'owner',
  'productVersion',
  'source',
  'checkedBy',
  'checkedOn',
] as const;
const MOST_EVIDENCE = 50;
const LONGEST_NAME = 300;
const SHORTEST_REASON = 5;

/** Checks a map of question id to answer against the compiled instrument; every defect is reported to the reader. */
export function readAnswers(
  reader: InputReader,
  raw: unknown,
  pointer: string,
  compiled: CompiledInstrument,
): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  const object = reader.object(raw, pointer, 'answers');
  for (const [id, value] of Object.entries(object ?? {})) {
    const question = compiled.byId.get(id);
    reader.questionId = id;
    if (question === undefined) reportUnknownId(reader, id, at(pointer, id), compiled);
    else {
      const answer = readAnswer(reader, value, at(pointer, id), question, compiled.instrument.method);
      if (answer !== undefined) answers.set(id, answer);
    }
    delete reader.questionId;
  }
  return answers;
}

function reportUnknownId(reader: InputReader, id: string, pointer: string, compiled: CompiledInstrument): void {
  if (compiled.tool.switchedOff.includes(id)) {
    reader.report(pointer, 'switched-off', `${id} does not arise with ${compiled.tool.name}; leave it out.`);
    return;
  }
  const [first, last] = [compiled.questions[0] as CompiledQuestion, compiled.questions.at(-1) as CompiledQuestion];
  reader.report(
    pointer,
    'unknown-question',
    `${shown(id)} is not a question of ${compiled.instrument.id} ${compiled.instrument.version}; ids run from ${first.id} to ${last.id}.`,
  );
}

function readAnswer(
  reader: InputReader,
  raw: unknown,
  pointer: string,
  question: CompiledQuestion,
  method: Method,
): Answer | undefined {
  // A form that was left blank: the question is not answered.
  if (raw === null) return undefined;
  const object = reader.object(raw, pointer, `the answer to ${question.id}`, ANSWER_FIELDS);
  if (object === undefined) return undefined;
  const note = reader.text(object.note, at(pointer, 'note'), 'The note');
  const evidence = reader
    .list(object.evidence, at(pointer, 'evidence'), 'The evidence', MOST_EVIDENCE)
    .flatMap((item, index) => readEvidence(reader, item, at(at(pointer, 'evidence'), index)));
  const kinds = (['value', 'notKnown', 'notApplicable'] as const).filter(
    (key) => object[key] !== undefined && object[key] !== null,
  );
  const [kind] = kinds;
  if (Object.values(object).every(isBlank)) return undefined;
  if (kind === undefined || kinds.length > 1) {
    const fault = kind === undefined ? 'no answer' : `${String(kinds.length)} answers`;
    return reader.report(
      pointer,
      'one-of',
      `${question.id} has ${fault}: give exactly one of value, notKnown: true and notApplicable with a reason.`,
    );
  }
  const at_ = at(pointer, kind);
  switch (kind) {
    case 'value': {
      const value = readValue(reader, object.value, at_, question, method);
      return value === undefined ? undefined : { type: 'value', value, evidence, note };
    }
    case 'notKnown':
      if (object.notKnown === true) return { type: 'not-known', evidence, note };
      return reader.report(at_, 'wrong-type', `notKnown must be true or be left out; got ${shown(object.notKnown)}.`);
    case 'notApplicable':
      return readNotApplicable(reader, object, at_, question, { evidence, note });
  }
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function readNotApplicable(
  reader: InputReader,
  object: JsonObject,
  pointer: string,
  question: CompiledQuestion,
  rest: Pick<Answer, 'note' | 'evidence'>,
): Answer | undefined {
  if (!question.ruledOut && question.question.notApplicable?.when === undefined) {
    return reader.report(
      pointer,
      'not-applicable-not-allowed',
      `${question.id} applies to every site: answer it, or say notKnown: true.`,
    );
  }
  const reason = reader.text(object.notApplicable, pointer, 'The reason why it does not apply');
  if (reason === undefined) return undefined;
  if (reason.trim().length < SHORTEST_REASON) {
    return reader.report(
      pointer,
      'reason-missing',
      `notApplicable must hold the reason as text of at least ${String(SHORTEST_REASON)} characters.`,
    );
  }
  return { type: 'not-applicable', reason, evidence: rest.evidence, note: rest.note };
}

function readValue(
  reader: InputReader,
  value: unknown,
  pointer: string,
  { id, question }: CompiledQuestion,
  method: Method,
): number | undefined {
  if (question.kind === 'number') {
    const { min, max, unit } = question.number as NumberScale;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    return reader.report(
      pointer,
      'number-out-of-range',
      `${id} takes a number from ${String(min)} to ${String(max)} (${unit}); got ${shown(value)}.`,
    );
  }
  const top = levelValues(question, method).length - 1;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= top) return value;
  return reader.report(
    pointer,
    'level-out-of-range',
    `${id} takes a level as a whole number from 0 to ${String(top)}; got ${shown(value)}.`,
  );
}

function readEvidence(reader: InputReader, raw: unknown, pointer: string): EvidenceItem[] {
  const object = reader.object(raw, pointer, 'an evidence item', EVIDENCE_FIELDS);
  if (object === undefined) return [];
  const text = (key: string, what: string): string | undefined =>
    reader.text(object[key], at(pointer, key), what, LONGEST_NAME);
  const date = (key: string, what: string): number | undefined => reader.date(object[key], at(pointer, key), what);
  if (object.title === undefined || object.title === null) {
    reader.report(at(pointer, 'title'), 'title-missing', 'An evidence item needs a title: the name of the document.');
  }
  const source =
    object.source === undefined
      ? 'self'
      : reader.oneOf(object.source, at(pointer, 'source'), 'The source', ['self', 'register'] as const);
  const title = text('title', 'The title');
  // Fields that were left out stay in as undefined: items of one shape are read several times as fast by the scoring.
  const item = {
    id: text('id', 'The id'),
    title: title ?? '',
    url: text('url', 'The link'),
    fileId: text('fileId', 'The file id'),
    date: date('date', 'The date'),
    effectiveFrom: date('effectiveFrom', 'The day from which it counts'),
    expires: date('expires', 'The expiry'),
    owner: text('owner', 'The owner'),
    productVersion: text('productVersion', 'The product version'),
    checkedBy: text('checkedBy', 'Who checked it'),
    checkedOn: date('checkedOn', 'The day of the check'),
    source: source ?? 'self',
  };
  return title === undefined || source === undefined ? [] : [item];
}
