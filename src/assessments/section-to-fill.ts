import type { GateKind, Question, Role } from '../core/contracts/instrument.js';
import type { CompiledDomain } from '../core/instrument/compile.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { SectionView } from './sections.dto.js';

/** A question as one deployment is asked it. */
export interface AskedQuestion {
  readonly question: Question;
  /** What it holds back under this tool and use; null when nothing */
  readonly gate: GateKind | null;
  /** Names of the roles that can answer it */
  readonly answeredBy: readonly string[];
}

/** A section of the open revision for whoever fills it in, or reads how far it is. */
export interface SectionToFill {
  readonly section: SectionView;
  readonly deployment: DeploymentView;
  /** Whether this reader may answer as well */
  readonly mayAnswer: boolean;
  /** Whether this reader may hand it to a colleague */
  readonly mayHandOver: boolean;
  /** Whether this reader may open files that somebody else sent */
  readonly mayOpenFiles: boolean;
  /** Whether the trust keeps its notes from the vendor and its networks */
  readonly notesKept: boolean;
  /** Whether a vendor that takes part reads the section while it is filled in */
  readonly isShared: boolean;
  /** In the order of the instrument, without those that never apply for this use */
  readonly questions: readonly AskedQuestion[];
}

export function askedQuestions({ questions }: CompiledDomain, roles: ReadonlyMap<string, Role>): AskedQuestion[] {
  return questions
    .filter(({ ruledOut }) => !ruledOut)
    .map(({ question, gate }) => ({
      question,
      gate,
      answeredBy: question.answeredBy.map((id) => roles.get(id)?.name ?? id),
    }));
}
