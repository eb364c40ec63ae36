import type { Question } from '../core/contracts/instrument.js';
import type { CompiledInstrument } from '../core/instrument/compile.js';
import { capitalised } from '../core/contracts/words.js';

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
  /** The documents behind the questions that hold a stage back */
  readonly documents: readonly DocumentToHave[];
}

/** A document, and what it is about: its name alone can be as short as "List of the five documents". */
export interface DocumentToHave {
  /** What the question is about, such as "Vendor's assurance pack" */
  readonly about: string;
  readonly name: string;
  /** What stands in it, and how to come by it */
  readonly help: string;
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
      documents: asked.flatMap(({ gate, question }) => (gate === null ? [] : documentOf(question))),
    };
  });
  const questions = sections.reduce((sum, section) => sum + section.questions, 0);
  return {
    sections: sections.map(({ documents: _documents, ...section }) => section),
    questions,
    hours: Math.max(1, Math.round((questions * MINUTES_A_QUESTION) / MINUTES_AN_HOUR)),
    documents: sections.flatMap(({ documents }) => documents),
  };
}

function documentOf({ subject, evidence: [name], help }: Question): DocumentToHave[] {
  const about = capitalised(subject);
  return name === undefined ? [] : [{ about, name, help }];
}
