import type { DomainExplanation, DomainTerm, QuestionExplanation } from '../contracts/explanation.js';
import type { DomainResult, Finding, Scorecard } from '../contracts/scorecard.js';
import type { CompiledDomain, CompiledInstrument } from '../instrument/compile.js';
import { indexOf, logGapTerm, type DomainArithmetic, type IndexArithmetic, type Mark } from './domains.js';
import { percentage, tenths } from './figures.js';
import type { Judgement } from './judgement.js';
import { answerText } from './sentences.js';

/** Everything about one site that its lines are read from. */
export interface Reading {
  readonly compiled: CompiledInstrument;
  readonly judgements: readonly Judgement[];
  readonly card: Scorecard;
  readonly index: IndexArithmetic;
  /** The marks of the verified index */
  readonly verified: readonly Mark[];
}

/** One line for each domain, in the instrument's order, with the lines of its questions. */
export function explainDomains(reading: Reading): DomainExplanation[] {
  const { compiled, card, index } = reading;
  const verified = indexOf(compiled, reading.verified);
  const gaps = { counted: index.logGap, upper: 0, verified: verified.logGap };
  const upperOf = (i: number): DomainArithmetic => {
    const own = index.domains[i] as DomainArithmetic;
    return { ...own, score: own.upper };
  };
  const { scoreFloor } = compiled.instrument.method;
  compiled.domains.forEach((_, i) => {
    gaps.upper += termOf(upperOf(i), scoreFloor);
  });
  return compiled.domains.map((domain, i) => {
    const own = index.domains[i] as DomainArithmetic;
    const result = card.domains[i] as DomainResult;
    const line = (arithmetic: DomainArithmetic, value: number, logGap: number): DomainTerm | null =>
      domainTerm(arithmetic, scoreFloor, 100 - value, logGap);
    const counted = line(own, card.index.value, gaps.counted);
    return {
      code: domain.domain.code,
      name: domain.domain.name,
      band: result.band,
      assessed: own.score !== undefined,
      baseWeight: domain.weight,
      weight: own.weight,
      fullWeight: domain.fullWeight,
      applicableWeight: own.applicableWeight,
      knownWeight: own.knownWeight,
      completeness: own.completeness,
      counted,
      upper: line(upperOf(i), card.index.upper, gaps.upper),
      verified: line(verified.domains[i] as DomainArithmetic, card.index.verified, gaps.verified),
      shareOfGap: result.shareOfGap,
      questions: domain.questions.map(({ position }) => explainQuestion(reading, own, position)),
      sentence: domainSentence(domain, own, counted),
    };
  });
}

/** What the domain adds to the log gap; 0 when it is not assessed. */
function termOf({ score, weight }: DomainArithmetic, scoreFloor: number): number {
  return score === undefined ? 0 : logGapTerm(weight, score, scoreFloor);
}

function domainTerm(own: DomainArithmetic, scoreFloor: number, pointsLost: number, logGap: number): DomainTerm | null {
  if (own.score === undefined) return null;
  const logTerm = termOf(own, scoreFloor);
  return {
    score: own.score,
    scoreUsed: Math.max(own.score, scoreFloor),
    logTerm,
    pointsLost: logGap > 0 ? (pointsLost * logTerm) / logGap : 0,
  };
}

function domainSentence({ domain }: CompiledDomain, own: DomainArithmetic, term: DomainTerm | null): string {
  if (term === null) {
    return `${domain.name}: too little of it applies to be scored, so its weight is shared out among the others.`;
  }
  const floored = term.scoreUsed > term.score ? `, counted as ${tenths(term.scoreUsed)}` : '';
  const upper = own.upper === own.score ? '' : ` (could be ${tenths(own.upper as number)} when all of it is known)`;
  return (
    `${domain.name}: ${tenths(term.score)} of 100${upper}${floored}; at ${percentage(own.weight)} of the index it ` +
    `costs ${tenths(term.pointsLost)} points.`
  );
}

function explainQuestion(
  { judgements, card, verified }: Reading,
  domain: DomainArithmetic,
  position: number,
): QuestionExplanation {
  const { compiled, answer, mark } = judgements[position] as Judgement;
  const finding = card.findings[position] as Finding;
  const { id, weight, question } = compiled;
  const applicable = mark !== 'not-applicable';
  const most = applicable ? (100 * weight) / domain.applicableWeight : 0;
  const known = typeof mark === 'number' ? weight : 0;
  const given = most * worth(mark);
  return {
    id,
    subject: question.subject,
    weight,
    applicable,
    outcome: finding.outcome,
    notKnownReason: finding.notKnownReason ?? null,
    answer: compiled.ruledOut ? finding.sentence : answerText(question, answer),
    value: finding.value,
    share: most / 100,
    points: given,
    pointsLeft: most - given,
    pointsIfKnown: mark === 'unknown' ? most : given,
    pointsVerified: most * worth(verified[position] as Mark),
    shareOfDomainGap: finding.shareOfDomainGap,
    knownWeight: known,
    strength: finding.strength,
    strengthWeight: known * finding.strength,
    finding: finding.sentence,
    sentence: `${id} ${question.subject}: ${questionWords(mark, given, most)}`,
  };
}

/** What a mark gives of its weight: what is not known or does not apply gives nothing. */
function worth(mark: Mark): number {
  return typeof mark === 'number' ? mark : 0;
}

function questionWords(mark: Mark, given: number, most: number): string {
  if (mark === 'not-applicable') return 'does not apply, so it leaves every sum.';
  if (mark === 'unknown')
    return `not known, so it gives none of its ${tenths(most)} points; known and best it gives all.`;
  return `gives ${tenths(given)} of its ${tenths(most)} points.`;
}
