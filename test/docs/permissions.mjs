// Holds docs/permissions.md against the table of permissions. `--write` renews it. Exit code 1: they are not the same.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { documents, DOCUMENT } from './permissions-table.mjs';

const { found, made } = await documents();
if (process.argv.includes('--write')) writeFileSync(DOCUMENT, made);
else if (found !== made) {
  console.error('docs/permissions.md is not what the table says: `npm run check:permissions -- --write`.');
  process.exitCode = 1;
}
