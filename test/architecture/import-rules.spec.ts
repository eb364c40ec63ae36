import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const configFile = join(root, '.dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const run = promisify(execFile);

interface Rule {
  readonly name: string;
  readonly comment?: string;
  readonly severity?: string;
}

interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** A file that breaks the rule by importing each of `imports`, written as it would be from that file. */
interface Plant {
  readonly rule: string;
  readonly file: string;
  readonly imports: readonly string[];
}

/** Every room that has a list of the rooms that it may enter, with one that is not on it. */
const strayPlants: readonly Plant[] = [
  ...['answers', 'instruments', 'tools', 'commands', 'demo', 'record', 'wording'],
  ...[
    'organisations',
    'accounts',
    'deployments',
    'files',
    'assessments',
    'statements',
    'handovers',
    'plans',
    'actions',
    'portfolio',
    'concerns',
    'support',
  ],
].map((room) => ({ rule: `${room}-enters-its-own-rooms`, file: `${room}/stray.ts`, imports: ['../web/page.js'] }));

const plants: readonly Plant[] = [
  ...strayPlants,
  {
    rule: 'web-enters-its-own-rooms',
    file: 'web/stray.ts',
    imports: ['../rendering/pdf/render.js', '../demo/load.js'],
  },
  { rule: 'demo-belongs-to-start-up', file: 'app.module.second.ts', imports: ['./demo/load.js'] },
  { rule: 'core-imports-no-package', file: 'core/scoring/p.ts', imports: ['used-package', 'dev-package', 'node:fs'] },
  { rule: 'core-stays-inside-core', file: 'core/scoring/outside.ts', imports: ['../../plans/plan.js'] },
  {
    rule: 'core-contracts-in-order',
    file: 'core/contracts/late.ts',
    imports: ['../instrument/step.js', '../reporting/step.js', '../assess.js'],
  },
  { rule: 'core-instrument-in-order', file: 'core/instrument/late.ts', imports: ['../scoring/step.js'] },
  { rule: 'core-scoring-in-order', file: 'core/scoring/late.ts', imports: ['../planning/step.js'] },
  { rule: 'core-planning-in-order', file: 'core/planning/late.ts', imports: ['../portfolio/step.js'] },
  {
    rule: 'core-portfolio-in-order',
    file: 'core/portfolio/late.ts',
    imports: ['../reporting/step.js', '../assess.js'],
  },
  { rule: 'core-reporting-in-order', file: 'core/reporting/late.ts', imports: ['../instrument/step.js'] },
  { rule: 'core-has-one-composition', file: 'core/second-assess.ts', imports: ['./scoring/step.js'] },
  {
    rule: 'rendering-sees-contracts-only',
    file: 'rendering/pdf/nosy.ts',
    imports: ['../../core/scoring/step.js', '../../platform/clock.js', '../../plans/plan.js'],
  },
  {
    rule: 'integrations-at-the-edge',
    file: 'plans/nosy.ts',
    imports: ['../integrations/dspt/adapter.js'],
  },
  { rule: 'commands-belong-to-the-cli', file: 'tools/nosy.ts', imports: ['../commands/score.js'] },
  { rule: 'start-up-is-not-imported', file: 'commands/nosy.ts', imports: ['../cli.js'] },
  {
    rule: 'platform-imports-nothing-above-it',
    file: 'platform/nosy.ts',
    imports: ['../plans/plan.js', '../core/assess.js', '../web/page.js'],
  },
  { rule: 'feature-organisations-in-order', file: 'organisations/late.ts', imports: ['../deployments/deployment.js'] },
  { rule: 'feature-accounts-in-order', file: 'accounts/late.ts', imports: ['../deployments/deployment.js'] },
  { rule: 'feature-deployments-in-order', file: 'deployments/late.ts', imports: ['../assessments/assessment.js'] },
  { rule: 'feature-files-in-order', file: 'files/late.ts', imports: ['../assessments/assessment.js'] },
  { rule: 'feature-assessments-in-order', file: 'assessments/late.ts', imports: ['../plans/plan.js'] },
  { rule: 'feature-statements-in-order', file: 'statements/late.ts', imports: ['../plans/plan.js'] },
  { rule: 'feature-plans-in-order', file: 'plans/late.ts', imports: ['../portfolio/portfolio.js'] },
  { rule: 'feature-portfolio-in-order', file: 'portfolio/late.ts', imports: ['../actions/action.js'] },
  { rule: 'feature-support-in-order', file: 'support/late.ts', imports: ['../portfolio/portfolio.js'] },
  { rule: 'feature-handovers-in-order', file: 'handovers/late.ts', imports: ['../plans/plan.js'] },
  { rule: 'feature-actions-in-order', file: 'actions/late.ts', imports: ['../concerns/concern.js'] },
  { rule: 'feature-concerns-in-order', file: 'concerns/late.ts', imports: ['../portfolio/portfolio.js'] },
  { rule: 'entities-stay-in-their-feature', file: 'web/plans/nosy.ts', imports: ['../../plans/plan.entity.js'] },
  { rule: 'web-holds-no-business-rule', file: 'web/plans/clever.ts', imports: ['../../core/scoring/step.js'] },
  { rule: 'no-dev-dependencies-in-src', file: 'commands/borrows.ts', imports: ['dev-package'] },
  { rule: 'no-circular', file: 'tools/ring.ts', imports: ['./second.js'] },
  { rule: 'no-orphans', file: 'tools/forgotten.ts', imports: [] },
];

/** Files that keep every rule, with all the imports the rules are meant to allow. */
const lawful: Readonly<Record<string, readonly string[]>> = {
  'core/contracts/step.ts': ['./words.js'],
  'core/contracts/words.ts': [],
  'core/instrument/step.ts': ['../contracts/step.js'],
  'core/scoring/step.ts': ['../contracts/step.js', '../instrument/step.js'],
  'core/planning/step.ts': ['../contracts/step.js', '../instrument/step.js', '../scoring/step.js'],
  'core/portfolio/step.ts': ['../contracts/step.js', '../planning/step.js'],
  'core/reporting/step.ts': ['../contracts/step.js'],
  'core/assess.ts': ['./instrument/step.js', './planning/step.js', './portfolio/step.js', './reporting/step.js'],
  'rendering/pdf/render.ts': ['../../core/contracts/step.js', 'used-package', 'node:fs'],
  'integrations/dspt/adapter.ts': ['../../core/contracts/step.js', 'used-package'],
  'commands/score.ts': ['../core/assess.js', '../integrations/dspt/adapter.js', '../rendering/pdf/render.js'],
  'cli.ts': ['./commands/score.js', 'used-package'],
  'platform/clock.ts': ['../core/contracts/step.js', 'node:process'],
  'platform/database/data-source.ts': ['../clock.js'],
  'organisations/organisation.ts': ['../platform/clock.js', '../core/assess.js'],
  'deployments/deployment.ts': ['../organisations/organisation.js'],
  'assessments/assessment.ts': ['../deployments/deployment.js', '../platform/database/data-source.js'],
  'plans/plan.entity.ts': ['used-package'],
  'plans/plan.ts': ['./plan.entity.js', '../assessments/assessment.js'],
  'actions/action.ts': ['../plans/plan.js'],
  'concerns/concern.ts': ['../plans/plan.js'],
  'support/contact.ts': ['../concerns/concern.js'],
  'portfolio/portfolio.ts': ['../plans/plan.js', '../support/contact.js'],
  'record/record.ts': ['../platform/clock.js'],
  'web/page.ts': ['../plans/plan.js', '../record/record.js', '../core/contracts/step.js', '../platform/clock.js'],
  'app.module.ts': ['./integrations/dspt/adapter.js', './web/page.js', './portfolio/portfolio.js'],
  'demo/load.ts': ['../assessments/assessment.js'],
  'main.ts': ['./app.module.js', './demo/load.js'],
};

function writeSource(house: string, file: string, imports: readonly string[]): void {
  const path = join(house, 'src', file);
  mkdirSync(dirname(path), { recursive: true });
  const lines = imports.map((from, index) => `import { name as name${index} } from '${from}';`);
  const names = imports.map((_, index) => `name${index}`).join(', ');
  writeFileSync(path, [...lines, `export const name: unknown = [${names}];`, ''].join('\n'));
}

function writePackage(house: string, name: string): void {
  const folder = join(house, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
  writeFileSync(join(folder, 'index.js'), 'exports.name = 1;\n');
}

/** Cruises src in `folder` with the project's rules; a cruise that finds violations exits with their number. */
async function findViolations(folder: string): Promise<readonly Violation[]> {
  const args = [cruiser, 'src', '--config', configFile, '--output-type', 'json'];
  const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: unknown) => {
      const { stdout: report } = error as { stdout?: string };
      if (!report?.startsWith('{')) throw error;
      return { stdout: report };
    },
  );
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

describe('who may import whom', () => {
  const rules = (createRequire(import.meta.url)(configFile) as { forbidden: readonly Rule[] }).forbidden;
  let house = '';
  let violations: readonly Violation[] = [];

  beforeAll(async () => {
    house = realpathSync(mkdtempSync(join(tmpdir(), 'import-rules-')));
    const manifest = { dependencies: { 'used-package': '1.0.0' }, devDependencies: { 'dev-package': '1.0.0' } };
    writeFileSync(join(house, 'package.json'), JSON.stringify(manifest));
    writePackage(house, 'used-package');
    writePackage(house, 'dev-package');
    for (const [file, imports] of Object.entries(lawful)) writeSource(house, file, imports);
    for (const { file, imports } of plants) writeSource(house, file, imports);
    writeSource(house, 'tools/second.ts', ['./ring.js']);
    violations = await findViolations(house);
  });

  afterAll(() => {
    rmSync(house, { recursive: true, force: true });
  });

  it.each(plants)('should report $rule when src/$file breaks it', ({ rule, file, imports }) => {
    const found = violations.filter((violation) => violation.rule === rule && violation.from === `src/${file}`);

    expect(found).toHaveLength(Math.max(1, imports.length));
  });

  it('should have a planted violation and a message for every rule, all of them errors', () => {
    expect(rules.map((rule) => rule.name).sort()).toEqual(plants.map((plant) => plant.rule).sort());
    expect(rules.filter((rule) => rule.severity !== 'error' || (rule.comment ?? '').length < 40)).toEqual([]);
  });

  it('should report nothing when a file imports only what it may', () => {
    expect(violations.filter(({ from }) => from.slice('src/'.length) in lawful)).toEqual([]);
  });

  it('should find no violation in src', async () => {
    expect(await findViolations(root)).toEqual([]);
  });
});
