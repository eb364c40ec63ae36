import type { AssessmentInput } from '../contracts/answers.js';
import { isoDate } from '../contracts/calendar.js';
import type { Band, Method } from '../contracts/instrument.js';
import type { DomainResult, Scorecard } from '../contracts/scorecard.js';
import { STAGE_NAMES } from '../contracts/words.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { capacityOf, confidenceBand, confidenceOf, verifiedMarks } from './confidence.js';
import { checkConsistency } from './consistency.js';
import { indexOf, shareOfGap, type IndexArithmetic } from './domains.js';
import { findingOf, isEssentialMet, judgeAnswers } from './findings.js';
import type { Judgement } from './judgement.js';
import { judgeGates } from './gates.js';
import { headlineOf, isInUseWithoutClearance, isProvisional } from './headline.js';
import { decideVerdict, deployVerdict, standingOf } from './stage.js';

/** Band shown for a domain of which too little applies to be scored. */
export const NOT_ASSESSABLE = 'Not assessable';

/**
 * Everything that a site's answers say on one day (method, sections 1 to 5): findings, domain scores, index with its
 * upper bound, gates, stage, headline, verdicts, confidence, consistency queries. A pure function of its arguments.
 *
 * @param compiled the instrument under the input's tool and use
 * @param input answers that `checkAssessment` accepted
 */
export function scoreAssessment(compiled: CompiledInstrument, input: AssessmentInput): Scorecard {
  const { method } = compiled.instrument;
  const judgements = judgeAnswers(compiled, input);
  const index = indexOf(
    compiled,
    judgements.map(({ mark }) => mark),
  );
  const standing = standingOf(compiled, input, judgements, index);
  const confidence = confidenceOf(judgements, index.completeness);
  const capacity = capacityOf(judgements, method);
  const known = judgements.filter(({ mark }) => typeof mark === 'number').length;
  const applicable = judgements.filter(({ mark }) => mark !== 'not-applicable').length;
  return {
    instrument: { id: compiled.instrument.id, version: compiled.instrument.version },
    tool: compiled.tool.id,
    asOf: isoDate(input.asOf),
    headline: headlineOf(compiled, input, judgements, index, standing),
    inUseWithoutClearance: isInUseWithoutClearance(standing),
    stage: { number: standing.stage, name: STAGE_NAMES[standing.stage] },
    index: {
      value: index.index,
      upper: index.upper,
      band: bandOf(index.index, method.bands),
      provisional: isProvisional(compiled, index),
      arithmetic: index.arithmetic,
      imbalance: index.arithmetic - index.index,
      verified: indexOf(compiled, verifiedMarks(judgements, method)).index,
    },
    gates: judgeGates(judgements),
    domains: domainResults(compiled, judgements, index),
    findings: judgements.map((judgement) =>
      findingOf(judgement, index.domains[judgement.compiled.domain]?.gap as number, compiled),
    ),
    completeness: index.completeness,
    answered: { known, unknown: applicable - known, applicable },
    confidence,
    confidenceBand: confidenceBand(confidence, method),
    verdicts: {
      decide: decideVerdict(compiled, judgements),
      deploy: deployVerdict(compiled, judgements, index, standing.stage),
    },
    checks: checkConsistency(compiled, input, judgements),
    capacity: capacity.value,
    capacityKnown: capacity.known,
  };
}

/** The band that a score of 0 to 100 belongs to. */
export function bandOf(score: number, bands: readonly Band[]): string {
  const band = bands.find(({ below }) => below === undefined || score < below - EPSILON);
  return (band as Band).name;
}

function domainResults(
  compiled: CompiledInstrument,
  judgements: readonly Judgement[],
  index: IndexArithmetic,
): DomainResult[] {
  const { method } = compiled.instrument;
  return compiled.domains.map(({ domain, questions }, i) => {
    const own = index.domains[i] as IndexArithmetic['domains'][number];
    const essentialsMet = questions.every(({ position }) => isEssentialMet(judgements[position] as Judgement));
    return {
      code: domain.code,
      name: domain.name,
      score: own.score ?? null,
      upper: own.upper ?? null,
      completeness: own.completeness,
      band: domainBand(own.score, essentialsMet, method),
      essentialsMet,
      weight: own.weight,
      shareOfGap: shareOfGap(own, index, method.scoreFloor),
    };
  });
}

/** A strong number does not hide a missing essential: the band is capped, the number is never changed. */
function domainBand(score: number | undefined, essentialsMet: boolean, method: Method): string {
  if (score === undefined) return NOT_ASSESSABLE;
  const names = method.bands.map(({ name }) => name);
  const band = bandOf(score, method.bands);
  return essentialsMet || names.indexOf(band) <= names.indexOf(method.essentialCap) ? band : method.essentialCap;
}
