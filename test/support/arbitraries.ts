import process from 'node:process';
import fc from 'fast-check';
import type {
  Answer,
  AssessmentInput,
  Change,
  DeploymentContext,
  EvidenceItem,
} from '../../src/core/contracts/answers.js';
import { dayNumber, isoDate, type DayNumber } from '../../src/core/contracts/calendar.js';
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
const anyEvidence: fc.Arbitrary<EvidenceItem> = fc
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
function onDay(item: EvidenceItem, asOf: DayNumber): EvidenceItem {
  const days = (['date', 'effectiveFrom', 'expires', 'checkedOn'] as const).flatMap((key) => {
    const value = item[key];
    return value === undefined ? [] : [[key, asOf + value] as const];
  });
  return { ...item, ...Object.fromEntries(days) };
}

/** The answer of a level or number question that a pick of 0 to 999 stands for: ends, marks, anything between. */
export function valueAt({ question }: CompiledQuestion, instrument: Instrument, pick: number): number {
  if (question.number === undefined) return pick % levelValues(question, instrument.method).length;
  const { floor, target, min, max } = question.number;
  const [kind, share] = [pick % 10, Math.floor(pick / 10) / 99];
  if (kind < 4) return [floor, target, min, max][kind] as number;
  return kind < 8 ? floor + (target - floor) * share : min + (max - min) * share;
}

/** The worst and the best answer to a question. */
export function endsOf({ question }: CompiledQuestion, instrument: Instrument): { worst: number; best: number } {
  const { floor, target } = question.number ?? {
    floor: 0,
    target: levelValues(question, instrument.method).length - 1,
  };
  return { worst: floor, best: target };
}

/** Small numbers that stand for one answer; fast-check draws, and shrinks, them in place of the answer itself. */
interface Draw {
  /** 0 to 99: answered at all, and how */
  readonly kind: number;
  /** 0 to 999: which value */
  readonly pick: number;
  /** 0 to 5: which evidence of the site's few lists */
  readonly evidence: number;
}

const anyDraw: fc.Arbitrary<Draw> = fc
  .tuple(fc.nat(99), fc.nat(999), fc.nat(5))
  .map(([kind, pick, evidence]) => ({ kind, pick, evidence }));

type Evidence = readonly (readonly EvidenceItem[])[];

/** Any answer that the checks would let through. */
function answerOf(question: CompiledQuestion, instrument: Instrument, draw: Draw, lists: Evidence): Answer {
  const way = draw.kind % 10;
  const evidence = lists[draw.evidence] as readonly EvidenceItem[];
  const mayNotApply = question.ruledOut || question.question.notApplicable?.when !== undefined;
  if (way === 0) return { type: 'not-known', evidence: [] };
  if (mayNotApply && way < 4) return { type: 'not-applicable', reason: 'It does not arise.', evidence: [] };
  return { type: 'value', value: valueAt(question, instrument, draw.pick), evidence };
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

type Answers = readonly (Answer | undefined)[];

/**
 * Answers by position. Two sites in five answer nearly everything well and with evidence, so that the later stages are
 * reached often enough for a law about them to mean something.
 */
function anyAnswers({ questions, instrument }: CompiledInstrument): fc.Arbitrary<Answers> {
  const { length } = questions;
  const lists = fc.tuple(fc.constant(GOOD), fc.constant(GOOD), ...[0, 1, 2, 3].map(() => anyEvidenceList));
  const sparse = fc
    .tuple(
      fc.constantFrom(20, 60, 100),
      lists,
      fc.array(anyDraw, { minLength: length, maxLength: length, size: 'max' }),
    )
    .map(([percent, own, draws]): Answers =>
      questions.map((question, position) => {
        const draw = draws[position] as Draw;
        return draw.kind < percent ? answerOf(question, instrument, draw, own) : undefined;
      }),
    );
  const nearlyAllBest = fc
    .tuple(lists, fc.array(fc.tuple(fc.nat(length - 1), anyDraw), { maxLength: 8 }))
    .map(([own, changes]): Answers => {
      const answers = questions.map((question): Answer | undefined =>
        question.ruledOut ? undefined : { type: 'value', value: endsOf(question, instrument).best, evidence: GOOD },
      );
      for (const [position, draw] of changes) {
        const question = questions[position] as CompiledQuestion;
        answers[position] = draw.kind < 85 ? answerOf(question, instrument, draw, own) : undefined;
      }
      return answers;
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
        .map(([asOf, context, answers]) => caseOf(compiled, onCalendar(compiled, asOf, context, answers)));
    }),
  );
  return fc.oneof(...cases);
}

/** A case that prints as its answers document and its weights and not as the whole instrument. */
export function caseOf(compiled: CompiledInstrument, input: AssessmentInput): Case {
  const printed = {
    [fc.toStringMethod]: () =>
      JSON.stringify({ ...documentOf(input), weights: compiled.tool.weights, domains: compiled.tool.domainWeights }),
  };
  return Object.assign(printed, { compiled, input });
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

/** The answers document that says what the input says. */
export function documentOf({ tool, asOf, context, answers }: AssessmentInput): object {
  return {
    tool,
    asOf: isoDate(asOf),
    context: {
      ...withIsoDates(context, ['goLiveDate']),
      changes: context.changes.map((change) => withIsoDates(change, ['on'])),
    },
    answers: Object.fromEntries(
      [...answers].map(([id, { evidence, ...answer }]) => [
        id,
        {
          ...(answer.type === 'value' && { value: answer.value }),
          ...(answer.type === 'not-known' && { notKnown: true }),
          ...(answer.type === 'not-applicable' && { notApplicable: answer.reason }),
          evidence: evidence.map((item) => withIsoDates(item, ['date', 'effectiveFrom', 'expires', 'checkedOn'])),
        },
      ]),
    ),
  };
}

function withIsoDates<T extends object>(value: T, keys: readonly (keyof T)[]): object {
  const dates = keys.flatMap((key) => (typeof value[key] === 'number' ? [[key, isoDate(value[key])] as const] : []));
  return { ...value, ...Object.fromEntries(dates) };
}

/** A weight over five orders of magnitude. */
const anyWeight = fc.integer({ min: -200, max: 300 }).map((power) => 10 ** (power / 100));

/** Any site under the real questions with random positive weights in place of theirs. */
export function anyReweightedCase(): fc.Arbitrary<Case> {
  return fc
    .tuple(anyCase(), fc.array(anyWeight, { minLength: 67, maxLength: 67, size: 'max' }))
    .map(([own, weights]) => {
      let next = 0;
      return caseOf(
        reweigh(own.compiled, () => weights[next++] as number),
        own.input,
      );
    });
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
        question: { ...template.question, id, domain: `D${String(index)}` },
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
