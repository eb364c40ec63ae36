import type { AssessmentInput } from '../contracts/answers.js';
import { isoDate } from '../contracts/calendar.js';
import type { Stage } from '../contracts/scorecard.js';
import type {
  DomainSensitivity,
  IndexRange,
  Sensitivity,
  WeighedIndex,
  WeightVariant,
} from '../contracts/sensitivity.js';
import { listed, STAGE_NAMES } from '../contracts/words.js';
import type { CompiledDomain, CompiledInstrument } from '../instrument/compile.js';
import { indexOf, type DomainArithmetic, type IndexArithmetic } from './domains.js';
import { tenths } from './figures.js';
import { judgeAnswers } from './findings.js';
import type { Judgement } from './judgement.js';
import { openAnswers } from './open-answers.js';
import { standingOf } from './stage.js';

/**
 * How far one domain's weight is moved: half, and twice. The rank draws of the method let a small domain's weight vary by
 * some 60% and a large one's by 26%, so this is at least as far for every domain.
 */
const FACTORS = { less: 0.5, more: 2 } as const;

/** One site, and the index that its answers come to. */
interface Site {
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
  readonly judgements: readonly Judgement[];
  readonly index: IndexArithmetic;
}

/**
 * The same answers under other weights, one change at a time, and what each open answer could move. Step 7 of the OECD/JRC
 * *Handbook on Constructing Composite Indicators* (2008), "Uncertainty and sensitivity analysis": a composite whose weights
 * are a judgement has to be shown with other weights and with another way to aggregate. A weight of the index opens no gate,
 * so no variant lifts a site with a closed data gate above stage 1.
 *
 * @param compiled the instrument under the input's tool and use
 * @param input answers that `checkAssessment` accepted
 */
export function sensitivityOf(compiled: CompiledInstrument, input: AssessmentInput): Sensitivity {
  const judgements = judgeAnswers(compiled, input);
  const index = indexUnder(compiled, judgements);
  const site: Site = { compiled, input, judgements, index };
  const domains = compiled.domains.map((_, i) => domainSensitivity(site, i));
  const variants = variantsOf(site);
  const all = [...domains.flatMap(({ less, more }) => [less, more]), ...variants];
  const standing = standingOf(compiled, input, judgements, index).stage;
  const tried = rangeOf([index.index, ...all.map((one) => one.index)]);
  const stages = [...new Set([standing, ...all.map(({ stage }) => stage)])].sort();
  return {
    instrument: { id: compiled.instrument.id, version: compiled.instrument.version },
    tool: compiled.tool.id,
    asOf: isoDate(input.asOf),
    index: index.index,
    upper: index.upper,
    factors: FACTORS,
    domains,
    variants,
    tried,
    limits: rangeOf(scoresUsed(compiled, index)),
    stages,
    ...openAnswers(compiled, judgements, index),
    sentence: sentenceOf(index.index, tried, stages),
  };
}

function indexUnder(compiled: CompiledInstrument, judgements: readonly Judgement[]): IndexArithmetic {
  return indexOf(
    compiled,
    judgements.map(({ mark }) => mark),
  );
}

function domainSensitivity(site: Site, position: number): DomainSensitivity {
  const { code, name } = (site.compiled.domains[position] as CompiledDomain).domain;
  const times = (factor: number): WeighedIndex =>
    weighed(site, (domain, i) => (i === position ? { ...domain, weight: domain.weight * factor } : domain));
  const { weight } = site.index.domains[position] as DomainArithmetic;
  return { code, name, weight, less: times(FACTORS.less), more: times(FACTORS.more) };
}

function variantsOf(site: Site): WeightVariant[] {
  const { compiled, index } = site;
  const average = { ...index, index: index.arithmetic, upper: averageUpper(compiled, index) };
  return [
    {
      id: 'equal-domains',
      name: 'Every domain weighs the same',
      ...weighed(site, (domain) => ({ ...domain, weight: 1 })),
    },
    {
      id: 'equal-questions',
      name: 'Every question of a domain weighs the same',
      ...weighed(site, (domain) => ({
        ...domain,
        fullWeight: domain.questions.length,
        questions: domain.questions.map((question) => ({ ...question, weight: 1 })),
      })),
    },
    {
      id: 'plain-average',
      name: 'A plain average, in which strong domains make up for weak ones',
      ...compared(site, compiled, average),
    },
  ];
}

/** The index with every domain changed by a rule. Judgements stay: no weight changes what was found. */
function weighed(site: Site, change: (domain: CompiledDomain, position: number) => CompiledDomain): WeighedIndex {
  const compiled = { ...site.compiled, domains: site.compiled.domains.map(change) };
  return compared(site, compiled, indexUnder(compiled, site.judgements));
}

function compared(
  { input, judgements, index: stands }: Site,
  compiled: CompiledInstrument,
  other: IndexArithmetic,
): WeighedIndex {
  const { stage } = standingOf(compiled, input, judgements, other);
  return { index: other.index, upper: other.upper, change: other.index - stands.index, stage };
}

/** Scores of the domains that are assessed, as they count. */
function scoresUsed({ instrument }: CompiledInstrument, { domains }: IndexArithmetic): number[] {
  return domains.flatMap(({ score }) => (score === undefined ? [] : [Math.max(score, instrument.method.scoreFloor)]));
}

function averageUpper({ instrument }: CompiledInstrument, { domains }: IndexArithmetic): number {
  return domains.reduce(
    (sum, { upper, weight }) => sum + weight * Math.max(upper ?? 0, instrument.method.scoreFloor),
    0,
  );
}

function rangeOf(values: readonly number[]): IndexRange {
  return { lowest: Math.min(...values), highest: Math.max(...values) };
}

function sentenceOf(index: number, { lowest, highest }: IndexRange, stages: readonly Stage[]): string {
  const [from, to] = [tenths(lowest), tenths(highest)];
  const range =
    from === to
      ? `The index is ${tenths(index)} under all the weights that were tried.`
      : `The index is ${tenths(index)}; under the weights that were tried it lies between ${from} and ${to}.`;
  const names = stages.map((stage) => STAGE_NAMES[stage]);
  return names.length === 1
    ? `${range} The stage, ${names[0] as string}, is the same under all of them.`
    : `${range} The stage depends on them: ${listed(names)}.`;
}
