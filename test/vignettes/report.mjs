// Prints the report, or writes it where a path is given: node test/vignettes/report.mjs docs/vignettes.md
import fs from 'node:fs';
import { reportOf, runVignettes } from './compare.mjs';

const report = reportOf(runVignettes());
const [, , target] = process.argv;
if (target === undefined) process.stdout.write(report);
else fs.writeFileSync(target, report);
