import type { PortfolioMethod } from './portfolio-method.js';

/**
 * The instrument: what is asked, why, and what closes each gap. Plain data, loaded from
 * `data/instruments/<id>/<version>/` and checked before the core sees it. Every weight and every figure of effort or
 * time is a judgement or an estimate and is labelled so in the data.
 */
export type AnswerKind = 'maturity' | 'approval' | 'choice' | 'number';
export type GateKind = 'data' | 'live';
export type Phase = 'decide' | 'prepare' | 'go-live' | 'sustain';
export type Scope = 'trust' | 'site' | 'tool';
/** What the deployment is for. */
export const USES = ['routine', 'evaluation', 'research'] as const;
export type Use = (typeof USES)[number];
/** A change on the site's side or the vendor's that makes earlier evidence out of date. */
export type ChangeKind = 'product-version' | 'pacs' | 'scanner' | 'gateway';
/** People counted in the deployment's context, for effort that grows with them. */
export type HeadCount = 'reporters' | 'physiologists' | 'projectStaff';

export interface Level {
  /** What a site at this level says of itself */ readonly text: string;
  /** Choice questions only, 0 to 1 */
  readonly value?: number;
}

/** A number question: value 0 at `floor`, 1 at `target`, linear between, clamped. `floor` may lie above `target`. */
export interface NumberScale {
  /** What is counted */ readonly unit: string;
  /** Answer worth nothing */ readonly floor: number;
  /** Answer worth everything */ readonly target: number;
  /** Smallest and largest answer that is accepted */
  readonly min: number;
  /** Largest answer that is taken */ readonly max: number;
  /** What the floor stands for */ readonly atFloor?: string;
  /** What the target stands for */ readonly atTarget?: string;
}

export interface GateRule {
  /** `data` holds back patient data, `live` holds back clinical use */ readonly kind: GateKind;
  /** Answer (level index or number) at which it passes; default: the answer worth 1 */
  readonly passAt?: number;
  /** Answer at which it passes conditionally, until the evidence lapses */
  readonly conditionalAt?: number;
  /** Uses in which it is a gate; all when left out */ readonly onlyForUse?: readonly Use[];
}

export interface EssentialRule {
  /** Answer (level index or number) at which it is met; default: the pass mark of an ordinary question */
  readonly metAt?: number;
}

export interface ToolkitYear {
  /** `MM-DD`: the last day on which a year's publication is due */
  readonly deadline: string;
  /** `MM-DD`: from this day publications are for the coming deadline */
  readonly opens: string;
}

/** Evidence holds for some months. */
export interface MonthsRule {
  /** Months after its date */
  readonly months: number;
}

/** Evidence holds for a year of the Data Security and Protection Toolkit. */
export interface ToolkitRule {
  /** When that year begins and ends */
  readonly toolkitYear: ToolkitYear;
}

export type ExpiryRule = MonthsRule | ToolkitRule;

export interface FrameworkReference {
  /** Id of the framework */ readonly id: string;
  /** Where in it */ readonly section?: string;
}

export interface Question {
  /** Id, such as `IT-05`; never used for another question */ readonly id: string;
  /** Code of its domain */ readonly domain: string;
  /** Short name for headlines, tables and charts */
  readonly subject: string;
  /** How it is answered */ readonly kind: AnswerKind;
  /** What is asked */ readonly question: string;
  /** The barrier that it is about */ readonly why: string;
  /** How to find the answer */ readonly help: string;
  /** What good looks like */ readonly good: string;
  /** Documents that would show it */ readonly evidence: readonly string[];
  /** Ids of the roles that can answer it */ readonly answeredBy: readonly string[];
  /** Whether an answer holds for the trust, the site or the tool */ readonly scope: Scope;
  /** Ids of the study's themes behind it */ readonly themes: readonly string[];
  /** Rules and standards that it comes from */ readonly frameworks?: readonly FrameworkReference[];
  /** 1 helpful, 2 material, 3 blocks others or dominates delay: a judgement */
  readonly weight: number;
  /** When it has to be settled */ readonly phase: Phase;
  /** What can be answered, from the worst to the best; not for numbers */ readonly levels?: readonly Level[];
  /** How a number is valued; only for numbers */ readonly number?: NumberScale;
  /** Set for a gate, which no score opens */ readonly gate?: GateRule;
  /** Set for a question that has to be at its mark before go-live */ readonly essential?: EssentialRule;
  /** When it may be said not to apply */ readonly notApplicable?: {
    /** When a site may say so, in words */ readonly when?: string;
    /** Uses in which it never applies */ readonly forUse?: readonly Use[];
  };
  /** How long evidence holds */ readonly expiry?: ExpiryRule;
  /** Evidence counts for the product version that it names only */ readonly versionBound?: boolean;
  /** Changes that make earlier evidence out of date */ readonly reopenedBy?: readonly ChangeKind[];
}

export interface Owner {
  readonly role: string;
  /** Person-days of work when nothing has been done yet */
  readonly days: number;
  /** Days are for each of these people */
  readonly per?: HeadCount;
}

export interface Alternative {
  readonly id: string;
  readonly title: string;
  readonly steps: string;
  readonly owners: readonly Owner[];
  readonly leadWeeks: number;
  readonly skipsQueue?: boolean;
}

/** What closes the gap of the question with the same id. Effort and lead are estimates. */
export interface Action {
  readonly id: string;
  readonly domain: string;
  readonly title: string;
  readonly steps: string;
  /** First-named owns the action */
  readonly owners: readonly Owner[];
  readonly vendorDays?: number;
  /** Vendor days by support tier, least support first */
  readonly vendorDaysByTier?: readonly number[];
  /** Typical elapsed weeks */
  readonly leadWeeks: number;
  /** Maximum of the duration's distribution, weeks; default a multiple of the typical one */
  readonly slowWeeks?: number;
  readonly needs?: readonly string[];
  /** Uses patient data: needs every applicable data gate as well */
  readonly patientData?: boolean;
  /** Number question, in weeks, added to the lead */
  readonly queue?: string;
  readonly studies?: { readonly count: number; readonly perYear: string };
  readonly informedBy?: readonly string[];
  readonly askVendor: string;
  readonly otherWays?: readonly string[];
  readonly alternatives?: readonly Alternative[];
}

export interface Domain {
  /** Code, such as `IT` */ readonly code: string;
  /** Name */ readonly name: string;
  /** Base weight; all of them sum to 1 */
  readonly weight: number;
  /** What the weight rests on: `judgement` is our own view */ readonly basis?: string;
  /** Ids of the roles that answer most of it */ readonly answeredMostlyBy: readonly string[];
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly side: 'trust' | 'vendor';
  /** Roles of one pool share that pool's days */
  readonly pool?: string;
  /** Days a week that the role can give: a judgement */
  readonly capacityDays: number;
}

export interface Theme {
  readonly id: string;
  readonly kind: 'finding' | 'recommendation';
  readonly name: string;
  readonly text: string;
}

export interface Framework {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly checkedOn: string;
  readonly jurisdiction: string;
  readonly url?: string;
  readonly note?: string;
}

export interface Source {
  readonly id: string;
  readonly name: string;
  readonly says: string;
  readonly usedFor: string;
}

/** Two answers (levels or numbers) that do not fit together: `strong` at or above its mark, `weak` at or below its own. */
export interface Contradiction {
  readonly id: string;
  readonly severity: Severity;
  readonly strong: { readonly question: string; readonly atLeast: number };
  readonly weak: { readonly question: string; readonly atMost: number };
  readonly text: string;
}

export type Severity = 'query' | 'warning';

/** Which instrument was answered. */
export interface InstrumentPin {
  /** Id of the instrument */ readonly id: string;
  /** Its version */ readonly version: string;
}

export interface Instrument {
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly status: 'draft' | 'published';
  readonly domains: readonly Domain[];
  readonly questions: readonly Question[];
  readonly actions: readonly Action[];
  readonly roles: readonly Role[];
  readonly themes: readonly Theme[];
  readonly frameworks: readonly Framework[];
  readonly sources: readonly Source[];
  readonly contradictions: readonly Contradiction[];
  readonly method: Method;
}

/** Every parameter of the method. See `data/instruments/<id>/<version>/method.yaml` for what each one rests on. */
export interface Method {
  readonly values: { readonly maturity: readonly number[]; readonly approval: readonly number[] };
  readonly passMark: number;
  readonly assessableShare: number;
  readonly scoreFloor: number;
  readonly provisionalBelow: number;
  readonly bands: readonly Band[];
  readonly essentialCap: string;
  readonly stages: {
    readonly startedAt: number;
    readonly goLiveIndex: number;
    readonly goLiveDomain: number;
    readonly exemptDomains: readonly string[];
    readonly decideKnown: number;
  };
  readonly confidence: {
    readonly saidSo: number;
    readonly named: number;
    readonly inDate: number;
    readonly checked: number;
    readonly verifiedAt: number;
    readonly lowBelow: number;
    readonly highFrom: number;
  };
  readonly capacity: { readonly questions: readonly string[]; readonly whenUnknown: number };
  readonly plan: PlanMethod;
  readonly forecast: ForecastMethod;
  readonly support: SupportMethod;
  readonly portfolio: PortfolioMethod;
}

export interface Band {
  /** Scores under this belong to the band; the last band has none */
  readonly below?: number;
  readonly name: string;
}

export interface PlanMethod {
  readonly exactCandidates: number;
  readonly findOutDays: number;
  readonly findOutWeeks: number;
  readonly progressShare: number;
  readonly minimumLeadWeeks: number;
  readonly minimumWorkDays: number;
  readonly leadStretch: number;
  readonly integration: {
    readonly pool: string;
    readonly question: string;
    readonly whenUnknownDays: number;
    readonly minimumDays: number;
  };
  readonly vendorHoursPerWeek: number;
  readonly vendorHourLevels: readonly number[];
  readonly vendorForIntegration: number;
  readonly hoursPerDay: number;
  readonly headCounts: Readonly<Record<HeadCount, number>>;
}

export interface ForecastMethod {
  readonly draws: number;
  readonly seed: number;
  readonly pertLow: number;
  readonly pertHigh: number;
  readonly siteFactor: { readonly median: number; readonly logSd: number };
  /** Standard deviation of ln(median) before a tool's own outcomes are known */
  readonly priorSd: number;
  readonly factorRange: readonly [number, number];
  readonly rePlanAfterYears: number;
  readonly calibration: Calibration;
}

export interface Calibration {
  readonly tool: string;
  readonly sites: number;
  readonly drawsPerSite: number;
  readonly skill: { readonly alpha: number; readonly beta: number };
  readonly level: { readonly base: number; readonly perSkill: number; readonly sd: number };
  readonly binary: readonly string[];
  /** Question id → [answer, probability] pairs */
  readonly mixed: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly published: readonly { readonly months: number; readonly live: number }[];
  readonly flagDifference: number;
  /** Other bases of `level` to fit as well, to show how far the factor depends on the portfolio */
  readonly sensitivity: readonly number[];
}

export interface SupportMethod {
  readonly stretch: number;
  readonly tiers: readonly { readonly name: string; readonly belowHours?: number }[];
}
