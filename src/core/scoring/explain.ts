import type { AssessmentInput } from '../contracts/answers.js';
import type { DomainExplanation, Explanation, IndexSum, Ratio } from '../contracts/explanation.js';
import type { IndexResult, Scorecard } from '../contracts/scorecard.js';
import { listed } from '../contracts/words.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { verifiedMarks } from './confidence.js';
import { indexOf } from './domains.js';
import { explainDomains, type Reading } from './explain-domains.js';
import { explainGates } from './explain-gates.js';
import { explainStage } from './explain-stage.js';
import { percentage, tenths } from './figures.js';
import { judgeAnswers } from './findings.js';
import { scoreAssessment } from './score.js';

/** Domains that a sentence about the index names. */
const NAMED_DOMAINS = 3;

const METHOD =
  "The index is 100 × exp(−sum), where the sum adds up, over the domains, the domain's weight × (ln 100 − ln of its " +
  'score): a weighted geometric mean, so that a strong domain cannot buy off a weak one.';

/**
 * Every number of the scorecard line by line: the same arithmetic as `scoreAssessment`, with its terms shown. Notes are
 * left out.
 *
 * @param compiled the instrument under the input's tool and use
 * @param input answers that `checkAssessment` accepted
 */
export function explainScorecard(compiled: CompiledInstrument, input: AssessmentInput): Explanation {
  const { method } = compiled.instrument;
  const card = scoreAssessment(compiled, input);
  const judgements = judgeAnswers(compiled, input);
  const index = indexOf(
    compiled,
    judgements.map(({ mark }) => mark),
  );
  const verified = verifiedMarks(judgements, method);
  const reading: Reading = { compiled, judgements, card, index, verified };
  const domains = explainDomains(reading);
  return {
    instrument: card.instrument,
    tool: card.tool,
    use: compiled.use,
    asOf: card.asOf,
    headline: card.headline,
    index: {
      method: METHOD,
      scoreFloor: method.scoreFloor,
      ...explainSums(card, domains),
      verifiedAt: method.confidence.verifiedAt,
      notVerified: judgements.filter(({ mark }, i) => mark !== verified[i]).map((judgement) => judgement.compiled.id),
      average: {
        value: card.index.arithmetic,
        imbalance: card.index.imbalance,
        sentence:
          `The plain average of the domain scores, by weight, is ${tenths(card.index.arithmetic)}; that is ` +
          `${tenths(card.index.imbalance)} points over the index and shows how uneven the domains are.`,
      },
      band: card.index.band,
      provisional: card.index.provisional,
    },
    domains,
    ...explainRatios(card, domains),
    stage: explainStage(compiled, input, judgements, index),
    gates: explainGates(judgements, card.gates, compiled),
  };
}

type Sum = 'counted' | 'upper' | 'verified';

function explainSums(
  { index, answered }: Scorecard,
  domains: readonly DomainExplanation[],
): Readonly<Record<Sum, IndexSum>> {
  const counted = `The index is ${tenths(index.value)} of 100${index.provisional ? ', provisional' : ''}`;
  const unknown = answered.unknown === 1 ? 'the 1 unknown answer' : `all ${String(answered.unknown)} unknown answers`;
  const upper =
    answered.unknown === 0
      ? `Every answer is known, so the index can be no other than ${tenths(index.upper)}`
      : `If ${unknown} were the best, the index would be ${tenths(index.upper)}`;
  const verified = `Counting only answers with strong enough evidence, the index is ${tenths(index.verified)}`;
  return {
    counted: sumOf(index, 'counted', domains, counted),
    upper: sumOf(index, 'upper', domains, upper),
    verified: sumOf(index, 'verified', domains, verified),
  };
}

function sumOf(index: IndexResult, which: Sum, domains: readonly DomainExplanation[], opening: string): IndexSum {
  const value = which === 'counted' ? index.value : index[which];
  const terms = domains.flatMap((domain) => {
    const term = domain[which];
    return term === null ? [] : [{ name: domain.name, ...term }];
  });
  const losses = terms.filter(({ pointsLost }) => pointsLost > EPSILON).sort((a, b) => b.pointsLost - a.pointsLost);
  const largest = losses.slice(0, NAMED_DOMAINS).map(({ name, pointsLost }) => `${name} (${tenths(pointsLost)})`);
  const more = losses.length > NAMED_DOMAINS ? ', most of them' : '';
  return {
    value,
    logGap: terms.reduce((sum, { logTerm }) => sum + logTerm, 0),
    pointsLost: 100 - value,
    sentence:
      losses.length === 0
        ? `${opening}: no domain loses anything.`
        : `${opening}: ${tenths(100 - value)} points are lost${more} in ${listed(largest)}.`,
  };
}

function explainRatios(
  card: Scorecard,
  domains: readonly DomainExplanation[],
): { completeness: Ratio; confidence: Ratio } {
  const [known, applicable] = [total(domains, 'knownWeight'), total(domains, 'applicableWeight')];
  const strength = domains
    .flatMap(({ questions }) => questions)
    .reduce((sum, { strengthWeight }) => sum + strengthWeight, 0);
  const answers = `${String(card.answered.known)} of ${String(card.answered.applicable)} answers are known`;
  return {
    completeness: {
      numerator: known,
      denominator: applicable,
      value: card.completeness,
      sentence:
        `${answers}; by weight ${tenths(known)} of ${tenths(applicable)}, so ${percentage(card.completeness)} of the ` +
        'assessment is known.',
    },
    confidence: {
      numerator: strength,
      denominator: applicable,
      value: card.confidence,
      sentence:
        `Each known answer counts by its weight and the strength of its evidence: ${tenths(strength)} of ` +
        `${tenths(applicable)}, so confidence is ${percentage(card.confidence)} (${card.confidenceBand.toLowerCase()}).`,
    },
  };
}

function total(domains: readonly DomainExplanation[], key: 'knownWeight' | 'applicableWeight'): number {
  return domains.reduce((sum, domain) => sum + domain[key], 0);
}
