import process from 'node:process';
import fc from 'fast-check';
import type { Answer, AssessmentInput, DeploymentContext, EvidenceItem } from '../../src/core/contracts/answers.js';
import { dayNumber } from '../../src/core/contracts/calendar.js';
import { answerAtValue, levelValues } from '../../src/core/instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../../src/core/instrument/compile.js';
import type { Network } from '../../src/core/planning/network.js';
import type { Candidate, Goal } from '../../src/core/planning/selection.js';
import type { WorkItem } from '../../src/core/planning/work.js';
import { compiledFor, TOOLS, USES } from './catalogue.js';

/** A site's answers and the instrument that they answer. */
export interface Case {
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
}

export const AS_OF = dayNumber(2026, 11, 23);
export const IN_DATE: readonly EvidenceItem[] = [
  { title: 'Document', date: AS_OF - 20, owner: 'A. Person', source: 'self' },
];

/** Random cases for each law: as usual, or READINESS_RUNS for long runs by hand; READINESS_SEED repeats one. */
export function planRuns<T>(usual: number): fc.Parameters<T> {
  const seed = process.env.READINESS_SEED;
  return { numRuns: Number(process.env.READINESS_RUNS ?? usual), ...(seed !== undefined && { seed: Number(seed) }) };
}

/** Long runs by hand need longer than the usual limit of a test. */
export const LONG = process.env.READINESS_RUNS === undefined ? 300_000 : 24 * 3_600_000;

export function valueAnswer(value: number, evidence: readonly EvidenceItem[] = IN_DATE): Answer {
  return { type: 'value', value, evidence };
}

/** An answer worth at least this value, 0 to 1. */
export function answerWorth(compiled: CompiledInstrument, id: string, value: number): Answer {
  const { question } = compiled.byId.get(id) as CompiledQuestion;
  return valueAnswer(answerAtValue(question, compiled.instrument.method, value));
}

/** A site by hand: every question that applies worth `value` and evidenced (undefined: nothing is known), and changes. */
export function siteWith(
  compiled: CompiledInstrument,
  value: number | undefined,
  changes: Readonly<Record<string, Answer | undefined>> = {},
  context: Partial<DeploymentContext> = {},
): AssessmentInput {
  const answers = new Map<string, Answer>();
  for (const { id, ruledOut } of compiled.questions) {
    const answer = id in changes ? changes[id] : value === undefined ? undefined : answerWorth(compiled, id, value);
    if (!ruledOut && answer !== undefined) answers.set(id, answer);
  }
  const { use } = compiled;
  return { tool: compiled.tool.id, asOf: AS_OF, context: { use, changes: [], alternatives: [], ...context }, answers };
}

/** EchoGo Pro in routine use, with the compiled instrument. */
export function echoSite(
  value: number | undefined,
  changes: Readonly<Record<string, Answer | undefined>> = {},
  context: Partial<DeploymentContext> = {},
): Case {
  const compiled = compiledFor();
  return { compiled, input: siteWith(compiled, value, changes, context) };
}

const DRAWN = 260;
const RANGE = 65_536;

/** Reads one choice after another from a list of drawn numbers; the smallest draws make the plainest site. */
class Choices {
  private at = 0;

  constructor(private readonly drawn: Uint16Array) {}

  /** 0 to 1, 1 excluded */
  share(): number {
    this.at += 1;
    return (this.drawn[this.at - 1] ?? 0) / RANGE;
  }

  count(below: number): number {
    return Math.floor(this.share() * below);
  }

  chance(share: number): boolean {
    return this.share() >= 1 - share;
  }
}

/**
 * Any site under any of the tools, for any use, with all of a context that a plan reads. Some are nearly ready, some
 * have not begun, most lie between. One list of numbers stands behind a site, which is far faster than an arbitrary for
 * each answer and still shrinks.
 */
export function anySite(): fc.Arbitrary<Case> {
  return fc
    .uint16Array({ minLength: DRAWN, maxLength: DRAWN, size: 'max' })
    .map((drawn) => drawSite(new Choices(drawn)));
}

function drawSite(choices: Choices): Case {
  const compiled = compiledFor(TOOLS[choices.count(TOOLS.length)], USES[choices.count(USES.length)]);
  const [answered, quality, evidenced] = [choices.share(), choices.share(), choices.share()];
  const nearlyReady = choices.chance(0.3);
  const context = drawContext(choices, compiled);
  const answers = new Map<string, Answer>();
  for (const question of compiled.questions) {
    const answer =
      nearlyReady && !choices.chance(0.12)
        ? answerWorth(compiled, question.id, 1)
        : drawAnswer(choices, compiled, question, { answered, quality, evidenced });
    if (answer !== undefined && !(question.ruledOut && answer.type !== 'not-applicable')) {
      answers.set(question.id, answer);
    }
  }
  return { compiled, input: { tool: compiled.tool.id, asOf: AS_OF, context, answers } };
}

function drawContext(choices: Choices, { use }: CompiledInstrument): DeploymentContext {
  const people = (): number | undefined => (choices.chance(0.4) ? choices.count(30) : undefined);
  const optional = {
    productVersion: choices.chance(0.3) ? '2.1' : undefined,
    goLiveDate: choices.chance(0.3) ? AS_OF - 300 + choices.count(600) : undefined,
    reporters: people(),
    physiologists: people(),
    projectStaff: people(),
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const changes = choices.chance(0.2)
    ? [{ kind: 'product-version' as const, on: AS_OF - 50 + choices.count(60), material: choices.chance(0.5) }]
    : [];
  return { ...present, use, changes, alternatives: choices.chance(0.3) ? ['gv-04-network-safety-officer'] : [] };
}

function drawAnswer(
  choices: Choices,
  { instrument }: CompiledInstrument,
  { question, ruledOut }: CompiledQuestion,
  { answered, quality, evidenced }: { answered: number; quality: number; evidenced: number },
): Answer | undefined {
  if (!choices.chance(answered)) return undefined;
  if (choices.chance(0.08)) return { type: 'not-known', evidence: [] };
  if ((ruledOut || question.notApplicable?.when !== undefined) && choices.chance(0.3)) {
    return { type: 'not-applicable', reason: 'It does not arise here', evidence: [] };
  }
  const share = choices.chance(quality) ? Math.max(choices.share(), choices.share()) : choices.share();
  const evidence = choices.chance(evidenced) ? drawEvidence(choices) : [];
  const { number } = question;
  if (number === undefined) {
    return valueAnswer(choices.count(levelValues(question, instrument.method).length), evidence);
  }
  const beyond = choices.chance(0.1);
  const value = beyond
    ? number.min + share * (number.max - number.min)
    : number.floor + share * (number.target - number.floor);
  return valueAnswer(question.id === 'RD-03' ? Math.round(share ** 8 * number.max) : value, evidence);
}

function drawEvidence(choices: Choices): readonly EvidenceItem[] {
  if (choices.chance(0.6)) return IN_DATE;
  return [
    {
      title: 'Another document',
      date: AS_OF - 700 + choices.count(760),
      source: choices.chance(0.5) ? 'register' : 'self',
      ...(choices.chance(0.3) && { expires: AS_OF - 100 + choices.count(400) }),
      ...(choices.chance(0.3) && { productVersion: '2.0' }),
    },
  ];
}

/** A made-up network with lengths: random waits, resources and a random order that respects the waits. */
export function anyNetwork(most = 12): fc.Arbitrary<{ network: Network; weeks: Int32Array }> {
  return fc
    .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: 3 }))
    .chain(([n, resources]) => {
      const list = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
        fc.array(arbitrary, { minLength: n, maxLength: n });
      const days = fc.oneof(
        fc.constant(0),
        fc.integer({ min: 1, max: 40 }).map((quarters) => quarters / 4),
      );
      return fc.record({
        waits: list(fc.array(fc.nat(n - 1), { maxLength: 3 })),
        days: list(fc.array(days, { minLength: resources, maxLength: resources })),
        capacities: fc.array(fc.constantFrom(0.25, 0.5, 1, 2, 5), { minLength: resources, maxLength: resources }),
        weeks: list(fc.integer({ min: 1, max: 9 })),
        slowest: list(fc.constantFrom(1.5, 2.5)),
        shuffled: fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
      });
    })
    .map(({ waits, days, capacities, weeks, slowest, shuffled }) => {
      // An item waits only for those before it in the shuffled order, so that there is no cycle.
      const place = new Map(shuffled.map((item, position) => [item, position]));
      const before = (item: number, other: number): boolean =>
        (place.get(other) as number) < (place.get(item) as number);
      const network: Network = {
        items: weeks.map((_, i) => ({ id: `I${String(i)}` }) as WorkItem),
        predecessors: waits.map((own, i) => [...new Set(own)].filter((other) => before(i, other))),
        uses: days.map((own) => own.flatMap((amount, resource) => (amount > 0 ? [{ resource, days: amount }] : []))),
        capacities,
        typicalWeeks: weeks,
        slowest,
        order: shuffled,
      };
      return { network, weeks: Int32Array.from(weeks) };
    });
}

/** A made-up problem of selection: needs are closed, costs and leads often tie, some scores start at nothing. */
export function anyProblem(most: number): fc.Arbitrary<{ candidates: Candidate[]; goal: Goal }> {
  const candidate = (n: number, domains: number): fc.Arbitrary<Omit<Candidate, 'needs'> & { own: number[] }> =>
    fc.record({
      id: fc.constantFrom('A', 'B', 'C', 'D'),
      domain: fc.nat(domains - 1),
      gain: fc.oneof(fc.constantFrom(0.4, 0.7, 1.5, 5, 10), fc.double({ min: 0.01, max: 40, noNaN: true })),
      cost: fc.oneof(
        fc.constantFrom(0.5, 1, 1, 2, 3, 1 / 3, 2 / 3),
        fc.nat(240).map((parts) => parts / 12),
      ),
      leadWeeks: fc.constantFrom(1, 2, 2, 4, 10.5),
      own: fc.array(fc.nat(Math.max(0, n - 1)), { maxLength: 2 }),
    });
  return fc
    .tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 1, max: 4 }))
    .chain(([n, domains]) => {
      const each = <T>(arbitrary: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
        fc.array(arbitrary, { minLength: length, maxLength: length });
      return fc.record({
        list: each(candidate(n, domains), n),
        scores: each(fc.oneof(fc.constantFrom(0, 0.5, 50), fc.double({ min: 0, max: 90, noNaN: true })), domains),
        weights: each(fc.integer({ min: 1, max: 9 }), domains),
        least: each(fc.constantFrom(0, 50, 50), domains),
        leastIndex: fc.oneof(fc.constantFrom(1, 70), fc.double({ min: 1, max: 95, noNaN: true })),
      });
    })
    .map(({ list, scores, weights, least, leastIndex }) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const closed: Set<number>[] = [];
      list.forEach(({ own }, i) => {
        const needs = new Set(own.filter((other) => other < i));
        for (const other of [...needs]) for (const further of closed[other] as Set<number>) needs.add(further);
        closed.push(needs);
      });
      return {
        candidates: list.map(({ own: _own, id, ...rest }, i) => ({
          ...rest,
          id: `${id}${String(i).padStart(2, '0')}`,
          needs: [...(closed[i] as Set<number>)],
        })),
        goal: {
          scores,
          weights: weights.map((weight) => weight / total),
          leastScores: least,
          leastIndex,
          scoreFloor: 1,
        },
      };
    });
}
