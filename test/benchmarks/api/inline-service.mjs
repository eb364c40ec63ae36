// The service as it would be if plans and PDFs were made in the thread that answers requests: the same program, with the
// one function that hands work to the threads put in the place of a call. For comparison only.
import 'reflect-metadata';
import process from 'node:process';
import { valueSymbol } from 'piscina';
import { createApp } from '../../../dist/app.js';
import { DemoClock } from '../../../dist/demo/demo-clock.js';
import { addDemoKey } from '../../../dist/demo/demo-people.js';
import { loadDemo } from '../../../dist/demo/load-demo.js';
import { readConfig } from '../../../dist/platform/config/config.js';
import { PlanThreads } from '../../../dist/plans/plan-threads.js';
import * as tasks from '../../../dist/plans/plan-worker.js';

const clock = new DemoClock();
const app = await createApp(readConfig(process.env), clock);
await app.init();
await loadDemo(app, clock, () => undefined);
app.get(PlanThreads).run = async (name, task) => {
  const result = await tasks[name](task);
  // bytes come wrapped, to be handed to another thread
  return result?.[valueSymbol] ?? result;
};
await app.listen(0, '127.0.0.1');
await tasks.warmUp();
process.on('SIGTERM', () => process.exit(0));
process.stderr.write(`  Key of the API   ${await addDemoKey(app)}\n`);
process.stderr.write(`Listening ${await app.getUrl()}\n`);
