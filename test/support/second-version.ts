import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DATA = fileURLToPath(new URL('../../data/', import.meta.url));
const INSTRUMENT = 'instruments/ai-site-readiness';

/** A copy of the data folder with a second version of the instrument beside the first, which a test may change. */
export class TwoVersions {
  readonly root = mkdtempSync(join(tmpdir(), 'readiness-versions-'));
  readonly newer = join(this.root, INSTRUMENT, '1.1.0');

  constructor() {
    cpSync(DATA, this.root, { recursive: true });
    cpSync(join(this.root, INSTRUMENT, '1.0.0'), this.newer, { recursive: true });
    this.change('instrument.yaml', 'version: 1.0.0', 'version: 1.1.0');
  }

  /** Changes the first place of a file of the newer version. */
  change(name: string, from: string, to: string): void {
    const file = join(this.newer, name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
    writeFileSync(file, text.replace(from, to));
  }

  /** Gives a question of the newer version another id, so that one is gone and one is new. */
  rename(from: string, to: string): void {
    for (const name of readdirSync(this.newer, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.yaml')) continue;
      const file = join(this.newer, name);
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
