import type { AssessmentInput } from '../../src/core/contracts/answers.js';
import type { Use } from '../../src/core/contracts/instrument.js';
import type { GateResult, Scorecard } from '../../src/core/contracts/scorecard.js';
import type { Catalogue } from '../../src/core/instrument/catalogue.js';
import type { CompiledInstrument } from '../../src/core/instrument/compile.js';
import { checkAssessment, type CheckedAssessment } from '../../src/core/scoring/check-assessment.js';
import { scoreAssessment } from '../../src/core/scoring/score.js';
import { loadCatalogue } from '../../src/tools/load-catalogue.js';

/** An answers document as a file or a request holds it. */
export interface RawDocument {
  tool?: string;
  asOf?: string;
  context?: Record<string, unknown>;
  answers?: Record<string, Record<string, unknown>>;
}

export const TOOLS = ['echogo-pro', 'chest-xray-triage', 'ambient-scribe'] as const;
export const USES: readonly Use[] = ['routine', 'evaluation', 'research'];

let loaded: Catalogue | undefined;

/** The real instrument and tools, read once for each test file. */
export function realCatalogue(): Catalogue {
  if (loaded === undefined) {
    const result = loadCatalogue();
    if (!result.ok) throw new Error(`The data has defects:\n${JSON.stringify(result.defects, undefined, 2)}`);
    loaded = result.catalogue;
  }
  return loaded;
}

export function compiledFor(tool = 'echogo-pro', use: Use = 'routine'): CompiledInstrument {
  return realCatalogue().compiled(tool, use);
}

/** Checks a document that a test expects to be sound; EchoGo Pro on 23 November 2026 unless it says otherwise. */
export function checked(document: RawDocument): CheckedAssessment {
  const result = checkAssessment({ tool: 'echogo-pro', asOf: '2026-11-23', ...document }, realCatalogue());
  if (!result.ok) throw new Error(`The document has defects:\n${JSON.stringify(result.defects, undefined, 2)}`);
  return result.value;
}

export function scored(document: RawDocument): Scorecard {
  const { compiled, input } = checked(document);
  return scoreAssessment(compiled, input);
}

/** Every question that applies answered with its best answer, and with evidence that never fades in the tests. */
export function bestAnswers(tool = 'echogo-pro', use: Use = 'routine'): Record<string, Record<string, unknown>> {
  const evidence = [{ title: 'Document', date: '2026-10-01', owner: 'A. Person', checkedBy: 'B. Person' }];
  return Object.fromEntries(
    compiledFor(tool, use)
      .questions.filter(({ ruledOut }) => !ruledOut)
      .map(({ id, question }) => {
        const value = question.kind === 'number' ? question.number?.target : (question.levels?.length ?? 0) - 1;
        return [id, { value, evidence }];
      }),
  );
}

/** All answers the best ones but those given; an undefined one is left out. */
export function bestBut(
  changes: Record<string, Record<string, unknown> | undefined>,
  context: Record<string, unknown> = {},
  rest: RawDocument = {},
): Scorecard {
  const use = (context.use as Use | undefined) ?? 'routine';
  const all = { ...bestAnswers(rest.tool, use), ...changes };
  const answers = Object.fromEntries(Object.entries(all).filter(([, answer]) => answer !== undefined));
  return scored({ ...rest, context, answers: answers as Record<string, Record<string, unknown>> });
}

export function gateOf({ gates }: Scorecard, id: string): GateResult {
  const gate = gates.find((candidate) => candidate.id === id);
  if (gate === undefined) throw new Error(`${id} is not a gate`);
  return gate;
}

/** The same assessment with other answers. */
export function withAnswers(input: AssessmentInput, answers: AssessmentInput['answers']): AssessmentInput {
  return { ...input, answers };
}
