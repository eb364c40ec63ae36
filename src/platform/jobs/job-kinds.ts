import { Injectable } from '@nestjs/common';
import type { Actor } from '../actor/actor.js';

/** A job in hand, for whoever does it. */
export interface RunningJob {
  readonly id: string;
  /** Who ordered it, in whose name it is done */
  readonly actor: Actor;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Aborted when the job was cancelled, the service stops, or another instance has taken it over: end soon */
  readonly signal: AbortSignal;
  /** Tells how far it is. @throws the signal's reason when it is aborted, so that a job ends between two pieces */
  readonly progress: (done: number, total: number) => Promise<void>;
}

export interface JobKind {
  /** In plain words, for lists */
  readonly title: string;
  /**
   * Does the work. Whatever it writes is refused when the job is not its own any more; it may be begun again from the
   * start after a crash, so a piece that is done already is found done.
   *
   * @returns what it came to, for whoever asks; ids and numbers only
   */
  readonly run: (job: RunningJob) => Promise<Readonly<Record<string, unknown>>>;
  /** Hour of the day, Europe/London, from which it runs once a day; left out: when it is asked for */
  readonly dailyFromHour?: number;
  /** Asked again and again: when it says yes, it runs, unless it waits or runs already */
  readonly isDue?: () => Promise<boolean>;
}

/** The kinds of jobs that this service knows. Rooms register theirs. */
@Injectable()
export class JobKinds {
  private readonly kinds = new Map<string, JobKind>();

  register(name: string, kind: JobKind): void {
    if (this.kinds.has(name)) throw new Error(`The kind of job ${name} is there already`);
    this.kinds.set(name, kind);
  }

  get(name: string): JobKind | undefined {
    return this.kinds.get(name);
  }

  get all(): ReadonlyMap<string, JobKind> {
    return this.kinds;
  }
}
