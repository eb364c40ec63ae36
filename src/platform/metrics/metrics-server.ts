import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { Metrics } from './metrics.js';

/** Whoever asks for numbers says so at once. */
const REQUEST_MILLISECONDS = 10_000;

/**
 * Shows the numbers on a port of their own, `GET /metrics`: they say how a service is used, which is nobody's business on
 * the port that everybody reaches. Listens from before the service takes requests until after the last of them.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: http.Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'metricsHost' | 'metricsPort'>,
  ) {}

  /** Where it listens; undefined when it does not. */
  get address(): AddressInfo | undefined {
    return (this.server?.address() ?? undefined) as AddressInfo | undefined;
  }

  /** @throws Error when the port is taken */
  async onApplicationBootstrap(): Promise<void> {
    const { metricsHost, metricsPort } = this.config;
    if (metricsPort === undefined) return;
    this.metrics.watchProcess();
    const server = http.createServer({ requestTimeout: REQUEST_MILLISECONDS }, (request, response) => {
      void this.answer(request, response);
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(metricsPort, metricsHost, resolve);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server?.listening !== true) return;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  private async answer({ method, url = '' }: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    if (url.split('?')[0] !== '/metrics') {
      say(response, 404, 'The metrics are at /metrics.');
    } else if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      say(response, 405, 'Metrics are only read.');
    } else {
      try {
        const text = await this.metrics.text();
        response.setHeader('Content-Type', this.metrics.contentType);
        response.end(text);
      } catch {
        say(response, 500, 'The metrics could not be collected.');
      }
    }
  }
}

function say(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
