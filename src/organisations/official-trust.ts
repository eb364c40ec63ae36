/** What the official file says of one trust. */
export interface OfficialTrust {
  readonly code: string;
  readonly name: string;
  /** Null where the file names none: then what is known here stays */
  readonly region: string | null;
  readonly address: string | null;
  readonly postcode: string | null;
  readonly openedOn: string | null;
  readonly closedOn: string | null;
}

/** What is wrong with a file: where, and what. */
export interface TrustFileDefect {
  /** From 1; 0 for the file as a whole */
  readonly line: number;
  /** Name of the column; null for the whole row */
  readonly column: string | null;
  readonly message: string;
}

export interface ReadTrusts {
  readonly trusts: readonly OfficialTrust[];
  /** While there is one, nothing of the file is used */
  readonly defects: readonly TrustFileDefect[];
}

/** Reads the text of the official file of trusts. */
export type ReadTrustFile = (text: string) => ReadTrusts;

/** Injection token of what reads the official file. */
export const READ_TRUST_FILE = Symbol('read-trust-file');
