/** Parameters of a vendor's portfolio; `method.yaml` says what each rests on. */
export interface PortfolioMethod {
  readonly robustness: {
    readonly draws: number;
    readonly concentration: number;
    readonly questionFactor: readonly [low: number, high: number];
    readonly geometricShare: number;
    readonly notDistinguishable: readonly [low: number, high: number];
    readonly top: number;
    readonly sourceDraws: number;
  };
  readonly allocation: {
    readonly draws: number;
    readonly capWeeks: number;
    readonly equity: number;
    readonly benefitQuestion: string;
    readonly benefitClamp: readonly [low: number, high: number];
    readonly floorSites: number;
    readonly floorHours: number;
  };
  readonly queues: {
    readonly vendorActionShare: number;
    readonly smallTeam: number;
    readonly muchToDo: readonly string[];
    readonly longGateWeeks: number;
    readonly lowVendorShare: number;
  };
  readonly outlook: { readonly draws: number; readonly months: number; readonly sharedVariance: number };
}
