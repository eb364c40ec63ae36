/** What one level of the vendor's hours a week does for one site. */
export interface GainLevel {
  /** The vendor's hours a week for the site, base included */
  readonly hoursPerWeek: number;
  /** Hours a week above the base, whole */
  readonly extraHours: number;
  /** Mean weeks to go-live over the draws, each counted as the method's cap at most */
  readonly expectedWeeks: number;
  /** Weeks by which that is less than at the base; never negative, and never less at more hours */
  readonly gainWeeks: number;
  /** Whole weeks of the plan before the site factor, at evenly spaced shares of the draws, ascending: 0 for a site that is live, empty when the plan does not lead to go-live */
  readonly planWeeks: readonly number[];
}

/** What hours of the vendor's bring a site forward: made once for each change of its standing, and stored. */
export interface GainCurve {
  /** The day from which weeks are counted, ISO */
  readonly asOf: string;
  /** Seed of the draws; the same seed gives the same curve */
  readonly seed: number;
  /** Draws of the plan for each level, the same for all */
  readonly draws: number;
  /** Whether the site is live already: nothing is left to bring forward */
  readonly live: boolean;
  /** Weeks to a planned go-live date that lies ahead, before which the site does not go live; else 0 */
  readonly notBeforeWeeks: number;
  /** Levels of hours, the base first */
  readonly levels: readonly GainLevel[];
}

/** Why no hours can bring a site forward: live, nothing left to do, its work done before a date that is set, no plan that leads to go-live, or nothing submitted */
export type NoGain = 'live' | 'nothing-left' | 'date-set' | 'unreachable' | 'nothing-submitted';

/** A level of hours as the allocation needs it. */
export interface AllocationLevel {
  /** Whole hours a week above the base */
  readonly extraHours: number;
  /** Weeks by which go-live comes forward against the base, 0 or more */
  readonly gainWeeks: number;
  /** Probability of being live by the target date, 0 to 1; null when there is no target, or nobody can tell */
  readonly probabilityByTarget: number | null;
}

/** A site among which hours are shared out. */
export interface AllocationSite {
  /** Id of the site; no two alike */
  readonly id: string;
  /** Capacity of the site's team, 0 to 1 */
  readonly capacity: number;
  /** Whether anything of the team is known; else the capacity is the method's middle value */
  readonly capacityKnown: boolean;
  /** Studies a year; null when not stated */
  readonly yearlyStudies: number | null;
  /** Levels of hours, the base first, in order of hours */
  readonly levels: readonly AllocationLevel[];
  /** Share of the remaining critical path that is the vendor's to move, 0 to 1 */
  readonly vendorShare: number;
  /** Why no hours bring anything forward, where that is known beforehand; else null */
  readonly noGain: NoGain | null;
}

/** Why a site gets the hours that it gets. */
export type HoursReason =
  NoGain | 'gets-hours' | 'full-gain' | 'rest-is-the-trusts' | 'others-gain-more' | 'held-by-floor' | 'too-few-hours';

/** Sites by capacity: the third with the least, and the other two. */
export type CapacityThird = 'least' | 'middle' | 'most';

/** What one site gets, and why. */
export interface SiteHours {
  /** Id of the site */
  readonly id: string;
  /** Whole hours a week above the base */
  readonly extraHours: number;
  /** All its hours a week, base included; 0 extra when the team cannot cover the base of all */
  readonly hoursPerWeek: number;
  /** Weeks by which they bring go-live forward */
  readonly gainWeeks: number;
  /** Least extra hours at which it has all that hours can bring it; 0 when they bring nothing */
  readonly fullGainHours: number;
  /** Weeks that those would bring */
  readonly fullGainWeeks: number;
  /** Capacity of the site's team, 0 to 1 */
  readonly capacity: number;
  /** Whether anything of the team is known */
  readonly capacityKnown: boolean;
  /** Third of the sites by capacity */
  readonly third: CapacityThird;
  /** What a week is multiplied by for a small team: 1 for full capacity, more for less */
  readonly equity: number;
  /** Square root of the yearly studies, within the portfolio's limits; its median when not stated */
  readonly benefit: number;
  /** Equity × benefit × weeks gained: what was made as large as possible over all sites */
  readonly value: number;
  /** Probability of being live by the target date with these hours, 0 to 1; null when there is no target, or nobody can tell */
  readonly probabilityByTarget: number | null;
  /** Why, as a word to group by */
  readonly because: HoursReason;
  /** Why, in one sentence */
  readonly reason: string;
  /** Whom to escalate to, because the vendor's hours move little; else null */
  readonly advice: string | null;
}

/** Hours and what they bring for one third of the sites by capacity. */
export interface ThirdHours {
  /** Which third */
  readonly third: CapacityThird;
  /** Sites in it */
  readonly sites: number;
  /** Extra hours a week that they get together */
  readonly extraHours: number;
  /** Their share of the extra hours handed out, 0 to 1; 0 when none are */
  readonly share: number;
  /** Weeks by which their go-lives come forward, added up */
  readonly gainWeeks: number;
}

/** How the floor for the sites with the least capacity is kept. */
export interface HoursFloor {
  /** By their share of the hours, by having all that hours can bring them, or because none are handed out */
  readonly holds: 'by-share' | 'by-full-gain' | 'nothing-handed-out';
  /** Share of the extra hours that they get at least, 0 to 1 */
  readonly leastShare: number;
  /** Share that they get, 0 to 1 */
  readonly share: number;
  /** In one sentence */
  readonly sentence: string;
}

/** What is given up so that small teams come first. */
export interface EquityPrice {
  /** Benefit × weeks by which the best plan without equity and floor brings more; 0 or more */
  readonly price: number;
  /** The same as a share of what that plan brings, 0 to 1 */
  readonly share: number;
  /** Weeks of go-live over all sites by which that plan brings more; negative when it brings busier sites forward by fewer weeks */
  readonly weeks: number;
  /** In one sentence */
  readonly sentence: string;
}

/** Sites that are expected to be live by the target date. */
export interface LiveByTarget {
  /** With the base for every site */
  readonly atBase: number;
  /** With the hours handed out */
  readonly withHours: number;
  /** Sites of which nobody can tell: they count as not live */
  readonly unknown: number;
}

/** Who gets the support team's hours, and why. */
export interface Allocation {
  /** Hours a week that the team has */
  readonly weeklyHours: number;
  /** Hours a week that every site has before any more are shared out */
  readonly baseHoursPerSite: number;
  /** How much a site without capacity counts more: 0 not at all, 0.5 half as much again */
  readonly equity: number;
  /** Hours a week that are missing for the base of all sites; 0 when it is covered */
  readonly shortHours: number;
  /** Whole hours a week above the base that can be shared out */
  readonly availableHours: number;
  /** Of them handed out */
  readonly handedOutHours: number;
  /** Of them left, because they would bring nothing, or nothing that the floor lets happen */
  readonly unusedHours: number;
  /** Why some are left, in one sentence; null when none are */
  readonly unusedBecause: string | null;
  /** What each site gets, the most hours first, then less capacity, then id */
  readonly sites: readonly SiteHours[];
  /** Hours by third of capacity, the least first */
  readonly thirds: readonly ThirdHours[];
  /** How the floor is kept */
  readonly floor: HoursFloor;
  /** What equity costs */
  readonly priceOfEquity: EquityPrice;
  /** Equity × benefit × weeks gained, over all sites */
  readonly value: number;
  /** Weeks by which go-lives come forward, over all sites */
  readonly gainWeeks: number;
  /** Sites live by the target; null when there is none */
  readonly liveByTarget: LiveByTarget | null;
}

/** How many sites are live at the end of one month. */
export interface LiveMonth {
  /** Last day of the month, ISO */
  readonly end: string;
  /** Mean over the draws */
  readonly expected: number;
  /** Exceeded in all but a twentieth of the draws */
  readonly low: number;
  /** Half of the draws have at most so many */
  readonly median: number;
  /** Exceeded in a twentieth of the draws at most */
  readonly high: number;
}
