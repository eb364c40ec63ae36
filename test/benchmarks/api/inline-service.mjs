// The service as it would be if plans and PDFs were made in the thread that answers requests: the same program, with the
// one function that hands work to the threads put in the place of a call. For comparison only.
import 'reflect-metadata';
import process from 'node:process';
import { createApp } from '../../../dist/app.js';
import { readConfig } from '../../../dist/platform/config/config.js';
import { PlanThreads } from '../../../dist/plans/plan-threads.js';
import * as tasks from '../../../dist/plans/plan-worker.js';

const app = await createApp(readConfig(process.env));
app.get(PlanThreads).run = async (name, task) => tasks[name](task);
await app.listen(0, '127.0.0.1');
await tasks.warmUp();
process.on('SIGTERM', () => process.exit(0));
process.stderr.write(`Listening ${await app.getUrl()}\n`);
