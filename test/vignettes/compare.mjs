// Holds the service's results against what an expert expected of each vignette. Misses stay in the report.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { assess } from '../../dist/core/assess.js';
import { checkAssessment } from '../../dist/core/scoring/check-assessment.js';
import { loadCatalogue } from '../../dist/tools/load-catalogue.js';

const FOLDER = fileURLToPath(new URL('../fixtures/vignettes/', import.meta.url));
const TIERS = ['Self-serve', 'Guided', 'Hands-on', 'Intensive'];

/** Every vignette with its result and its misses, in the order of the files. */
export function runVignettes() {
  const loaded = loadCatalogue();
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.defects));
  return fs
    .readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => runVignette(parse(fs.readFileSync(path.join(FOLDER, name), 'utf8')), loaded.catalogue));
}

function runVignette(vignette, catalogue) {
  const checked = checkAssessment(vignette.input, catalogue);
  if (!checked.ok) return { vignette, defects: checked.defects, rows: [] };
  const { scorecard, plan } = assess(checked.value.compiled, checked.value.input);
  return { vignette, defects: [], scorecard, plan, rows: compare(vignette.expected, scorecard, plan) };
}

/** One row for each expectation: what, expected, found, whether they agree. */
function compare(expected, scorecard, plan) {
  const rows = [];
  const row = (what, wanted, found, agrees) =>
    rows.push({ what, wanted: String(wanted), found: String(found), agrees });
  const equal = (what, wanted, found) => wanted !== undefined && row(what, wanted, found, wanted === found);
  equal('stage', expected.stage, scorecard.stage.number);
  equal('provisional', expected.provisional, scorecard.index.provisional);
  equal('can decide', expected.decide, scorecard.verdicts.decide);
  equal('can deploy', expected.deploy, scorecard.verdicts.deploy);
  equal('in use without clearance', expected.inUseWithoutClearance, scorecard.inUseWithoutClearance);
  const states = new Map(scorecard.gates.map(({ id, state }) => [id, state]));
  for (const [id, state] of Object.entries(expected.gates ?? {}))
    equal(`gate ${id}`, state, states.get(id) ?? 'no gate');
  if (expected.weakestDomains !== undefined) {
    const scores = scorecard.domains.filter(({ score }) => score !== null);
    const least = Math.min(...scores.map(({ score }) => score));
    const weakest = scores.filter(({ score }) => score < least + 1e-9).map(({ code }) => code);
    const agrees = weakest.every((code) => expected.weakestDomains.includes(code));
    row('weakest domain', `among ${expected.weakestDomains.join(', ')}`, weakest.join(', '), agrees);
  }
  const { capacityBelow, capacityAbove, tierAtLeast } = expected;
  const capacity = scorecard.capacity.toFixed(2);
  if (capacityBelow !== undefined)
    row('capacity', `below ${capacityBelow}`, capacity, scorecard.capacity < capacityBelow);
  if (capacityAbove !== undefined)
    row('capacity', `above ${capacityAbove}`, capacity, scorecard.capacity > capacityAbove);
  const planned = new Set(plan.actions.map(({ questionId }) => questionId));
  for (const id of expected.planIncludes ?? []) equal(`plan has ${id}`, true, planned.has(id));
  if (tierAtLeast !== undefined) {
    row('support', `${tierAtLeast} or more`, plan.tier, TIERS.indexOf(plan.tier) >= TIERS.indexOf(tierAtLeast));
  }
  return rows;
}

/** The report as Markdown. */
export function reportOf(results) {
  const rows = results.flatMap((result) => result.rows);
  const agreed = rows.filter(({ agrees }) => agrees).length;
  return [
    '# Vignettes: what an expert expected, and what the service says',
    '',
    'Fictional composites of published facts. The expectations were committed before the first run and are not changed',
    'afterwards; a miss stays here until one of the two is shown to be wrong.',
    '',
    `${results.length} vignettes, ${rows.length} expectations, ${agreed} agree, ${rows.length - agreed} do not.`,
    ...results.flatMap(sectionOf),
    '',
  ].join('\n');
}

function sectionOf({ vignette, defects, scorecard, plan, rows }) {
  if (scorecard === undefined) {
    return [
      '',
      `## ${vignette.title}`,
      '',
      ...defects.map(({ pointer, message }) => `- refused: ${pointer} ${message}`),
    ];
  }
  const { index, completeness } = scorecard;
  const missed = rows.filter(({ agrees }) => !agrees);
  const goLive = plan.dates.find(({ stage }) => stage === 3);
  return [
    '',
    `## ${vignette.title}`,
    '',
    `- ${scorecard.headline}`,
    `- Index ${index.value.toFixed(1)} to ${index.upper.toFixed(1)}, ${Math.round(100 * completeness)}% known, confidence ${scorecard.confidenceBand}`,
    `- ${plan.tier}, ${Math.round(plan.vendorHours)} vendor hours, ${plan.actions.length} actions`,
    ...(goLive === undefined ? [] : [`- ${goLive.sentence}`]),
    `- ${rows.length - missed.length} of ${rows.length} expectations agree`,
    ...missed.map(({ what, wanted, found }) => `- **Miss**, ${what}: expected ${wanted}, found ${found}`),
  ];
}
