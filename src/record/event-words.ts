/** What was done, in words that follow a name: "Ada Lovelace saved answers of a section". */
const EVENT_WORDS: Readonly<Record<string, string>> = {
  'access-refused': 'was refused',
  'answers-reopened': 'had answers asked again',
  'assessment-started': 'started an assessment',
  'assessment-submitted': 'submitted an assessment',
  'deployment-changed': 'changed a deployment',
  'deployment-created': 'added a deployment',
  'evidence-added': 'added evidence',
  'evidence-checked': 'checked evidence',
  'evidence-lapsing': 'found evidence that lapses soon',
  'evidence-removed': 'removed evidence',
  'evidence-replaced': 'replaced evidence',
  'file-downloaded': 'downloaded a file',
  'file-uploaded': 'uploaded a file',
  'job-cancelled': 'cancelled work that was ordered',
  'job-ordered': 'ordered work',
  'key-ended': 'ended a key',
  'key-made': 'made a key',
  'password-changed': 'changed their password',
  'person-added': 'added a person',
  'plan-downloaded': 'downloaded a support plan',
  'plan-made': 'made a support plan',
  'product-version-applied': 'recorded a product version at sites',
  'product-version-published': 'published a product version',
  'record-exported': 'exported the record',
  'revision-opened': 'opened a revision of an assessment',
  'role-given': 'gave somebody a role',
  'section-saved': 'saved answers',
  'session-ended': 'ended a session',
  'set-up-link-made': 'made the link for the first sign-in',
  'sign-in-failed': 'failed to sign in',
  'signed-in': 'signed in',
  'site-changed': 'changed a site',
  'site-created': 'added a site',
  'standing-changed': 'found that the stage has changed by itself',
  'statement-accepted': 'accepted a vendor statement',
  'statement-applied': 'took a vendor statement as the answer',
  'statement-disputed': 'disputed a vendor statement',
  'statement-published': 'published a statement',
  'statement-taken-back': 'took a vendor statement out of the answers',
  'statement-withdrawn': 'withdrew a statement',
  'trust-changed': 'changed a trust',
  'trust-created': 'added a trust',
};

/** All kinds of events with their words, in the order of the words. */
export const EVENT_TYPES: readonly (readonly [type: string, words: string])[] = Object.entries(EVENT_WORDS).sort(
  ([, one], [, other]) => (one < other ? -1 : 1),
);

/** The words for a kind of event; a kind that has none, such as one of an earlier release, stands for itself. */
export function wordsOf(type: string): string {
  return Object.hasOwn(EVENT_WORDS, type) ? (EVENT_WORDS[type] as string) : type;
}
