import type { Action, Domain, Instrument, NumberScale, Question, Role, Use } from '../contracts/instrument.js';
import type { Rewording, ToolProfile } from '../contracts/tool.js';
import { answerValue } from './answer-value.js';

/** A question as one tool and one use need it, with every mark worked out as a value of 0 to 1. */
export interface CompiledQuestion {
  readonly question: Question;
  readonly id: string;
  /** Position among the compiled questions */
  readonly position: number;
  readonly domain: number;
  readonly weight: number;
  /** Value at which the finding is met */
  readonly passMark: number;
  readonly gate: 'data' | 'live' | null;
  /** Value from which the gate passes conditionally; the pass mark itself when it has no conditional state */
  readonly conditionalMark: number;
  readonly essential: boolean;
  /** Does not apply for this use, whatever is answered */
  readonly ruledOut: boolean;
}

export interface CompiledDomain {
  readonly domain: Domain;
  /** Base weight under the profile, normalised to sum 1 */
  readonly weight: number;
  /** Sum of its questions' weights under the profile */
  readonly fullWeight: number;
  readonly questions: readonly CompiledQuestion[];
}

/** The instrument under one tool profile and one use. Made once, used for every site. */
export interface CompiledInstrument {
  readonly instrument: Instrument;
  readonly tool: ToolProfile;
  readonly use: Use;
  readonly domains: readonly CompiledDomain[];
  readonly questions: readonly CompiledQuestion[];
  readonly byId: ReadonlyMap<string, CompiledQuestion>;
  /** Actions of the questions that the profile keeps, in its words, by id */
  readonly actions: ReadonlyMap<string, Action>;
  readonly roles: ReadonlyMap<string, Role>;
}

/** Applies a profile and a use to the instrument. Both must have passed `validateCatalogue`. */
export function compileInstrument(instrument: Instrument, tool: ToolProfile, use: Use): CompiledInstrument {
  const off = new Set(tool.switchedOff);
  const kept = instrument.questions.filter((question) => !off.has(question.id));
  const domainIndex = new Map(instrument.domains.map((domain, index) => [domain.code, index]));
  const questions = kept.map((question, position) =>
    compileQuestion(instrument, tool, use, question, position, domainIndex.get(question.domain) as number),
  );
  return {
    instrument,
    tool,
    use,
    questions,
    domains: compileDomains(instrument, tool, questions),
    byId: new Map(questions.map((compiled) => [compiled.id, compiled])),
    actions: new Map(
      instrument.actions
        .filter((action) => !off.has(action.id))
        .map((action) => [action.id, { ...action, ...tool.reword[action.id]?.action }]),
    ),
    roles: new Map(instrument.roles.map((role) => [role.id, { ...role, name: tool.roles[role.id] ?? role.name }])),
  };
}

function compileQuestion(
  instrument: Instrument,
  tool: ToolProfile,
  use: Use,
  original: Question,
  position: number,
  domain: number,
): CompiledQuestion {
  const question = inOneShape(reword(original, tool.reword[original.id]));
  const { method } = instrument;
  const rule = question.gate;
  const isGate = rule !== undefined && (rule.onlyForUse === undefined || rule.onlyForUse.includes(use));
  const valueAt = (answer: number | undefined, otherwise: number): number =>
    answer === undefined ? otherwise : answerValue(question, method, answer);
  const passMark = isGate ? valueAt(rule.passAt, 1) : valueAt(question.essential?.metAt, method.passMark);
  return {
    question,
    id: question.id,
    position,
    domain,
    weight: tool.weights[question.id] ?? question.weight,
    passMark,
    gate: isGate ? rule.kind : null,
    conditionalMark: valueAt(isGate ? rule.conditionalAt : undefined, passMark),
    essential: question.essential !== undefined,
    ruledOut: question.notApplicable?.forUse?.includes(use) ?? false,
  };
}

function compileDomains(
  instrument: Instrument,
  tool: ToolProfile,
  questions: readonly CompiledQuestion[],
): CompiledDomain[] {
  const weights = instrument.domains.map((domain) => tool.domainWeights[domain.code] ?? domain.weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return instrument.domains.map((domain, index) => {
    const own = questions.filter((compiled) => compiled.domain === index);
    return {
      domain,
      weight: (weights[index] as number) / total,
      fullWeight: own.reduce((sum, compiled) => sum + compiled.weight, 0),
      questions: own,
    };
  });
}

function reword(question: Question, words: Rewording | undefined): Question {
  if (words === undefined) return question;
  const { action: _action, number, ...text } = words;
  const scale: NumberScale | undefined = question.number && { ...question.number, ...number };
  return { ...question, ...text, ...(scale && { number: scale }) };
}

/**
 * The same question with every field there, in one order. Objects of one shape are read several times as fast as
 * objects of many, and scoring reads each question a dozen times.
 */
function inOneShape(question: Question): Question {
  return {
    id: question.id,
    domain: question.domain,
    subject: question.subject,
    kind: question.kind,
    question: question.question,
    why: question.why,
    help: question.help,
    good: question.good,
    evidence: question.evidence,
    answeredBy: question.answeredBy,
    scope: question.scope,
    themes: question.themes,
    frameworks: question.frameworks,
    weight: question.weight,
    phase: question.phase,
    levels: question.levels,
    number: question.number,
    gate: question.gate,
    essential: question.essential,
    notApplicable: question.notApplicable,
    expiry: question.expiry,
    versionBound: question.versionBound,
    reopenedBy: question.reopenedBy,
  };
}
