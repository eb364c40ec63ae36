/**
 * The sentences of a document, from `templates/plan`, so that someone who writes English can improve them. The texts are
 * passed in: the core reads no files.
 */
export interface Wording {
  /** The text of a key with its values put in. A value is shown as it is, and never read as part of the text. */
  readonly say: (key: string, values: PhraseValues) => string;
  /** As `say`, for a key that holds several texts */
  readonly list: (key: string, values: PhraseValues) => readonly string[];
  readonly glossary: readonly GlossaryTerm[];
}

export type PhraseValues = Readonly<Record<string, string | number>>;

export interface GlossaryTerm {
  readonly term: string;
  readonly meaning: string;
}
