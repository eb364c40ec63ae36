import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { WorkMetrics, type WorkNames } from './work-metrics.js';
import type { WorkWatch } from './work-watch.js';

/** Seconds; replies with a PDF may wait for a thread */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** One request, in words of ours: what it was about is in the log, not here. */
export interface RequestLabels {
  readonly method: string;
  /** The pattern of the route, never the path */
  readonly route: string;
  readonly status: string;
}

/** The numbers that this application shows to whoever watches over it. No label holds an id or what people entered. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests that were answered',
    labelNames: ['method', 'route', 'status'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its reply',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [this.registry],
  });

  /** Media type of `text`. */
  readonly contentType = this.registry.contentType;

  /** Adds what Node.js knows of the process. It goes on measuring for as long as the process runs: call it once. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  request(labels: RequestLabels, seconds: number): void {
    this.requests.inc({ ...labels });
    this.durations.observe({ ...labels }, seconds);
  }

  /** A watch that counts one sort of work. @throws Error when that sort has one already */
  watch<Kind extends string>(names: WorkNames, kinds: readonly Kind[]): WorkWatch<Kind> {
    return new WorkMetrics(this.registry, names, kinds);
  }

  /** A number of some room's own that only grows. */
  counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A number of some room's own as it is now. */
  gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }

  /** All numbers in Prometheus's text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
