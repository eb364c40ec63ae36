import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Outcome, WatchedWork, WorkWatch } from './work-watch.js';

/** Seconds; the longest are plans in a full line, and transactions that tried again for long */
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export interface WorkNames {
  /** What the names of the metrics begin with: one piece of the work, such as `plan_task` */
  readonly prefix: string;
  /** In words, for the help texts: "plans and PDFs" */
  readonly what: string;
  /** Label that tells the kinds apart */
  readonly label: string;
  /** Whether it may run more than once */
  readonly tried?: 'once' | 'again';
}

/** Counts and times work that waits for its turn. */
export class WorkMetrics<Kind extends string> implements WorkWatch<Kind> {
  private readonly label: string;
  private readonly total: Counter;
  private readonly retries: Counter | undefined;
  private readonly waiting: Gauge;
  private readonly running: Gauge;
  private readonly wait: Histogram;
  private readonly duration: Histogram;

  /** @param kinds all there are: a series that is not there yet cannot be compared with one that is */
  constructor(registry: Registry, { prefix, what, label, tried = 'once' }: WorkNames, kinds: readonly Kind[]) {
    this.label = label;
    const of = (
      name: string,
      help: string,
    ): { name: string; help: string; labelNames: string[]; registers: [Registry] } => ({
      name: `${prefix}${name}`,
      help: `${help} (${what})`,
      labelNames: [label],
      registers: [registry],
    });
    const ends = of('s_total', 'What is over, by outcome: done, refused, unavailable, abandoned, failed');
    this.total = new Counter({ ...ends, labelNames: [label, 'outcome'] });
    const again = 'Attempts after the first, because others were in the way';
    this.retries = tried === 'once' ? undefined : new Counter(of('_retries_total', again));
    this.waiting = new Gauge(of('s_waiting', 'What waits for its turn now'));
    this.running = new Gauge(of('s_running', 'What runs now'));
    this.wait = new Histogram({
      ...of('_wait_seconds', 'Time from being asked for to the first run'),
      buckets: BUCKETS,
    });
    this.duration = new Histogram({
      ...of('_duration_seconds', 'Time from the first run to the end'),
      buckets: BUCKETS,
    });
    for (const kind of kinds) {
      for (const metric of [this.retries, this.waiting, this.running]) metric?.inc({ [label]: kind }, 0);
      this.total.inc({ [label]: kind, outcome: 'done' }, 0);
    }
  }

  asked(kind: Kind): WatchedWork {
    const labels = { [this.label]: kind };
    this.waiting.inc(labels);
    let runs = false;
    let stopTimer = this.wait.startTimer(labels);
    return {
      began: () => {
        if (runs) {
          this.retries?.inc(labels);
          return;
        }
        runs = true;
        this.waiting.dec(labels);
        this.running.inc(labels);
        stopTimer();
        stopTimer = this.duration.startTimer(labels);
      },
      ended: (outcome: Outcome) => {
        (runs ? this.running : this.waiting).dec(labels);
        if (runs) stopTimer();
        this.total.inc({ ...labels, outcome });
      },
    };
  }
}
