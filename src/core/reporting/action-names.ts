import type { PlannedAction } from '../contracts/plan.js';
import type { Phrases } from './phrases.js';

/** Question and short name. The question's id alone: a title says already that something is to be found out. */
export function actionLabel({ questionId, title }: PlannedAction): string {
  return `${questionId} ${title}`;
}

/** Whether it only finds something out: an answer, or the evidence for one. */
export function isInquiry({ type }: PlannedAction): boolean {
  return type === 'find-out' || type === 'find-evidence';
}

/** An action by its id, as it is read aloud: "IT-03", "IT-03 (find out)". */
export function actionReference(id: string, { say }: Phrases): string {
  const [question, kind] = id.split(':') as [string, string?];
  if (kind === undefined) return question;
  return kind === 'find-out'
    ? say('actions.reference-find-out', { question })
    : say('actions.reference-evidence', { question });
}

/** The same with what the question is about: for places where no title stands nearby. */
export function actionName(
  { id, questionId }: Pick<PlannedAction, 'id' | 'questionId'>,
  subjects: ReadonlyMap<string, string>,
  phrases: Phrases,
): string {
  return `${actionReference(id, phrases)} ${subjects.get(questionId) as string}`;
}
