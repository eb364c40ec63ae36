/** How many assessments are scored a second, beside json-rules-engine and a plain loop: see README.md. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { checkAssessment } from '../../dist/core/scoring/check-assessment.js';
import { judgeAnswers } from '../../dist/core/scoring/findings.js';
import { scoreAssessment } from '../../dist/core/scoring/score.js';
import { loadCatalogue } from '../../dist/tools/load-catalogue.js';
import { buildEngine, factsOf, runEngine } from './rules-engine.mjs';
import { answersDocuments } from './sites.mjs';
import { figure, machine, printTable, raceRounds } from './timing.mjs';

const POOL = 500;
const SEED = 20261123;
const ROUNDS = 9;
const TARGETS = { perSecond: 50_000, timesTheEngine: 100 };
const NAMES = {
  score: 'score (everything)',
  engine: 'json-rules-engine, as fast as it goes (outcomes, gates)',
  plainEngine: 'json-rules-engine, plain facts (outcomes, gates)',
  loop: 'plain loop (arithmetic only)',
  check: 'check + score',
  parse: 'JSON text: parse + check + score',
};

const loaded = loadCatalogue();
if (!loaded.ok) {
  console.error(loaded.defects);
  process.exit(1);
}
const { catalogue } = loaded;
// In evaluation use all questions apply; in routine use one of them is ruled out.
const compiled = catalogue.compiled('echogo-pro', 'evaluation');
const documents = answersDocuments(compiled, POOL, SEED);
const inputs = documents.map(checked);
const texts = documents.map((document) => JSON.stringify(document));

const engines = new Map(
  [
    [NAMES.engine, 'oneFact'],
    [NAMES.plainEngine, 'plain'],
  ].map(([name, form]) => {
    const facts = inputs.map((input) => factsOf(judgeAnswers(compiled, input), form));
    return [name, { engine: buildEngine(compiled, form), facts }];
  }),
);
const plain = plainInstrument();
const values = inputs.map((input) => Float64Array.from(judgeAnswers(compiled, input), ({ mark }) => mark));

await verify();
describePool();
await race();

function checked(document) {
  const result = checkAssessment(document, catalogue);
  if (!result.ok) throw new Error(JSON.stringify(result.defects));
  return result.value.input;
}

/** Weights by question and by domain in flat arrays, for the plain loop. */
function plainInstrument() {
  return {
    domainOf: Int32Array.from(compiled.questions, ({ domain }) => domain),
    weights: Float64Array.from(compiled.questions, ({ weight }) => weight),
    domainWeights: Float64Array.from(compiled.domains, ({ weight }) => weight),
    full: Float64Array.from(compiled.domains, ({ fullWeight }) => fullWeight),
    sums: new Float64Array(compiled.domains.length),
  };
}

/** Weighted sums by domain and their weighted geometric mean: the index of a site that has answered everything. */
function plainIndex(own) {
  const { domainOf, weights, domainWeights, full, sums } = plain;
  sums.fill(0);
  for (let i = 0; i < own.length; i += 1) sums[domainOf[i]] += weights[i] * own[i];
  let log = 0;
  for (let d = 0; d < sums.length; d += 1) log += domainWeights[d] * Math.log(Math.max(1, (100 * sums[d]) / full[d]));
  return Math.exp(log);
}

/** Nothing is timed before all of them agree on every site of the pool. */
async function verify() {
  for (const [i, input] of inputs.entries()) {
    const card = scoreAssessment(compiled, input);
    // Every answer has a value: a gate that is only claimed has the outcome not-known all the same.
    assert.equal(card.answered.known, compiled.questions.length);
    for (const { engine, facts } of engines.values()) {
      const found = await runEngine(engine, facts[i]);
      assert.deepEqual(found.outcomes, new Map(card.findings.map(({ id, outcome }) => [id, outcome])));
      for (const kind of ['data', 'live']) {
        const states = card.gates.filter((gate) => gate.kind === kind).map(({ state }) => state);
        const open = states.every((state) => state === 'passed' || state === 'conditional');
        assert.equal(found[`${kind}GatesOpen`], open);
      }
    }
    assert.ok(Math.abs(plainIndex(values[i]) - card.index.value) < 1e-9);
  }
}

function describePool() {
  const cards = inputs.map((input) => scoreAssessment(compiled, input));
  const outcomes = new Map();
  for (const { outcome } of cards.flatMap(({ findings }) => findings)) {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  const questions = compiled.questions.length;
  const shares = [...outcomes]
    .toSorted((a, b) => b[1] - a[1])
    .map(([outcome, count]) => `${outcome} ${((100 * count) / (POOL * questions)).toFixed(0)}%`);
  const items = documents
    .flatMap(({ answers }) => Object.values(answers))
    .reduce((sum, { evidence = [] }) => sum + evidence.length, 0);
  const indexes = cards.map(({ index }) => index.value);
  const range = [Math.min(...indexes), Math.max(...indexes)].map((value) => value.toFixed(0));
  console.log(machine());
  console.log(
    `${String(POOL)} made-up sites, each with ${String(questions)} answers and ${(items / POOL).toFixed(0)} evidence ` +
      `items on average; index ${range.join(' to ')}; ${shares.join(', ')}.`,
  );
  console.log(`Verified on every site: outcomes and gates equal in both, index equal in the plain loop.`);
}

async function race() {
  const contestants = [
    {
      name: NAMES.score,
      perRun: POOL,
      run: () => inputs.reduce((sum, input) => sum + scoreAssessment(compiled, input).index.value, 0),
    },
    ...[...engines].map(([name, { engine, facts }]) => engineContestant(name, engine, facts)),
    { name: NAMES.loop, perRun: POOL, run: () => values.reduce((sum, own) => sum + plainIndex(own), 0) },
    {
      name: NAMES.check,
      perRun: POOL,
      run: () => documents.reduce((sum, document) => sum + scoreAssessment(compiled, checked(document)).index.value, 0),
    },
    {
      name: NAMES.parse,
      perRun: POOL,
      run: () => texts.reduce((sum, text) => sum + scoreAssessment(compiled, checked(JSON.parse(text))).index.value, 0),
    },
  ];
  const times = await raceRounds(contestants, { rounds: ROUNDS, warmUps: 5, leastMs: 400 });
  printResult(times);
}

/** A whole pool would take the engine seconds: it takes some sites of the pool at a time, and goes on from there. */
function engineContestant(name, engine, facts) {
  const perRun = 10;
  let next = 0;
  const run = async () => {
    let outcomes = 0;
    for (let i = 0; i < perRun; i += 1) {
      next = (next + 1) % POOL;
      outcomes += (await runEngine(engine, facts[next])).outcomes.size;
    }
    return outcomes;
  };
  return { name, perRun, run };
}

function printResult(times) {
  const own = times.get(NAMES.score);
  const rows = [...times].map(([name, { wall, processor }]) => [
    name,
    figure(1e6 / wall.median),
    `${figure(1e6 / wall.slowest)} to ${figure(1e6 / wall.fastest)}`,
    figure(1e6 / processor.median),
    figure(processor.median),
    `${figure(processor.median / own.processor.median)} ×`,
  ]);
  console.log(`\nMedian of ${String(ROUNDS)} interleaved rounds, one thread:`);
  printTable(['', 'per second', 'slowest to fastest round', 'per CPU second', 'CPU µs each', 'CPU time'], rows);
  // Ratios are of processor time, on which other programs have the least say.
  const ratio = (name) => figure(times.get(name).processor.median / own.processor.median);
  const loopRatio = own.processor.median / times.get(NAMES.loop).processor.median;
  console.log(
    `\nTarget ${figure(TARGETS.perSecond)} a second: measured ${figure(1e6 / own.processor.median)} a CPU second.`,
  );
  console.log(
    `Target ${String(TARGETS.timesTheEngine)} times json-rules-engine: measured ${ratio(NAMES.engine)} times its ` +
      `fastest form and ${ratio(NAMES.plainEngine)} times its plain form.`,
  );
  console.log(`The arithmetic alone is ${figure(loopRatio)} times as fast as the whole scorecard.`);
}
