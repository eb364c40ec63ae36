import type { AssessmentInput } from '../contracts/answers.js';
import { isoDate } from '../contracts/calendar.js';
import type { Finding, FindingOutcome } from '../contracts/scorecard.js';
import { answerValue, EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../instrument/compile.js';
import { assessEvidence, type EvidenceState } from './evidence.js';
import type { Judgement } from './judgement.js';
import { findingSentence } from './sentences.js';

const NO_EVIDENCE: EvidenceState = { status: 'none', lapses: undefined, strength: 0 };

/**
 * Judges every compiled question, in the instrument's order. Here and in `findingOf` results are plain literals: built
 * from spreads they made scoring several times slower.
 */
export function judgeAnswers(compiled: CompiledInstrument, input: AssessmentInput): Judgement[] {
  return compiled.questions.map((question) => judge(compiled, question, input));
}

function judge(compiled: CompiledInstrument, question: CompiledQuestion, input: AssessmentInput): Judgement {
  const answer = input.answers.get(question.id);
  if (question.ruledOut || answer?.type === 'not-applicable') {
    return {
      compiled: question,
      answer,
      outcome: 'not-applicable',
      notKnownReason: undefined,
      mark: 'not-applicable',
      evidence: NO_EVIDENCE,
    };
  }
  if (answer?.type !== 'value') {
    const notKnownReason = answer === undefined ? 'unanswered' : 'answered-not-known';
    return {
      compiled: question,
      answer,
      outcome: 'not-known',
      notKnownReason,
      mark: 'unknown',
      evidence: NO_EVIDENCE,
    };
  }
  const { method } = compiled.instrument;
  const mark = answerValue(question.question, method, answer.value);
  const evidence = assessEvidence(answer.evidence, question.question, input.context, method, input.asOf);
  const outcome = outcomeOf(question, mark, evidence);
  const notKnownReason = outcome === 'not-known' ? 'claimed-without-evidence' : undefined;
  return { compiled: question, answer, outcome, notKnownReason, mark, evidence };
}

/**
 * A bare claim is not known for a gate, conditional or full; lapsed evidence makes a met question expired. A value
 * below the mark is what it is, whatever the evidence.
 */
function outcomeOf(question: CompiledQuestion, value: number, evidence: EvidenceState): FindingOutcome {
  const met = value >= question.passMark - EPSILON;
  const atLeastConditional = value >= question.conditionalMark - EPSILON;
  if (question.gate !== null && atLeastConditional && evidence.status === 'none') return 'not-known';
  if (!met) {
    if (value <= EPSILON) return 'not-met';
    return 'partly-met';
  }
  return evidence.status === 'lapsed' || evidence.status === 'other-version' ? 'expired' : 'met';
}

/** The finding that a judgement amounts to, with its sentence and its share of the domain's gap. */
export function findingOf(judgement: Judgement, domainGap: number, compiled: CompiledInstrument): Finding {
  const { compiled: question, outcome, mark, evidence } = judgement;
  const value = typeof mark === 'number' ? mark : null;
  const gap = mark === 'not-applicable' ? 0 : question.weight * (1 - (value ?? 0));
  return {
    id: question.id,
    domain: question.question.domain,
    subject: question.question.subject,
    outcome,
    notKnownReason: judgement.notKnownReason,
    value,
    passMark: question.passMark,
    weight: question.weight,
    phase: question.question.phase,
    themes: question.question.themes,
    gate: question.gate,
    essential: question.essential,
    essentialMet: isEssentialMet(judgement),
    strength: evidence.strength,
    lapses: evidence.lapses === undefined ? null : isoDate(evidence.lapses),
    shareOfDomainGap: domainGap > 0 ? gap / domainGap : 0,
    sentence: findingSentence(judgement, compiled),
  };
}

/** An essential is met at its mark by value; unknown never counts as met. True for questions that are not essential. */
export function isEssentialMet({ compiled, mark }: Judgement): boolean {
  if (!compiled.essential || mark === 'not-applicable') return true;
  return mark !== 'unknown' && mark >= compiled.passMark - EPSILON;
}
