import type { ChangeSince } from '../../assessments/review.service.js';
import { listed } from '../../core/contracts/words.js';
import { timeText } from '../time-text.js';

const FACTS: Readonly<Record<string, string>> = {
  deployment: 'the details of the deployment',
  site: 'the details of the site',
  trust: 'the details of the trust',
};

/**
 * What was changed since somebody looked, a line for each change.
 *
 * @param names of people and programs by id
 * @param sectionName name of a section by its code
 */
export function changeLines(
  changes: readonly ChangeSince[],
  names: ReadonlyMap<string, string>,
  sectionName: (code: string) => string,
): string[] {
  return changes.map(({ what, questions, actorId, at }) => {
    const who = actorId === undefined ? undefined : names.get(actorId);
    const where = FACTS[what] ?? `“${sectionName(what)}”${questions.length === 0 ? '' : ` (${listed(questions)})`}`;
    return `${who ?? 'Somebody'} changed ${where}${at === undefined ? '' : ` on ${timeText(at)}`}`;
  });
}
