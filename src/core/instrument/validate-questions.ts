import type { Instrument, NumberScale, Question } from '../contracts/instrument.js';
import { answerValue, levelValues } from './answer-value.js';

/** Reports one defect of a catalogue; the pointer starts with the kind of thing and its id. */
export type Report = (pointer: string, code: string, message: string) => void;

/** Checks questions against their kinds, their marks and the lists that they refer to. */
export function validateQuestions(instrument: Instrument, report: Report): void {
  const known = {
    domains: new Set(instrument.domains.map(({ code }) => code)),
    themes: new Set(instrument.themes.map(({ id }) => id)),
    frameworks: new Set(instrument.frameworks.map(({ id }) => id)),
    roles: new Map(instrument.roles.map((role) => [role.id, role.side])),
  };
  for (const question of instrument.questions) {
    const path = `/questions/${question.id}`;
    if (!known.domains.has(question.domain)) {
      report(`${path}/domain`, 'unknown-domain', `${question.domain} is not a domain.`);
    }
    if (!question.id.startsWith(`${question.domain}-`)) {
      report(`${path}/id`, 'wrong-id', `${question.id} does not start with its domain, ${question.domain}.`);
    }
    for (const theme of question.themes) {
      if (!known.themes.has(theme)) report(`${path}/themes`, 'unknown-theme', `${theme} is not in themes.yaml.`);
    }
    for (const { id } of question.frameworks ?? []) {
      if (!known.frameworks.has(id)) {
        report(`${path}/frameworks`, 'unknown-framework', `${id} is not in frameworks.yaml.`);
      }
    }
    for (const role of question.answeredBy) {
      if (!known.roles.has(role)) report(`${path}/answeredBy`, 'unknown-role', `${role} is not in roles.yaml.`);
    }
    if (!question.answeredBy.some((role) => known.roles.get(role) === 'trust')) {
      report(`${path}/answeredBy`, 'no-trust-role', 'At least one role of the trust must be able to answer.');
    }
    validateScale(question, path, report);
    validateMarks(question, instrument, path, report);
  }
  validateSentences(instrument.questions, report);
}

/** Checks that a question has what its kind needs and nothing else. */
export function validateScale(question: Question, path: string, report: Report): void {
  const { kind, levels, number } = question;
  if (kind === 'number') {
    if (number === undefined) report(`${path}/number`, 'scale-missing', 'A number question needs a number block.');
    else validateNumber(number, path, report);
    if (levels !== undefined) report(`${path}/levels`, 'levels-not-allowed', 'A number question has no levels.');
    return;
  }
  if (number !== undefined) report(`${path}/number`, 'scale-not-allowed', `A ${kind} question has no number block.`);
  if (kind === 'choice') {
    const values = (levels ?? []).map(({ value }) => value);
    if (values.length < 2 || values.some((value) => value === undefined)) {
      report(`${path}/levels`, 'option-values', 'A choice question needs at least two options, each with a value.');
    } else if (values[0] !== 0 || values.at(-1) !== 1 || !ascends(values as number[])) {
      report(`${path}/levels`, 'option-order', 'Options must rise from value 0 to value 1.');
    }
    return;
  }
  if (levels?.length !== 4 || levels.some(({ value }) => value !== undefined)) {
    report(`${path}/levels`, 'four-levels', `A ${kind} question needs exactly four levels, without values.`);
  }
}

function validateNumber({ floor, target, min, max }: NumberScale, path: string, report: Report): void {
  if (floor === target) report(`${path}/number/target`, 'flat-scale', 'Floor and target must differ.');
  if (min >= max || Math.min(floor, target) < min || Math.max(floor, target) > max) {
    report(`${path}/number`, 'scale-range', 'Floor and target must lie from min to max.');
  }
}

/** Checks that a question's marks are answers to it and stand in the right order. */
export function validateMarks(question: Question, { method }: Instrument, path: string, report: Report): void {
  const marks: [string, number | undefined][] = [
    ['gate/passAt', question.gate?.passAt],
    ['gate/conditionalAt', question.gate?.conditionalAt],
    ['essential/metAt', question.essential?.metAt],
  ];
  const levels = levelValues(question, method).length;
  const wrong = marks.filter(([, mark]) => mark !== undefined && !isAnswer(question, mark, levels));
  for (const [name, mark] of wrong) {
    report(`${path}/${name}`, 'mark-out-of-range', `${String(mark)} is not an answer of ${question.id}.`);
  }
  const { gate, essential } = question;
  if (gate !== undefined && essential !== undefined) {
    report(`${path}/essential`, 'gate-and-essential', 'A question is a gate or an essential, not both.');
  }
  if (gate?.conditionalAt !== undefined && wrong.length === 0) {
    const passes = gate.passAt === undefined ? 1 : answerValue(question, method, gate.passAt);
    if (answerValue(question, method, gate.conditionalAt) >= passes) {
      report(`${path}/gate/conditionalAt`, 'conditional-mark', 'A conditional mark must lie below the pass mark.');
    }
  }
}

/** Two questions that share a sentence could not be told apart by the person who answers. */
export function validateSentences(questions: readonly Question[], report: Report): void {
  const seen = new Map<string, string>();
  for (const { id, levels } of questions) {
    for (const [index, { text }] of (levels ?? []).entries()) {
      const sentence = text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();
      const other = seen.get(sentence);
      if (other !== undefined) {
        report(`/questions/${id}/levels/${String(index)}`, 'shared-sentence', `The same sentence stands at ${other}.`);
      }
      seen.set(sentence, `${id} level ${String(index)}`);
    }
  }
}

/** Whether a mark is an answer of the question: a number of its range, or the index of a level. */
export function isAnswer({ kind, number }: Question, mark: number, levels: number): boolean {
  if (kind === 'number') return number !== undefined && mark >= number.min && mark <= number.max;
  return Number.isInteger(mark) && mark >= 0 && mark < levels;
}

/** Whether values never fall from one to the next. */
export function ascends(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value >= (values[i - 1] as number));
}
