import process from 'node:process';
import fc from 'fast-check';
import type { Answer, AssessmentInput, Change, DeploymentContext, EvidenceItem } from '../../src/core/contracts/answers.js';
import { dayNumber, type DayNumber } from '../../src/core/contracts/calendar.js';
import type { Instrument, Use } from '../../src/core/contracts/instrument.js';
import { levelValues } from '../../src/core/instrument/answer-value.js';
import {
  compileInstrument,
  type CompiledDomain,
  type CompiledInstrument,
  type CompiledQuestion,
} from '../../src/core/instrument/compile.js';
import { realCatalogue, TOOLS, USES } from './catalogue.js';

/** A random site: its answers and the instrument that they answer. */
export interface Case {
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
}

/** Random cases for each law: READINESS_RUNS, for long runs by hand; READINESS_SEED repeats one. */
export function lawRuns(): fc.Parameters<unknown> {
  const seed = process.env.READINESS_SEED;
  return {
    numRuns: Number(process.env.READINESS_RUNS ?? 300),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
}

const AS_OF = { min: dayNumber(2025, 1, 1), max: dayNumber(2028, 12, 31) };
const VERSIONS = [undefined, '2.0', '2.1'] as const;

const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Drops absent members, as a checked input has none. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/**
 * Evidence dated, undated, future, lapsed, checked, from a register, for this or another version. Days count from the
 * day of the assessment, so that the arbitraries are built once; `onDay` puts them on the calendar.
 */
export const anyEvidence: fc.Arbitrary<EvidenceItem> = fc
  .record({
    date: fc.option(fc.integer({ min: -700, max: 60 }), { nil: undefined, freq: 6 }),
    effectiveFrom: fc.option(fc.integer({ min: -700, max: 60 }), { nil: undefined, freq: 1 }),
    expires: sometimes(fc.integer({ min: -300, max: 500 })),
    owner: sometimes(fc.constantFrom('A. Person', 'B. Person')),
    checkedBy: sometimes(fc.constantFrom('A. Person', 'C. Person')),
    checkedOn: sometimes(fc.integer({ min: -700, max: 60 })),
    productVersion: fc.constantFrom(...VERSIONS),
    source: fc.constantFrom('self' as const, 'self' as const, 'register' as const),
  })
  .map((item) => present({ title: 'Document', ...item }) as EvidenceItem);

const GOOD: readonly EvidenceItem[] = [{ title: 'Document', date: -20, owner: 'A. Person', source: 'self' }];

const anyEvidenceList: fc.Arbitrary<readonly EvidenceItem[]> = fc.oneof(
  fc.constant(GOOD),
  fc.array(anyEvidence, { maxLength: 3 }),
);

/** Dates counted from the day of the assessment, as dates. */
export function onDay(item: EvidenceItem, asOf: DayNumber): EvidenceItem {
  const days = (['date', 'effectiveFrom', 'expires', 'checkedOn'] as const).flatMap((key) => {
    const value = item[key];
    return value === undefined ? [] : [[key, asOf + value] as const];
  });
  return { ...item, ...Object.fromEntries(days) };
}

/** An answer's number or level: the ends, the marks and anything between. */
export function anyValue({ question }: CompiledQuestion, instrument: Instrument): fc.Arbitrary<number> {
  if (question.kind !== 'number' || question.number === undefined) {
    const top = levelValues(question, instrument.method).length - 1;
    return fc.oneof(fc.integer({ min: 0, max: top }), fc.constant(top));
  }
  const { floor, target, min, max } = question.number;
  return fc.oneof(
    fc.constantFrom(floor, target, min, max, target),
    fc.integer({ min: 0, max: 100 }).map((share) => floor + ((target - floor) * share) / 100),
    fc.double({ min, max, noNaN: true }),
  );
}

const NOT_KNOWN: Answer = { type: 'not-known', evidence: [] };

function bestAnswer({ question }: CompiledQuestion, instrument: Instrument): Answer {
  const value = question.number?.target ?? levelValues(question, instrument.method).length - 1;
  return { type: 'value', value, evidence: GOOD };
}

/** Any answer that the checks would let through. */
function anyAnswer(question: CompiledQuestion, instrument: Instrument): fc.Arbitrary<Answer> {
  const value = fc
    .tuple(anyValue(question, instrument), anyEvidenceList)
    .map(([own, evidence]): Answer => ({ type: 'value', value: own, evidence }));
  const mayNotApply = question.ruledOut || question.question.notApplicable?.when !== undefined;
  const reason = fc.constant<Answer>({ type: 'not-applicable', reason: 'It does not arise.', evidence: [] });
  return fc.oneof(
    { weight: 8, arbitrary: value },
    { weight: 1, arbitrary: fc.constant<Answer>({ type: 'not-known', evidence: [] }) },
    { weight: mayNotApply ? 3 : 0, arbitrary: reason },
  );
}

function anyContext(use: Use): fc.Arbitrary<DeploymentContext> {
  const change = fc
    .record({
      kind: fc.constantFrom<Change['kind'][]>('product-version', 'pacs', 'scanner', 'gateway'),
      on: fc.integer({ min: -400, max: 60 }),
      material: fc.boolean(),
      productVersion: fc.constantFrom(...VERSIONS),
    })
    .map((own) => present({ ...own, material: own.material || own.kind !== 'product-version' }) as Change);
  return fc
    .record({
      productVersion: fc.constantFrom(...VERSIONS),
      goLiveDate: sometimes(fc.integer({ min: -200, max: 200 })),
      reporters: sometimes(fc.nat(40)),
      changes: fc.oneof(fc.constant([]), fc.array(change, { maxLength: 2 })),
    })
    .map((own) => present({ ...own, use, alternatives: [] }) as DeploymentContext);
}

/**
 * Answers by position. Two sites in five answer nearly everything well and with evidence, so that the later stages are
 * reached often enough for a law about them to mean something.
 */
function anyAnswers({ questions, instrument }: CompiledInstrument): fc.Arbitrary<readonly (Answer | undefined)[]> {
  const drawn = questions.map((question) => anyAnswer(question, instrument));
  const sparse = fc
    .tuple(fc.constantFrom(20, 60, 100), fc.tuple(...drawn.map((answer) => fc.tuple(fc.nat(99), answer))))
    .map(([percent, all]) => all.map(([draw, answer]) => (draw < percent ? answer : undefined)));
  const changes = questions.map((question, position) =>
    fc.tuple(fc.constant(position), fc.option(drawn[position] as fc.Arbitrary<Answer>, { nil: undefined })),
  );
  const nearlyAllBest = fc.array(fc.oneof(...changes), { maxLength: 8 }).map((list) => {
    const changed = new Map<number, Answer | undefined>(list);
    return questions.map((question, position) => {
      if (changed.has(position)) return changed.get(position) as Answer | undefined;
      return question.ruledOut ? undefined : bestAnswer(question, instrument);
    });
  });
  return fc.oneof({ weight: 3, arbitrary: sparse }, { weight: 2, arbitrary: nearlyAllBest });
}

/** Any site under any of the tools, for any use. */
export function anyCase(tools: readonly string[] = TOOLS): fc.Arbitrary<Case> {
  const cases = tools.flatMap((tool) =>
    USES.map((use) => {
      const compiled = realCatalogue().compiled(tool, use);
      return fc
        .tuple(fc.integer(AS_OF), anyContext(use), anyAnswers(compiled))
        .map(([asOf, context, answers]): Case => ({ compiled, input: onCalendar(compiled, asOf, context, answers) }));
    }),
  );
  return fc.oneof(...cases);
}

function onCalendar(
  compiled: CompiledInstrument,
  asOf: DayNumber,
  context: DeploymentContext,
  answers: readonly (Answer | undefined)[],
): AssessmentInput {
  const dated = answers.flatMap((answer, position): [string, Answer][] => {
    if (answer === undefined) return [];
    const evidence = answer.evidence.map((item) => onDay(item, asOf));
    return [[(compiled.questions[position] as CompiledQuestion).id, { ...answer, evidence }]];
  });
  const { goLiveDate, changes } = context;
  return {
    tool: compiled.tool.id,
    asOf,
    context: {
      ...context,
      ...(goLiveDate !== undefined && { goLiveDate: asOf + goLiveDate }),
      changes: changes.map((change) => ({ ...change, on: asOf + change.on })),
    },
    answers: new Map(dated),
  };
}

/** A weight over five orders of magnitude. */
const anyWeight = fc.double({ min: -2, max: 3, noNaN: true }).map((power) => 10 ** power);

/** Any site under the real questions with random positive weights in place of theirs. */
export function anyReweightedCase(): fc.Arbitrary<Case> {
  return fc
    .tuple(anyCase(), fc.infiniteStream(anyWeight))
    .map(([{ compiled, input }, weights]): Case => ({ compiled: reweigh(compiled, () => nextOf(weights)), input }));
}

function nextOf(weights: fc.Stream<number>): number {
  return weights.next().value;
}

/** The compiled instrument with another weight for each question and domain. */
export function reweigh(
  compiled: CompiledInstrument,
  weightOf: (weight: number, id: string) => number,
): CompiledInstrument {
  const { instrument, tool, use } = compiled;
  const weights = Object.fromEntries(compiled.questions.map(({ id, weight }) => [id, weightOf(weight, id)]));
  const domainWeights = Object.fromEntries(
    compiled.domains.map(({ domain, weight }) => [domain.code, weightOf(weight, domain.code)]),
  );
  return compileInstrument(instrument, { ...tool, weights, domainWeights }, use);
}

/** A made-up instrument for arithmetic: one domain for each list of question weights, all of them maturity questions. */
export function madeUp(domains: readonly { weight: number; questions: readonly number[] }[]): CompiledInstrument {
  const real = realCatalogue().compiled('echogo-pro', 'routine');
  const template = real.questions.find(({ question }) => question.kind === 'maturity') as CompiledQuestion;
  const questions: CompiledQuestion[] = [];
  const compiledDomains = domains.map(({ weight, questions: weights }, index): CompiledDomain => {
    const own = weights.map((questionWeight, i): CompiledQuestion => {
      const id = `D${String(index)}-${String(i)}`;
      const question: CompiledQuestion = {
        ...template,
        id,
        question: { ...template.question, id },
        position: questions.length,
        domain: index,
        weight: questionWeight,
        gate: null,
        essential: false,
      };
      questions.push(question);
      return question;
    });
    const fullWeight = weights.reduce((sum, own_) => sum + own_, 0);
    const [domain] = real.domains;
    return {
      domain: { ...(domain as CompiledDomain).domain, code: `D${String(index)}` },
      weight,
      fullWeight,
      questions: own,
    };
  });
  return { ...real, domains: compiledDomains, questions, byId: new Map(questions.map((own) => [own.id, own])) };
}
