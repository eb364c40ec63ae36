import type { CompiledInstrument } from '../core/instrument/compile.js';

/** What an assessment of a tool asks for, for whoever is about to start one. */
export interface BeforeStart {
  readonly sections: readonly {
    readonly name: string;
    readonly questions: number;
    /** Names of the roles that can answer most of it */
    readonly answeredBy: readonly string[];
  }[];
  readonly questions: number;
  /** Whole hours of work in all, as a guess */
  readonly hours: number;
  /** Names of the documents behind the questions that hold a stage back */
  readonly documents: readonly string[];
}

/** Our own judgement: a question takes as long as it takes to look at one document. */
const MINUTES_A_QUESTION = 3;
const MINUTES_AN_HOUR = 60;

export function beforeStart({ domains, roles }: CompiledInstrument): BeforeStart {
  const sections = domains.map(({ domain, questions }) => {
    const asked = questions.filter(({ ruledOut }) => !ruledOut);
    return {
      name: domain.name,
      questions: asked.length,
      answeredBy: domain.answeredMostlyBy.map((id) => roles.get(id)?.name ?? id),
      documents: asked.flatMap(({ gate, question }) => (gate === null ? [] : question.evidence.slice(0, 1))),
    };
  });
  const questions = sections.reduce((sum, section) => sum + section.questions, 0);
  return {
    sections: sections.map(({ documents: _documents, ...section }) => section),
    questions,
    hours: Math.max(1, Math.round((questions * MINUTES_A_QUESTION) / MINUTES_AN_HOUR)),
    documents: [...new Set(sections.flatMap(({ documents }) => documents))],
  };
}
