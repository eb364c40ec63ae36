import type { Question, Role } from '../contracts/instrument.js';

/**
 * Id of the role that finds out what is not known, or the document behind a claim. Somebody of the trust asks, even
 * where the vendor holds the answer: the catalogue makes sure that there is one.
 */
export function inquirer({ answeredBy }: Pick<Question, 'answeredBy'>, roles: ReadonlyMap<string, Role>): string {
  return answeredBy.find((id) => roles.get(id)?.side === 'trust') as string;
}
