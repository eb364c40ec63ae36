import type { Answer } from '../contracts/answers.js';
import type { FindingOutcome, NotKnownReason } from '../contracts/scorecard.js';
import type { CompiledQuestion } from '../instrument/compile.js';
import type { Mark } from './domains.js';
import type { EvidenceState } from './evidence.js';

/** One question's answer, looked at once; everything else is worked out from these. */
export interface Judgement {
  readonly compiled: CompiledQuestion;
  readonly answer: Answer | undefined;
  readonly outcome: FindingOutcome;
  readonly notKnownReason: NotKnownReason | undefined;
  /** Value known to the score, or not known, or not applicable */
  readonly mark: Mark;
  readonly evidence: EvidenceState;
}
