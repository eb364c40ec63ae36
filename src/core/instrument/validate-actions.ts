import type { Action, Instrument, Owner } from '../contracts/instrument.js';
import type { Report } from './validate-questions.js';

/** Checks that questions and actions match both ways and that actions refer to things that exist. */
export function validateActions(instrument: Instrument, report: Report): void {
  const questions = new Map(instrument.questions.map((question) => [question.id, question]));
  const actions = new Set(instrument.actions.map(({ id }) => id));
  const sides = new Map(instrument.roles.map(({ id, side }) => [id, side]));
  const sources = new Set(instrument.sources.map(({ id }) => id));
  for (const id of questions.keys()) {
    if (!actions.has(id)) report(`/questions/${id}`, 'no-action', `Question ${id} has no action.`);
  }
  for (const action of instrument.actions) {
    const path = `/actions/${action.id}`;
    const question = questions.get(action.id);
    if (question === undefined) report(`${path}/id`, 'no-question', `Action ${action.id} closes no question.`);
    else if (question.domain !== action.domain) {
      report(`${path}/domain`, 'wrong-domain', `Action ${action.id} stands in the file of ${action.domain}.`);
    }
    validateNeeds(action, path, questions, report);
    validateNumberReference(action.queue, 'queue', path, questions, report);
    validateNumberReference(action.studies?.perYear, 'studies/perYear', path, questions, report);
    for (const source of action.informedBy ?? []) {
      if (!sources.has(source)) report(`${path}/informedBy`, 'unknown-source', `${source} is not in sources.yaml.`);
    }
    if (sides.get(action.askVendor) !== 'vendor') {
      report(`${path}/askVendor`, 'not-vendor', `${action.askVendor} is not a role of the vendor.`);
    }
    validateOwners(action.owners, path, sides, report);
    (action.alternatives ?? []).forEach(({ id, owners }) => {
      validateOwners(owners, `${path}/alternatives/${id}`, sides, report);
    });
    validateTimes(action, path, instrument, report);
  }
}

function validateNeeds(
  { id, needs }: Action,
  path: string,
  questions: ReadonlyMap<string, unknown>,
  report: Report,
): void {
  for (const need of needs ?? []) {
    if (need === id) report(`${path}/needs`, 'needs-itself', `${id} needs itself.`);
    else if (!questions.has(need)) report(`${path}/needs`, 'unknown-need', `${need} is not a question.`);
  }
}

function validateNumberReference(
  id: string | undefined,
  name: string,
  path: string,
  questions: ReadonlyMap<string, { kind: string }>,
  report: Report,
): void {
  if (id !== undefined && questions.get(id)?.kind !== 'number') {
    report(`${path}/${name}`, 'not-a-number-question', `${id} is not a number question.`);
  }
}

function validateOwners(
  owners: readonly Owner[],
  path: string,
  sides: ReadonlyMap<string, string>,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const { role } of owners) {
    if (!sides.has(role)) report(`${path}/owners`, 'unknown-role', `${role} is not in roles.yaml.`);
    if (seen.has(role)) report(`${path}/owners`, 'role-twice', `${role} is named twice.`);
    seen.add(role);
  }
}

function validateTimes(action: Action, path: string, { method }: Instrument, report: Report): void {
  if (action.slowWeeks !== undefined && action.slowWeeks <= action.leadWeeks) {
    report(`${path}/slowWeeks`, 'slow-not-slower', 'The slow value must be longer than the typical lead.');
  }
  const tiers = method.support.tiers.length;
  if (action.vendorDaysByTier !== undefined && action.vendorDaysByTier.length !== tiers) {
    report(
      `${path}/vendorDaysByTier`,
      'wrong-tiers',
      `There must be one figure for each of the ${String(tiers)} tiers.`,
    );
  }
}
