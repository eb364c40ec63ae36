// Holds docs/configuration.md against the schema of the settings. `--write` renews its table.
// Exit code 1: they are not the same.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { documents, DOCUMENT } from './configuration-table.mjs';

const { found, made } = await documents();
if (process.argv.includes('--write')) writeFileSync(DOCUMENT, made);
else if (found !== made) {
  console.error('docs/configuration.md is not what the settings say: `npm run check:configuration -- --write`.');
  process.exitCode = 1;
}
