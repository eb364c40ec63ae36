import type { QuestionToFill } from '../../assessments/questions.service.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { pathOfAssessment, pathOfEvidence, pathOfQuestion } from './section-tasks.js';

/** A button that saves and goes on. */
interface Way {
  readonly then: string;
  readonly text: string;
}

/**
 * The buttons under a question, the one that people need first.
 *
 * @param back that somebody came to change one answer, and goes back to the list of all
 * @param overtaken that somebody else's answer stands beside what was entered
 */
export function waysOf({ before, after }: QuestionToFill, back: 'check' | undefined, overtaken: boolean): Way[] {
  if (overtaken) {
    return [
      { then: back ?? 'next', text: 'Save my answer' },
      { then: 'theirs', text: 'Keep what is saved now' },
    ];
  }
  if (back === 'check') return [{ then: 'check', text: 'Save and go back to check answers' }];
  return [
    ...(after === undefined ? [] : [{ then: 'next', text: 'Save and continue' }]),
    { then: 'sections', text: 'Save and go back to the sections' },
    ...(before === undefined ? [] : [{ then: 'previous', text: 'Save and go to the question before' }]),
  ];
}

/** The page that a button leads to after saving. */
export function nextOf(
  { before, after, asked, section: { section } }: QuestionToFill,
  then: FormFields[string],
  back: 'check' | undefined,
): string {
  const { assessmentId, code } = section;
  if (then === 'evidence') return `${pathOfEvidence(assessmentId, code, asked.question.id)}?return=question`;
  if (back === 'check') return `${pathOfAssessment(assessmentId)}/check`;
  if (then === 'theirs') return pathOfQuestion(assessmentId, asked.question.id);
  if (then === 'next' && after !== undefined) return pathOfQuestion(assessmentId, after);
  if (then === 'previous' && before !== undefined) return pathOfQuestion(assessmentId, before);
  return `${pathOfAssessment(assessmentId)}?saved=${encodeURIComponent(code)}`;
}
