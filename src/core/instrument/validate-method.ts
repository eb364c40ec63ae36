import type { Instrument, Method } from '../contracts/instrument.js';
import { ascends, type Report } from './validate-questions.js';

const TOLERANCE = 1e-9;

/** Checks weights, bands, thresholds and the ids that the method refers to. */
export function validateMethod(instrument: Instrument, report: Report): void {
  const { method, domains } = instrument;
  const total = domains.reduce((sum, { weight }) => sum + weight, 0);
  if (Math.abs(total - 1) > TOLERANCE) {
    report('/domains', 'weights-sum', `Domain weights sum to ${String(total)}; they must sum to 1.`);
  }
  validateValues(method, report);
  validateBands(method, report);
  const codes = new Set(domains.map(({ code }) => code));
  for (const code of method.stages.exemptDomains) {
    if (!codes.has(code)) report('/method/stages/exemptDomains', 'unknown-domain', `${code} is not a domain.`);
  }
  validateQuestionReferences(instrument, report);
  const { pool } = method.plan.integration;
  if (!instrument.roles.some((role) => role.pool === pool)) {
    report('/method/plan/integration/pool', 'empty-pool', `No role is in the pool ${pool}.`);
  }
  validateTiers(method, report);
}

function validateValues({ values }: Method, report: Report): void {
  for (const kind of ['maturity', 'approval'] as const) {
    const own = values[kind];
    if (own.length !== 4 || own[0] !== 0 || own[3] !== 1 || !ascends(own)) {
      report(`/method/values/${kind}`, 'level-values', 'There must be four values that rise from 0 to 1.');
    }
  }
}

function validateBands({ bands, essentialCap }: Method, report: Report): void {
  const bounds = bands.slice(0, -1).map(({ below }) => below);
  if (
    bands.length < 2 ||
    bounds.includes(undefined) ||
    bands.at(-1)?.below !== undefined ||
    !ascends(bounds as number[])
  ) {
    report('/method/bands', 'band-order', 'Bands must rise, and only the last has no upper bound.');
  }
  if (!bands.some(({ name }) => name === essentialCap)) {
    report('/method/essentialCap', 'unknown-band', `${essentialCap} is not a band.`);
  }
}

function validateTiers({ support: { tiers } }: Method, report: Report): void {
  const bounds = tiers.slice(0, -1).map(({ belowHours }) => belowHours);
  if (bounds.includes(undefined) || tiers.at(-1)?.belowHours !== undefined || !ascends(bounds as number[])) {
    report('/method/support/tiers', 'tier-order', 'Tiers must rise, and only the last has no upper bound.');
  }
}

function validateQuestionReferences(instrument: Instrument, report: Report): void {
  const { method, contradictions } = instrument;
  const { calibration } = method.forecast;
  const kinds = new Map(instrument.questions.map(({ id, kind }) => [id, kind]));
  const references: [string, readonly string[]][] = [
    ['/method/capacity/questions', method.capacity.questions],
    ['/method/plan/integration/question', [method.plan.integration.question]],
    ['/method/forecast/calibration/binary', calibration.binary],
    ['/method/forecast/calibration/mixed', Object.keys(calibration.mixed)],
    ...contradictions.map(({ id, strong, weak }): [string, string[]] => [
      `/contradictions/${id}`,
      [strong.question, weak.question],
    ]),
  ];
  for (const [pointer, ids] of references) {
    for (const id of ids) if (!kinds.has(id)) report(pointer, 'unknown-question', `${id} is not a question.`);
  }
  if (kinds.get(method.plan.integration.question) !== 'number') {
    report('/method/plan/integration/question', 'not-a-number-question', 'It must be a number question.');
  }
}
