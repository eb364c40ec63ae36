/** A forecast of go-live that was kept, with what has come of it. Weeks count from the day on which it was made. */
export interface ForecastOutcome {
  /** Id of the site, or of its deployment; one forecast each, since two forecasts of one site are not independent */
  readonly id: string;
  /** The day, ISO, on which the forecast was made */
  readonly madeOn: string;
  /** Weeks to go-live if nothing slips, as planned; above 0 */
  readonly plannedWeeks: number;
  /** Weeks by which half of such sites are live, as forecast; above 0 */
  readonly p50Weeks: number;
  /** Weeks by which nine in ten of such sites are live, as forecast; not under `p50Weeks` */
  readonly p90Weeks: number;
  /** Weeks to the actual go-live, or so far where the site is not live; above 0 */
  readonly weeks: number;
  /** Whether the site is live */
  readonly live: boolean;
}

/**
 * Forecasts held against what happened. Sites that are not live yet are left out of the shares and of the curve: these are of
 * the sites that were quick enough to be live already, so that they look better than the forecasts are. They do count in
 * `timesP50` and `factor`, where a site that waits says that it takes longer than so far.
 */
export interface ForecastCalibration {
  /** Sites that are live */
  readonly live: number;
  /** Sites that are not live yet */
  readonly notYetLive: number;
  /** Sites not live yet whose P50 has passed */
  readonly pastP50: number;
  /** Sites not live yet whose P90 has passed */
  readonly pastP90: number;
  /** Forecasts whose P50 and P90 are the same, because only a date was waited for; they count in shares and rows only */
  readonly withoutSpread: number;
  /** Live sites that were live by their P50; half of them, were the forecasts right and everyone live */
  readonly byP50: ObservedShare;
  /** Live sites that were live by their P90; nine in ten, likewise */
  readonly byP90: ObservedShare;
  /** For nominal shares of 10% to 90%: how many live sites were live by the day that the forecasts gave that chance */
  readonly curve: readonly CalibrationPoint[];
  /** How many times its P50 a typical site takes; 1 were the forecasts right. Before any outcome 1 is taken for probable. */
  readonly timesP50: EstimatedFactor;
  /** The site factor as the instrument has it, and re-estimated from the outcomes against the weeks if nothing slips */
  readonly factor: EstimatedFactor & {
    /** Its median as the instrument has it */
    readonly published: number;
  };
  /** What this says of the forecasts */
  readonly verdict: ForecastVerdict;
  /** One for each forecast, in order of the days on which they were made, then of id */
  readonly rows: readonly CalibrationRow[];
  /** The verdict in plain English, with how few outcomes it rests on */
  readonly sentence: string;
}

/**
 * - `too-early`: the days were too early; sites take longer, and chance does not explain it
 * - `too-late`: the days were too late; sites are quicker, and chance does not explain it
 * - `about-right`: nothing beyond chance speaks against the forecasts
 * - `not-known`: no forecast with a spread has come to an outcome, and the sites that wait say nothing yet
 */
export type ForecastVerdict = 'too-early' | 'too-late' | 'about-right' | 'not-known';

/** How many of some sites. */
export interface ObservedShare {
  /** How many */
  readonly count: number;
  /** Of how many */
  readonly of: number;
  /** Their share, 0 to 1; null of none */
  readonly share: number | null;
  /** Wilson's 90% interval of the share; null of none */
  readonly interval: readonly [low: number, high: number] | null;
}

/** One point of a calibration curve; on the diagonal the forecasts are right. */
export interface CalibrationPoint extends ObservedShare {
  /** The chance that the forecasts gave, 0 to 1 */
  readonly nominal: number;
}

/** A factor with how sure it is. */
export interface EstimatedFactor {
  /** The most probable median */
  readonly median: number;
  /** Its 90% interval */
  readonly interval: readonly [low: number, high: number];
}

/** What came of a forecast, by the first day that holds */
export type ForecastResult = 'by-p50' | 'by-p90' | 'after-p90' | 'waiting' | 'waiting-past-p50' | 'waiting-past-p90';

/** One forecast in a table. */
export interface CalibrationRow extends ForecastOutcome {
  /** What came of it */
  readonly result: ForecastResult;
  /** Weeks, actual or so far, as a multiple of the P50 */
  readonly timesP50: number;
  /** The chance, 0 to 1, that the forecast gave to being live as early as it was; null when not live or without a spread */
  readonly quantile: number | null;
}
