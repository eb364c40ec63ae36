import type { Level, NumberScale } from './instrument.js';

/** New words for a question or its action under one tool; everything not named stays as the instrument has it. */
export interface Rewording {
  readonly subject?: string;
  readonly question?: string;
  readonly why?: string;
  readonly help?: string;
  readonly good?: string;
  readonly evidence?: readonly string[];
  readonly levels?: readonly Level[];
  readonly number?: Partial<NumberScale>;
  readonly action?: { readonly title?: string; readonly steps?: string; readonly otherWays?: readonly string[] };
}

/** One line about the evidence for or against the tool, printed in every plan. */
export interface EvidenceStatement {
  readonly says: string;
  readonly source: string;
  readonly date: string;
  /** How firm it is, in plain words: "as presented", "registry", "maker's statement" */
  readonly status: string;
}

/** What one AI product needs of a site, as plain data. A profile never says that the tool works. */
export interface ToolProfile {
  readonly id: string;
  readonly name: string;
  readonly supplier: string;
  readonly kind: string;
  readonly intendedUse: string;
  readonly notes: readonly string[];
  /** Fields a support team fills in for the product: limits, ports, views */
  readonly limits: readonly { readonly name: string; readonly value: string; readonly questions?: readonly string[] }[];
  /** Questions that do not arise with this tool */
  readonly switchedOff: readonly string[];
  /** Role id → its name where the tool is used, when it is not the instrument's */
  readonly roles: Readonly<Record<string, string>>;
  readonly reword: Readonly<Record<string, Rewording>>;
  /** Question id → weight in place of the instrument's */
  readonly weights: Readonly<Record<string, number>>;
  /** Domain code → base weight in place of the instrument's; they are normalised again */
  readonly domainWeights: Readonly<Record<string, number>>;
  readonly evidence: readonly EvidenceStatement[];
}
