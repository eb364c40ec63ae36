import type { AssessmentInput } from '../contracts/answers.js';
import type {
  DomainExplanation,
  Explanation,
  QuestionExplanation,
  RatioExplanation,
  StageCondition,
} from '../contracts/explanation.js';
import type { DomainResult, Finding, Scorecard } from '../contracts/scorecard.js';
import { listed } from '../contracts/words.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { indexOf } from './domains.js';
import { judgeAnswers } from './findings.js';
import { scoreAssessment } from './score.js';
import { standingOf, type Standing } from './stage.js';

/**
 * Every number of the scorecard of an assessment, line by line (method, sections 2 to 5).
 *
 * @param input answers that `checkAssessment` accepted
 */
export function explainScorecard(compiled: CompiledInstrument, input: AssessmentInput): Explanation {
  const scorecard = scoreAssessment(compiled, input);
  const { instrument, tool, asOf, stage, gates } = scorecard;
  const { scoreFloor } = compiled.instrument.method;
  const judgements = judgeAnswers(compiled, input);
  const index = indexOf(
    compiled,
    judgements.map(({ mark }) => mark),
  );
  const standing = standingOf(compiled, input, judgements, index);
  return {
    instrument,
    tool,
    asOf,
    index: explainIndex(scorecard),
    domains: scorecard.domains.map((domain) => explainDomain(domain, scorecard, scoreFloor)),
    completeness: explainCompleteness(scorecard),
    confidence: explainConfidence(scorecard),
    stage: { ...stage, conditions: conditions(compiled, scorecard, standing) },
    gates,
  };
}

function explainIndex({ index, domains }: Scorecard): Explanation['index'] {
  const { value, upper, arithmetic, imbalance, verified } = index;
  const assessed = domains.filter(({ score }) => score !== null).length;
  return {
    value,
    upper,
    arithmetic,
    imbalance,
    verified,
    missing: 100 - value,
    sentence: `The index is ${tenth(value)} of 100: the weighted geometric mean of ${String(assessed)} domain scores, so a strong domain cannot buy off a weak one. An ordinary mean would give ${tenth(arithmetic)}. With every unknown answer at its best it would be ${tenth(upper)}; with only what is evidenced and in date, ${tenth(verified)}.`,
  };
}

function explainDomain(domain: DomainResult, { findings, index }: Scorecard, floor: number): DomainExplanation {
  const { code, name, weight, score, upper, shareOfGap } = domain;
  const own = findings.filter((finding) => finding.domain === code);
  const applicable = sum(own.map((finding) => (finding.outcome === 'not-applicable' ? 0 : finding.weight)));
  const counted = score === null ? null : Math.max(score, floor);
  return {
    code,
    name,
    weight,
    score,
    upper,
    counted,
    logGap: counted === null ? 0 : weight * Math.log(100 / counted),
    points: shareOfGap * (100 - index.value),
    questions: own.map((finding) => explainQuestion(finding, score === null ? 0 : applicable)),
    sentence: domainSentence(domain, counted),
  };
}

function domainSentence({ name, weight, score, upper, shareOfGap }: DomainResult, counted: number | null): string {
  if (score === null) return `${name} is not scored: too little of it applies here.`;
  const bound = upper === score ? '' : `, and could be ${tenth(upper as number)}`;
  const floored = counted === score ? '' : `; the index counts it as ${tenth(counted as number)}`;
  return `${name} scores ${tenth(score)} of 100${bound}${floored}. It weighs ${tenth(100 * weight)}% of the index and makes ${tenth(100 * shareOfGap)}% of what is missing.`;
}

/** @param applicable sum of the weights that count in the domain; 0 when it is not scored */
function explainQuestion(finding: Finding, applicable: number): QuestionExplanation {
  const { id, subject, outcome, value, weight, strength } = finding;
  const applies = outcome !== 'not-applicable' && applicable > 0;
  const share = applies ? weight / applicable : 0;
  const points = 100 * share * (value ?? 0);
  const missing = 100 * share - points;
  const couldAdd = value === null ? 100 * share : 0;
  const gives = applies ? ` It gives ${tenth(points)} of ${tenth(100 * share)} points.` : '';
  return {
    id,
    subject,
    outcome,
    value,
    weight,
    share,
    points,
    missing,
    couldAdd,
    strength,
    sentence: `${finding.sentence}${gives}`,
  };
}

function explainCompleteness({ findings, answered, completeness }: Scorecard): RatioExplanation {
  const applicable = findings.filter(({ outcome }) => outcome !== 'not-applicable');
  const numerator = sum(applicable.map(({ value, weight }) => (value === null ? 0 : weight)));
  const denominator = sum(applicable.map(({ weight }) => weight));
  const { known, applicable: questions } = answered;
  return {
    value: completeness,
    numerator,
    denominator,
    sentence: `${String(known)} of ${String(questions)} questions that apply are known; by weight ${tenth(numerator)} of ${tenth(denominator)}, ${tenth(100 * completeness)}%.`,
  };
}

/** Σ weight × strength of the known answers over Σ weight of all that apply: completeness cancels out of the mean. */
function explainConfidence({ findings, confidence, confidenceBand }: Scorecard): RatioExplanation {
  const applicable = findings.filter(({ outcome }) => outcome !== 'not-applicable');
  const numerator = sum(applicable.map(({ value, weight, strength }) => (value === null ? 0 : weight * strength)));
  const denominator = sum(applicable.map(({ weight }) => weight));
  return {
    value: confidence,
    numerator,
    denominator,
    sentence: `Confidence is ${confidenceBand.toLowerCase()}, ${tenth(100 * confidence)}%: by weight, the strength of the evidence behind what is known comes to ${tenth(numerator)} of ${tenth(denominator)}.`,
  };
}

function conditions(
  compiled: CompiledInstrument,
  { completeness, index }: Scorecard,
  standing: Standing,
): StageCondition[] {
  const { startedAt, goLiveIndex, goLiveDomain } = compiled.instrument.method.stages;
  const { closedDataGates, closedLiveGates, unmetEssentials, lowDomains, indexLow, inUse } = standing;
  const ids = (judgements: Standing['closedDataGates']): string => listed(judgements.map((one) => one.compiled.id));
  const none = (list: readonly unknown[], met: string, open: string): { met: boolean; sentence: string } =>
    list.length === 0 ? { met: true, sentence: met } : { met: false, sentence: open };
  return [
    {
      id: 'started',
      neededFor: 1,
      met: standing.stage > 0,
      sentence: `At least ${tenth(100 * startedAt)}% is to be known; ${tenth(100 * completeness)}% is.`,
    },
    {
      id: 'data-gates',
      neededFor: 2,
      ...none(closedDataGates, 'Every gate for data is open.', `Closed gates for data: ${ids(closedDataGates)}.`),
    },
    {
      id: 'live-gates',
      neededFor: 3,
      ...none(closedLiveGates, 'Every gate for go-live is open.', `Closed gates for go-live: ${ids(closedLiveGates)}.`),
    },
    {
      id: 'essentials',
      neededFor: 3,
      ...none(
        unmetEssentials,
        'Every essential question is at its mark.',
        `Essential questions below their mark or not known: ${ids(unmetEssentials)}.`,
      ),
    },
    {
      id: 'domains',
      neededFor: 3,
      ...none(
        lowDomains,
        `Every domain that counts scores at least ${tenth(goLiveDomain)}.`,
        `Domains below ${tenth(goLiveDomain)}: ${listed(lowDomains)}.`,
      ),
    },
    {
      id: 'index',
      neededFor: 3,
      met: !indexLow,
      sentence: `The index is to be at least ${tenth(goLiveIndex)}; it is ${tenth(index.value)}.`,
    },
    {
      id: 'in-use',
      neededFor: 4,
      met: inUse,
      sentence: inUse ? 'The go-live date has come.' : 'The go-live date has not come.',
    },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** A number for people, to a tenth. */
function tenth(value: number): string {
  return String(Math.round(value * 10) / 10);
}
