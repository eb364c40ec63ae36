#!/usr/bin/env node
import { processConsole } from './commands/console.js';
import { EXIT } from './commands/failure.js';
import { runProgram } from './commands/program.js';

// A reader such as `head` that goes away early is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.done);
    // Nothing more can be said there; the code has to say it.
    process.exit(EXIT.unexpected);
  });
}

try {
  process.exitCode = await runProgram(process.argv.slice(2), processConsole());
} catch (error) {
  process.stderr.write(`Unexpected error: ${error instanceof Error ? error.message : 'unknown'}\n`);
  if (process.env.READINESS_DEBUG !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
  process.exitCode = EXIT.unexpected;
}
