import type { Defect } from '../contracts/defect.js';
import { USES, type Instrument } from '../contracts/instrument.js';
import type { ToolProfile } from '../contracts/tool.js';
import { compileInstrument, type CompiledInstrument } from './compile.js';
import { findCycle, needsGraph } from './needs.js';
import { validateActions } from './validate-actions.js';
import { validateMethod } from './validate-method.js';
import {
  validateMarks,
  validateQuestions,
  validateScale,
  validateSentences,
  type Report,
} from './validate-questions.js';

/**
 * Everything that is wrong with a catalogue of well-formed files, all at once: references that lead nowhere, questions
 * without an action and actions without a question, weights, marks, shared sentences, cycles under any profile and use.
 * Pointers name the thing by its id: `/questions/IT-04/levels`, `/tools/echogo-pro/weights`.
 */
export function validateCatalogue(instrument: Instrument, tools: readonly ToolProfile[]): readonly Defect[] {
  const defects: Defect[] = [];
  const report: Report = (pointer, code, message) => defects.push({ pointer, code, message });
  reportDuplicates(instrument, tools, report);
  validateQuestions(instrument, report);
  validateActions(instrument, report);
  validateMethod(instrument, report);
  for (const tool of tools) validateTool(instrument, tool, report);
  if (!tools.some(({ id }) => id === instrument.method.forecast.calibration.tool)) {
    report('/method/forecast/calibration/tool', 'unknown-tool', 'No tool profile has this id.');
  }
  // Compiling needs sound references, so what only shows in the compiled instrument is checked last.
  if (defects.length === 0) {
    for (const tool of tools) {
      validateRewording(compileInstrument(instrument, tool, 'routine'), report);
      for (const use of USES) validateCompiled(compileInstrument(instrument, tool, use), report);
    }
  }
  return defects;
}

function reportDuplicates(instrument: Instrument, tools: readonly ToolProfile[], report: Report): void {
  const lists: [string, readonly string[]][] = [
    ['domains', instrument.domains.map(({ code }) => code)],
    ['questions', instrument.questions.map(({ id }) => id)],
    ['actions', instrument.actions.map(({ id }) => id)],
    ['alternatives', instrument.actions.flatMap(({ alternatives }) => (alternatives ?? []).map(({ id }) => id))],
    ['roles', instrument.roles.map(({ id }) => id)],
    ['themes', instrument.themes.map(({ id }) => id)],
    ['frameworks', instrument.frameworks.map(({ id }) => id)],
    ['sources', instrument.sources.map(({ id }) => id)],
    ['contradictions', instrument.contradictions.map(({ id }) => id)],
    ['tools', tools.map(({ id }) => id)],
  ];
  for (const [name, ids] of lists) {
    for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) {
      report(`/${name}/${id}`, 'duplicate-id', `${id} stands more than once.`);
    }
  }
}

function validateTool(instrument: Instrument, tool: ToolProfile, report: Report): void {
  const path = `/tools/${tool.id}`;
  const questions = new Map(instrument.questions.map((question) => [question.id, question]));
  const off = new Set(tool.switchedOff);
  const check = (ids: readonly string[], field: string): void => {
    for (const id of ids) {
      if (!questions.has(id)) report(`${path}/${field}/${id}`, 'unknown-question', `${id} is not a question.`);
      else if (off.has(id) && field !== 'switchedOff') {
        report(`${path}/${field}/${id}`, 'switched-off', `${id} is switched off by this profile.`);
      }
    }
  };
  check(tool.switchedOff, 'switchedOff');
  check(Object.keys(tool.reword), 'reword');
  check(Object.keys(tool.weights), 'weights');
  check(
    tool.limits.flatMap((limit) => limit.questions ?? []),
    'limits',
  );
  const roleIds = new Set(instrument.roles.map(({ id }) => id));
  for (const id of Object.keys(tool.roles)) {
    if (!roleIds.has(id)) report(`${path}/roles/${id}`, 'unknown-role', `${id} is not a role.`);
  }
  const codes = new Set(instrument.domains.map(({ code }) => code));
  for (const code of Object.keys(tool.domainWeights)) {
    if (!codes.has(code)) report(`${path}/domainWeights/${code}`, 'unknown-domain', `${code} is not a domain.`);
  }
  for (const [id, { levels, number }] of Object.entries(tool.reword)) {
    const question = questions.get(id);
    if (question === undefined) continue;
    if (levels !== undefined && levels.length !== question.levels?.length) {
      report(`${path}/reword/${id}/levels`, 'level-count', `${id} must keep its number of levels.`);
    }
    if (number !== undefined && question.number === undefined) {
      report(`${path}/reword/${id}/number`, 'scale-not-allowed', `${id} is not a number question.`);
    }
  }
}

/** What a profile's new words and scales make of the questions; the same for every use. */
function validateRewording(compiled: CompiledInstrument, report: Report): void {
  const path = `/tools/${compiled.tool.id}`;
  const reworded: Report = (pointer, code, message) => {
    report(`${path}/reword${pointer.replace('/questions', '')}`, code, message);
  };
  const questions = compiled.questions.map(({ question }) => question);
  questions.forEach((question) => {
    validateScale(question, `/questions/${question.id}`, reworded);
    validateMarks(question, compiled.instrument, `/questions/${question.id}`, reworded);
  });
  validateSentences(questions, reworded);
}

function validateCompiled(compiled: CompiledInstrument, report: Report): void {
  const path = `/tools/${compiled.tool.id}`;
  const cycle = findCycle(needsGraph(compiled));
  if (cycle !== undefined) {
    report(
      path,
      'needs-cycle',
      `With ${compiled.use} use, actions need each other in a circle: ${cycle.join(' needs ')}.`,
    );
  }
  validateShares(compiled, path, report);
}

/**
 * Two promises that the scoring relies on: at least one domain can always be assessed, whatever a site says does not
 * apply; and clearing every gate and essential makes an assessment count as started.
 */
function validateShares(compiled: CompiledInstrument, path: string, report: Report): void {
  const { method } = compiled.instrument;
  const always = compiled.questions.filter(
    ({ question, ruledOut }) => !ruledOut && question.notApplicable?.when === undefined,
  );
  const weightOf = (questions: readonly { weight: number }[]): number =>
    questions.reduce((sum, { weight }) => sum + weight, 0);
  const sound = compiled.domains.some(({ fullWeight }, index) => {
    const lasting = weightOf(always.filter(({ domain }) => domain === index));
    return lasting >= method.assessableShare * fullWeight && lasting > 0;
  });
  if (!sound) report(path, 'not-assessable', `With ${compiled.use} use, a site could make every domain unassessable.`);
  const required = always.filter(({ gate, essential }) => gate !== null || essential);
  const applicable = compiled.questions.filter(({ ruledOut }) => !ruledOut);
  if (weightOf(required) < method.stages.startedAt * weightOf(applicable)) {
    report(
      path,
      'gates-too-light',
      `With ${compiled.use} use, gates and essentials carry too little weight to count as started.`,
    );
  }
}
