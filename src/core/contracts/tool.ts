import type { Level, NumberScale } from './instrument.js';

/** New words for a question or its action under one tool; everything not named stays as the instrument has it. */
export interface Rewording {
  /** Short name */
  readonly subject?: string;
  /** The question */
  readonly question?: string;
  /** Why it is asked */
  readonly why?: string;
  /** How to find the answer */
  readonly help?: string;
  /** What good looks like */
  readonly good?: string;
  /** What counts as evidence */
  readonly evidence?: readonly string[];
  /** The levels, lowest first */
  readonly levels?: readonly Level[];
  /** What differs in the scale of a number question */
  readonly number?: Partial<NumberScale>;
  /** What differs in the action that closes the gap */
  readonly action?: {
    /** Short name */ readonly title?: string;
    /** What to do */ readonly steps?: string;
    /** Other ways to the same end */ readonly otherWays?: readonly string[];
  };
}

/** One line about the evidence for or against the tool, printed in every plan. */
export interface EvidenceStatement {
  /** What it says */
  readonly says: string;
  /** Where it says so */
  readonly source: string;
  /** When it was said, ISO */
  readonly date: string;
  /** How firm it is, in plain words: "as presented", "registry", "maker's statement" */
  readonly status: string;
}

/** What one AI product needs of a site, as plain data. A profile never says that the tool works. */
export interface ToolProfile {
  /** Id of the profile, such as `echogo-pro` */
  readonly id: string;
  /** Name of the product */
  readonly name: string;
  /** Who supplies it */
  readonly supplier: string;
  /** What kind of tool it is */
  readonly kind: string;
  /** What its supplier intends it for */
  readonly intendedUse: string;
  /** What a reader has to know about the tool */
  readonly notes: readonly string[];
  /** Fields a support team fills in for the product: limits, ports, views */
  readonly limits: readonly {
    /** What is limited */ readonly name: string;
    /** The limit, in words */ readonly value: string;
    /** Ids of the questions that it matters for */ readonly questions?: readonly string[];
  }[];
  /** Questions that do not arise with this tool */
  readonly switchedOff: readonly string[];
  /** Role id → its name where the tool is used, when it is not the instrument's */
  readonly roles: Readonly<Record<string, string>>;
  /** Question id → its new words */
  readonly reword: Readonly<Record<string, Rewording>>;
  /** Question id → weight in place of the instrument's */
  readonly weights: Readonly<Record<string, number>>;
  /** Domain code → base weight in place of the instrument's; they are normalised again */
  readonly domainWeights: Readonly<Record<string, number>>;
  /** The evidence for and against the tool */
  readonly evidence: readonly EvidenceStatement[];
}
