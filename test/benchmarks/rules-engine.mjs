/**
 * The same questions and gates in json-rules-engine: the engine is built once, with one rule a question and no event
 * listeners. Its facts come in two forms: plain, as its guide has it, one fact for each thing that is known; and as
 * one fact in all with our own look-up in place of its JSON path, which is the fastest form that we found.
 *
 * It is given more than the scorer is: values and the state of the evidence are worked out beforehand, outside its
 * time. It returns less: outcomes and gates, but no scores, sentences, dates, checks or headline.
 */
import { Engine } from 'json-rules-engine';

const EPSILON = 1e-9;
const OUT_OF_DATE = ['lapsed', 'other-version'];
const GATE_KINDS = ['data', 'live'];

const FORMS = {
  plain: (name) => ({ fact: name }),
  oneFact: (name) => ({ fact: 'site', path: name }),
};

/**
 * Builds the engine for one compiled instrument: a rule for each question and one for each kind of gate.
 *
 * @param form of its facts, `plain` or `oneFact`
 */
export function buildEngine(compiled, form) {
  const engine = new Engine([], { pathResolver: (fact, path) => fact[path] });
  const look = FORMS[form];
  for (const question of compiled.questions) engine.addRule(questionRule(question, look));
  for (const kind of GATE_KINDS) {
    const gates = compiled.questions.filter(({ gate }) => gate === kind);
    const conditions = gates.flatMap(({ id, conditionalMark }) => [
      atLeast(look(id), conditionalMark),
      { ...look(`${id} evidence`), operator: 'equal', value: 'in-date' },
    ]);
    engine.addRule({ name: `${kind} gates`, conditions: { all: conditions }, event: { type: 'open' } });
  }
  return engine;
}

/**
 * Met when all conditions hold. All of them are evaluated, whatever the first ones give, and which of them hold says
 * whether an unmet question is partly met, not met, expired or, for a gate, not known.
 */
function questionRule({ id, passMark, conditionalMark, gate }, look) {
  const evidence = look(`${id} evidence`);
  const all = [
    atLeast(look(id), passMark),
    { ...evidence, operator: 'notIn', value: OUT_OF_DATE },
    { ...look(id), operator: 'greaterThan', value: EPSILON },
  ];
  if (gate !== null) {
    all.push({ ...evidence, operator: 'notEqual', value: 'none' });
    if (conditionalMark < passMark) all.push(atLeast(look(id), conditionalMark));
  }
  return { name: id, conditions: { all }, event: { type: 'met' } };
}

function atLeast(fact, mark) {
  return { ...fact, operator: 'greaterThanInclusive', value: mark - EPSILON };
}

/** The engine's facts for one site, from judgements: value and state of the evidence of each question. */
export function factsOf(judgements, form) {
  const site = {};
  for (const { compiled, mark, evidence } of judgements) {
    site[compiled.id] = mark;
    site[`${compiled.id} evidence`] = evidence.status;
  }
  return form === 'plain' ? site : { site };
}

/** Outcome of each question by id, and whether all gates of each kind are open. */
export async function runEngine(engine, facts) {
  const { results, failureResults } = await engine.run(facts);
  const [outcomes, open] = [new Map(), new Map()];
  for (const ruleResult of [...results, ...failureResults]) {
    if (ruleResult.event.type === 'open') open.set(ruleResult.name, ruleResult.result);
    else outcomes.set(ruleResult.name, outcomeOf(ruleResult));
  }
  return { outcomes, dataGatesOpen: open.get('data gates'), liveGatesOpen: open.get('live gates') };
}

function outcomeOf({ result, conditions: { all } }) {
  if (result) return 'met';
  const [met, upToDate, begun, shown, conditional] = all;
  const claimed = met.result || conditional?.result === true;
  if (claimed && shown?.result === false) return 'not-known';
  if (met.result && !upToDate.result) return 'expired';
  return begun.result ? 'partly-met' : 'not-met';
}
