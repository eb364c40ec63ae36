import 'reflect-metadata';
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './app.js';
import { DemoClock } from './demo/demo-clock.js';
import { addDemoKey, addDemoPeople } from './demo/demo-people.js';
import { loadDemo } from './demo/load-demo.js';
import { SetUpService } from './accounts/set-up.service.js';
import { SignInChoices } from './web/account/sign-in-choices.js';
import { DATA_SOURCES, type DataSources } from './platform/database/data-sources.js';
import { ConfigError, readServiceConfig, type Config } from './platform/config/config.js';
import { MetricsServer } from './platform/metrics/metrics-server.js';
import { PlanThreads } from './plans/plan-threads.js';
import { stopServing } from './platform/http/stop-serving.js';

/** Exit codes: 1 cannot start, 2 wrong settings. */
const CANNOT_START = 1;
const WRONG_SETTINGS = 2;

let stopping = false;

async function start(): Promise<void> {
  const demo = process.argv.includes('--demo');
  const settings = readServiceConfig(process.env, demo);
  const folder = demo ? fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-demo-')) : undefined;
  const config: Config =
    folder === undefined ? settings : { ...settings, databasePath: path.join(folder, 'demo.sqlite') };
  const removeDemo = (): void => {
    if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', removeDemo);
  const demoClock = demo ? new DemoClock() : undefined;
  const app = await createApp(config, demoClock);
  stopOnSignals(app, config);
  if (demoClock !== undefined) {
    await app.init();
    await loadDemo(app, demoClock, (done, all) => {
      say(`Loading the demonstration: ${String(done)} of ${String(all)} deployments`);
    });
  }
  const welcome = demo ? await welcomeToDemo(app) : await welcomeFirst(app);
  await app.listen(config.port, config.host);
  announce(app, config, welcome);
  // Not waited for: a stop may come first, and a thread that cannot work says so at the first plan.
  app
    .get(PlanThreads)
    .warmUp()
    .catch(() => undefined);
}

/** The first signal lets requests in progress finish; the second ends at once. */
function stopOnSignals(app: NestExpressApplication, config: Config): void {
  const stop = (): void => {
    if (stopping) process.exit(CANNOT_START);
    stopping = true;
    stopServing(app, config.stopGraceSeconds).then(
      () => process.exit(0),
      (error: unknown) => {
        say(`Stopped with an error: ${String(error)}`);
        process.exit(CANNOT_START);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** What whoever tries the demonstration out needs. */
async function welcomeToDemo(app: NestExpressApplication): Promise<readonly string[]> {
  const signIns = await addDemoPeople(app);
  app.get(SignInChoices).demo = signIns;
  const key = await addDemoKey(app);
  const width = Math.max(...signIns.map(({ role }) => role.length));
  return [
    `  Key of the API   ${key}`,
    'Sign in with one of these; the password of each is ' + (signIns[0]?.password ?? ''),
    ...signIns.map(({ role, email }) => `  ${role.padEnd(width)}  ${email}`),
  ];
}

/** The way in for the first person of an empty service. */
async function welcomeFirst(app: NestExpressApplication): Promise<readonly string[]> {
  const path = await app.get(SetUpService).link();
  return path === undefined ? [] : [`  Set it up here, once:  <address>${path}`];
}

function announce(
  app: NestExpressApplication,
  { host, metricsHost, demo, publicUrl }: Config,
  welcome: readonly string[],
): void {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const base = addressOf(host, port);
  const metrics = app.get(MetricsServer).address;
  say(
    [
      '',
      demo
        ? 'The demonstration is ready. Trusts, sites and answers are fictional.'
        : `Serving ${app.get<DataSources>(DATA_SOURCES).place}`,
      `  Deployments      ${base}/`,
      `  API, to try out  ${base}/api/docs`,
      `  OpenAPI          ${base}/api/openapi.json`,
      ...welcome.map((line) => line.replace('<address>', publicUrl ?? base)),
      ...(metrics === undefined ? [] : [`  Metrics          ${addressOf(metricsHost, metrics.port)}/metrics`]),
      'Press Ctrl+C to stop.',
    ].join('\n'),
  );
}

function addressOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${String(port)}`;
}

/** For people; the log, which is for programs, goes to standard output. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

start().catch((error: unknown) => {
  // A stop takes away what the start still waits for; it says itself how it ends.
  if (stopping) return;
  say(error instanceof ConfigError ? error.message : `The service cannot start: ${(error as Error).message}`);
  process.exit(error instanceof ConfigError ? WRONG_SETTINGS : CANNOT_START);
});
