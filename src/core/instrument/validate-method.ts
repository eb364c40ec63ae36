import type { Instrument, Method } from '../contracts/instrument.js';
import { levelValues } from './answer-value.js';
import { ascends, isAnswer, type Report } from './validate-questions.js';

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
  validatePortfolio(method, report);
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
    ['/method/portfolio/allocation/benefitQuestion', [method.portfolio.allocation.benefitQuestion]],
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
  validateAnswers(instrument, report);
  const numbers = [
    ['/method/plan/integration/question', method.plan.integration.question],
    ['/method/portfolio/allocation/benefitQuestion', method.portfolio.allocation.benefitQuestion],
  ] as const;
  for (const [pointer, id] of numbers) {
    if (kinds.get(id) !== 'number') report(pointer, 'not-a-number-question', 'It must be a number question.');
  }
}

function validatePortfolio({ portfolio, support, plan }: Method, report: Report): void {
  const { robustness, allocation, queues } = portfolio;
  const pairs = [
    ['/method/portfolio/robustness/questionFactor', robustness.questionFactor],
    ['/method/portfolio/robustness/notDistinguishable', robustness.notDistinguishable],
    ['/method/portfolio/allocation/benefitClamp', allocation.benefitClamp],
  ] as const;
  for (const [pointer, [low, high]] of pairs) {
    if (low > high) report(pointer, 'range-order', 'The first must not be larger than the second.');
  }
  const names = new Set(support.tiers.map(({ name }) => name));
  for (const name of queues.muchToDo) {
    if (!names.has(name)) report('/method/portfolio/queues/muchToDo', 'unknown-tier', `${name} is not a support tier.`);
  }
  const [base, ...more] = plan.vendorHourLevels as [number, ...number[]];
  if (!ascends(plan.vendorHourLevels) || more.some((hours) => !Number.isInteger(hours - base))) {
    const detail = 'Levels must rise, each by whole hours from the first: hours are handed out in whole ones.';
    report('/method/plan/vendorHourLevels', 'hour-levels', detail);
  }
}

/** Answers that the method and the contradictions name must be answers of their questions. */
function validateAnswers({ method, questions, contradictions }: Instrument, report: Report): void {
  const byId = new Map(questions.map((question) => [question.id, question]));
  const mixed = Object.entries(method.forecast.calibration.mixed);
  const named: [pointer: string, id: string, answer: number][] = [
    ...mixed.flatMap(([id, mix]) =>
      mix.map(([answer]): [string, string, number] => ['/method/forecast/calibration/mixed', id, answer]),
    ),
    ...contradictions.flatMap(({ id, strong, weak }): [string, string, number][] => [
      [`/contradictions/${id}/strong`, strong.question, strong.atLeast],
      [`/contradictions/${id}/weak`, weak.question, weak.atMost],
    ]),
  ];
  for (const [pointer, id, answer] of named) {
    const question = byId.get(id);
    if (question !== undefined && !isAnswer(question, answer, levelValues(question, method).length)) {
      report(pointer, 'mark-out-of-range', `${String(answer)} is not an answer of ${id}.`);
    }
  }
}
