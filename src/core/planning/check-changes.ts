import type { Answer, AssessmentInput } from '../contracts/answers.js';
import type { Checked } from '../contracts/defect.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { readAnswers } from '../scoring/check-answers.js';
import { at, InputReader, shown } from '../scoring/input-reader.js';
import type { Changes } from './what-if.js';

const FIELDS = ['answers', 'complete'] as const;
const MOST_COMPLETED = 200;

/**
 * Checks what a what-if asks: `answers`, a map of question id to answer as in the answers document, and `complete`, a
 * list of action ids. A changed answer keeps the note and the evidence that it does not name.
 *
 * @param raw parsed JSON
 * @param input the assessment that is changed
 */
export function checkChanges(raw: unknown, compiled: CompiledInstrument, input: AssessmentInput): Checked<Changes> {
  const reader = new InputReader();
  const object = reader.object(raw, '', 'a what-if', FIELDS) ?? {};
  const answers = readAnswers(reader, object.answers ?? {}, '/answers', compiled);
  const complete = reader.list(object.complete, '/complete', 'The completed actions', MOST_COMPLETED);
  const completed = complete.flatMap((id, index) => readCompleted(reader, id, at('/complete', index), compiled) ?? []);
  if (reader.defects.length === 0 && answers.size + completed.length === 0) {
    reader.report('', 'nothing-changed', 'Say what changes: answers, completed actions, or both.');
  }
  if (reader.defects.length > 0) return { ok: false, defects: reader.defects };
  const changed = [...answers].map(([id, answer]): [string, Answer] => [id, keepRest(answer, input.answers.get(id))]);
  return { ok: true, value: { answers: new Map(changed), completed: [...new Set(completed)] } };
}

/** A new answer with the earlier one's note and evidence where it brings none of its own. */
function keepRest(answer: Answer, earlier: Answer | undefined): Answer {
  const { note, evidence } = earlier ?? answer;
  return {
    ...answer,
    evidence: answer.evidence.length > 0 ? answer.evidence : evidence,
    ...(answer.note === undefined && note !== undefined && { note }),
  };
}

function readCompleted(
  reader: InputReader,
  value: unknown,
  pointer: string,
  { byId, tool }: CompiledInstrument,
): string | undefined {
  if (typeof value !== 'string') return reader.report(pointer, 'wrong-type', 'An action is named by its id, as text.');
  const id = value.replace(/:find-evidence$/, '');
  if (byId.has(id)) return id;
  return byId.has(id.replace(/:find-out$/, ''))
    ? reader.report(pointer, 'find-out-has-an-answer', 'Finding out ends with an answer: say which in answers.')
    : reader.report(
        pointer,
        'unknown-action',
        `${shown(value)} is not an action of ${tool.name}; ids look like GV-01.`,
      );
}
