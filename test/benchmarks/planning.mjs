/** How long a whole support plan takes, and how that grows with draws and with actions: see README.md. */
import process from 'node:process';
import { planSupport } from '../../dist/core/planning/plan.js';
import { checkAssessment } from '../../dist/core/scoring/check-assessment.js';
import { loadCatalogue } from '../../dist/tools/load-catalogue.js';
import { answerAtValue } from '../../dist/core/instrument/answer-value.js';
import { figure, machine, printTable, raceRounds } from './timing.mjs';

const DRAWS = 2000;
const TARGET_MS = 100;
const ROUNDS = 11;
const TIMING = { rounds: ROUNDS, warmUps: 6, leastMs: 0 };

const loaded = loadCatalogue();
if (!loaded.ok) {
  console.error(loaded.defects);
  process.exit(1);
}
const { catalogue } = loaded;
const compiled = catalogue.compiled('echogo-pro', 'evaluation');
const questions = compiled.questions;

const sites = new Map([
  ['few gaps', siteWith((i) => (i % 5 === 0 ? 'low' : 'met'))],
  ['middle', siteWith((i) => ['met', 'low', 'unknown', 'met'][i % 4])],
  ['all at the lowest answer', siteWith(() => 'lowest')],
  ['all unknown', siteWith(() => 'unknown')],
]);

console.log(`${machine()}; medians of ${String(ROUNDS)} interleaved rounds, one thread.`);
await showSizes();
await showDraws();
await showActions();

/** A site whose questions are, by position, at their best, at a low answer, at the lowest one, or not answered. */
function siteWith(stateOf) {
  const answers = {};
  questions.forEach(({ id, question }, i) => {
    const state = stateOf(i);
    if (state === 'unknown') return;
    const value = answerAtValue(question, compiled.instrument.method, { met: 1, low: 0.3, lowest: 0 }[state]);
    answers[id] = {
      value,
      evidence: [{ title: 'Signed assessment', date: '2026-10-01', owner: 'clinical lead', source: 'self' }],
    };
  });
  const document = { tool: compiled.tool.id, asOf: '2026-11-23', context: { use: compiled.use }, answers };
  const result = checkAssessment(document, catalogue);
  if (!result.ok) throw new Error(JSON.stringify(result.defects));
  return result.value.input;
}

function actionsOf(input) {
  return planSupport(compiled, input, { draws: 1 }).actions.length;
}

/** Milliseconds by contestant name; every contestant is one whole plan. */
async function timePlans(contestants) {
  const times = await raceRounds(
    contestants.map(({ name, input, draws }) => ({ name, run: () => planSupport(compiled, input, { draws }) })),
    TIMING,
  );
  return contestants.map(({ name }) => {
    const { wall, processor } = times.get(name);
    return {
      median: wall.median / 1000,
      range: [wall.fastest / 1000, wall.slowest / 1000],
      cpu: processor.median / 1000,
    };
  });
}

async function showSizes() {
  const contestants = [...sites].flatMap(([name, input]) => [
    { name, input, draws: DRAWS },
    { name: `${name} (one draw)`, input, draws: 1 },
  ]);
  const times = await timePlans(contestants);
  console.log(`\nA whole plan with ${figure(DRAWS)} draws (target: under ${String(TARGET_MS)} ms)`);
  const rows = [...sites].map(([name, input], i) => {
    const [whole, fixed] = [times[2 * i], times[2 * i + 1]];
    return [
      name,
      String(actionsOf(input)),
      figure(whole.median),
      whole.range.map(figure).join(' to '),
      figure(whole.cpu),
      figure(fixed.cpu),
      whole.median < TARGET_MS ? 'yes' : 'NO',
    ];
  });
  printTable(['site', 'actions', 'ms', 'fastest to slowest', 'CPU ms', 'of it with one draw', 'under target'], rows);
}

async function showDraws() {
  const counts = [250, 500, 1000, 2000, 4000, 8000];
  const input = sites.get('middle');
  const times = await timePlans(counts.map((draws) => ({ name: String(draws), input, draws })));
  console.log('\nGrowth with draws (site: middle)');
  const rows = counts.map((draws, i) => [
    figure(draws),
    figure(times[i].median),
    figure(times[i].cpu),
    figure((1000 * times[i].cpu) / draws),
    i === 0 ? '' : `${figure(times[i].cpu / times[i - 1].cpu)} ×`,
  ]);
  printTable(['draws', 'ms', 'CPU ms', 'CPU µs a draw', 'to the line above'], rows);
}

async function showActions() {
  const gaps = [0, 5, 10, 20, 30, 40, 50, questions.length];
  const inputs = gaps.map((count) =>
    siteWith((i) =>
      Math.floor(((i + 1) * count) / questions.length) > Math.floor((i * count) / questions.length) ? 'unknown' : 'met',
    ),
  );
  const times = await timePlans(inputs.map((input, i) => ({ name: String(i), input, draws: DRAWS })));
  console.log(
    `\nGrowth with actions (${figure(DRAWS)} draws; so many questions unknown, spread over all, the others met)`,
  );
  const rows = inputs.map((input, i) => {
    const actions = actionsOf(input);
    const perAction = actions === 0 ? '' : figure((1000 * times[i].cpu) / actions);
    return [String(gaps[i]), String(actions), figure(times[i].median), figure(times[i].cpu), perAction];
  });
  printTable(['unknown', 'actions', 'ms', 'CPU ms', 'CPU µs an action'], rows);
}
