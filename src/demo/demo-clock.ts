import { Clock } from '../platform/clock/clock.js';

/** A clock that can be put back, so that a demonstration has a past. */
export class DemoClock extends Clock {
  private fixed: Date | undefined;

  override now(): Date {
    return this.fixed ?? super.now();
  }

  /** @param instant where it stands still; undefined lets it show the time of day again */
  set(instant: Date | undefined): void {
    this.fixed = instant;
  }
}
