import { move, workerData } from 'piscina';
import { assess, comparedWith, reportOf } from '../core/assess.js';
import type { Assessment } from '../core/contracts/plan.js';
import type { ReportModel } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { PlanOptions } from '../core/planning/plan.js';
import { checkChanges } from '../core/planning/check-changes.js';
import { whatIf as computeWhatIf } from '../core/planning/what-if.js';
import { siteOutlookOf } from '../core/portfolio/site-outlook.js';
import type { PreviousPlan } from '../core/reporting/report-input.js';
import { checkAssessment, type CheckedAssessment } from '../core/scoring/check-assessment.js';
import { scoreAssessment } from '../core/scoring/score.js';
import { CURRENT, RENDERERS } from '../rendering/renderers.js';
import { loadCatalogue } from '../tools/load-catalogue.js';
import { requireWording } from '../wording/load-wording.js';
import type { OutlookTask, PlanDocument, PlanTask, PlanTasks, WhatIfTask } from './plan-tasks.js';

/*
 * Runs in a thread of its own: a plan takes tens of milliseconds of computing, and a PDF as much again, during which the
 * API's thread could answer nobody.
 */

let loaded: Catalogue | undefined;

function catalogue(): Catalogue {
  if (loaded !== undefined) return loaded;
  const found = loadCatalogue((workerData as { dataFolder: string | undefined }).dataFolder);
  if (!found.ok) throw new Error('The instrument is not sound');
  loaded = found.catalogue;
  return loaded;
}

/** The API checks a document before it hands it on, so a defect here is a fault of ours. */
function checked(document: unknown): CheckedAssessment {
  const result = checkAssessment(document, catalogue());
  if (!result.ok) throw new Error(`A document that was checked is not sound: ${result.defects[0]?.message ?? ''}`);
  return result.value;
}

function assessed({ document, vendorHours }: PlanTask): CheckedAssessment & Assessment {
  const site = checked(document);
  return { ...site, ...assess(site.compiled, site.input, optionsOf(site, vendorHours)) };
}

function optionsOf({ seed }: CheckedAssessment, vendorHours: number | undefined): PlanOptions {
  return {
    ...(seed !== undefined && { seed }),
    ...(vendorHours !== undefined && { vendorHoursPerWeek: vendorHours }),
  };
}

/** The support plan of a checked document. */
export function plan(task: PlanTask): PlanTasks['plan']['result'] {
  return assessed(task).plan;
}

/** The plan before, with the same hours of the vendor's, and what changed since. */
function previousPlan(
  { previous, vendorHours }: PlanTask,
  site: CheckedAssessment & { readonly scorecard: Scorecard },
): PreviousPlan | null | undefined {
  if (previous === undefined || previous === null) return null;
  const before = checked(previous.document);
  // Numbers of other questions are not compared.
  if (before.compiled.instrument.version !== site.compiled.instrument.version) return undefined;
  return comparedWith({ ...before, scorecard: previous.scorecard }, site, optionsOf(before, vendorHours));
}

/** Scorecard and plan as a document. */
function report(task: PlanTask): ReportModel {
  const { scorecard, plan: supportPlan, ...site } = assessed(task);
  const previous = task.previous === undefined ? undefined : previousPlan(task, { ...site, scorecard });
  return reportOf(site, {
    wording: requireWording(),
    identity: task.identity,
    scorecard,
    plan: supportPlan,
    ...(previous !== undefined && { previous }),
  });
}

/** The document with its PDF, to be kept. */
export async function document(task: PlanTask): Promise<PlanDocument> {
  const model = report(task);
  return { report: model, pdf: await RENDERERS.pdf[CURRENT.pdf](model) };
}

/** The PDF alone. The bytes are handed over, not copied. */
export async function pdf(task: PlanTask): Promise<PlanTasks['pdf']['result']> {
  const bytes = await RENDERERS.pdf[CURRENT.pdf](report(task));
  return move(new Uint8Array(bytes)) as unknown as Uint8Array;
}

/** A document that is made already, as PDF. The bytes are handed over, not copied. */
export async function layOut(model: ReportModel): Promise<PlanTasks['layOut']['result']> {
  const bytes = await RENDERERS.pdf[CURRENT.pdf](model);
  return move(new Uint8Array(bytes)) as unknown as Uint8Array;
}

/** What changed answers and completed actions would do. */
export function whatIf({ document, changes, vendorHours }: WhatIfTask): PlanTasks['whatIf']['result'] {
  const site = checked(document);
  const { compiled, input } = site;
  const read = checkChanges(changes, compiled, input);
  if (!read.ok) throw new Error(`Changes that were checked are not sound: ${read.defects[0]?.message ?? ''}`);
  return computeWhatIf(compiled, input, read.value, optionsOf(site, vendorHours));
}

/** Where a site stands for its vendor's support team, what is forecast, and what hours would bring. */
export function outlook({ document, submissions, history }: OutlookTask): PlanTasks['outlook']['result'] {
  const { compiled, input } = checked(document);
  return siteOutlookOf({
    standing: { compiled, input, scorecard: scoreAssessment(compiled, input) },
    submissions: submissions.map((one) => ({ ...checked(one.document), scorecard: one.scorecard })),
    history,
  });
}

/** Makes a plan that nobody asked for: the instrument is loaded and most words are shaped after it. */
export async function warmUp(): Promise<undefined> {
  await pdf({ document: { tool: catalogue().widestTool, asOf: '2026-01-01' }, identity: { fingerprint: '' } });
  return undefined;
}
