import fs from 'node:fs';
import path from 'node:path';
import { planIdOf } from '../answers/fingerprint.js';
import { isAnswersFile, readAnswersFile } from '../answers/read-answers-file.js';
import { assess, reportOf } from '../core/assess.js';
import type { Assessment } from '../core/contracts/plan.js';
import type { ReportModel } from '../core/contracts/report.js';
import { CURRENT, RENDERERS } from '../rendering/renderers.js';
import type { PreviousPlan } from '../core/reporting/report-input.js';
import type { Console } from './console.js';
import { readEarlier, sinceEarlier } from './earlier.js';
import { badInput, CommandFailure, EXIT, usageError } from './failure.js';
import {
  listAnswerFiles,
  readInputs,
  requireCatalogue,
  siteLabel,
  type InputOptions,
  type SiteInput,
} from './inputs.js';
import { requireWording } from '../wording/load-wording.js';

export const PLAN_FORMATS = ['pdf', 'json', 'txt'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];

export interface PlanCommandOptions extends InputOptions {
  readonly json?: boolean;
  /** A file, or a folder when the answers are a folder */
  readonly output?: string;
  readonly format?: PlanFormat;
  /** Earlier answers of the same site, for a plan that tells what changed */
  readonly since?: string;
}

/** One site with everything that its documents are made of. */
interface PlannedSite {
  readonly site: SiteInput;
  readonly assessment: Assessment;
  readonly earlier: { readonly site: SiteInput; readonly plan: PreviousPlan } | undefined;
}

/** `readiness plan`: the support plan of one site, or of every site of a folder. */
export async function runPlan(target: string, options: PlanCommandOptions, console: Console): Promise<void> {
  const catalogue = requireCatalogue();
  const { files, folder } = listAnswerFiles(target);
  const format = formatOf(options, folder);
  checkSince(options, folder, format);
  if (options.output !== undefined) checkPlaces(files, planFiles(files, options.output, folder, format));
  const inputs = readInputs(files, catalogue, options, console);
  const [first] = inputs as [SiteInput];
  const earlier =
    options.since === undefined ? undefined : readEarlier(options.since, first, catalogue, options, console);
  const progress = console.progress(inputs.length, 'Planning');
  const results: PlannedSite[] = [];
  const written: string[] = [];
  for (const site of inputs) {
    const assessment = assess(site.compiled, site.input, planOptions(options, site));
    const before = earlier && {
      site: earlier,
      plan: sinceEarlier(earlier, site, assessment, planOptions(options, earlier)),
    };
    const planned = { site, assessment, earlier: before };
    if (options.output === undefined) results.push(planned);
    else {
      const [file] = planFiles([site.file], options.output, folder, format) as [string];
      writePlan(file, await planBytes(planned, format), written);
      written.push(file);
    }
    progress.done(results.length + written.length);
    // Lets the progress bar draw and an interrupt through between sites.
    await new Promise(setImmediate);
  }
  progress.stop();
  for (const file of written) console.note(`Wrote ${file}`);
  if (options.output === undefined) print(results, folder, options.json === true, console);
}

export function planOptions(
  { vendorHours }: { readonly vendorHours?: number },
  { seed }: Pick<SiteInput, 'seed'>,
): { seed?: number; vendorHoursPerWeek?: number } {
  return {
    ...(seed !== undefined && { seed }),
    ...(vendorHours !== undefined && { vendorHoursPerWeek: vendorHours }),
  };
}

function formatOf({ output, format, json }: PlanCommandOptions, folder: boolean): PlanFormat {
  if (output === undefined) {
    if (folder && json !== true) throw usageError("error: plans of a folder need '-o <folder>', or '--json'");
    if (format !== undefined) throw usageError("error: option '--format' goes with '-o'");
    return 'txt';
  }
  if (output === '') throw usageError("error: '-o' takes the name of a file or folder");
  const ending = path.extname(output).slice(1).toLowerCase();
  const byEnding = folder ? undefined : PLAN_FORMATS.find((one) => one === ending);
  const byJson = json === true ? ('json' as const) : undefined;
  const asked = [format, byEnding, byJson].filter((one) => one !== undefined);
  const [chosen] = asked;
  if (asked.some((one) => one !== chosen)) {
    throw usageError(`error: the format is to be ${[...new Set(asked)].join(' and ')}; choose one of them`);
  }
  if (chosen !== undefined) return chosen;
  if (folder) return 'pdf';
  throw usageError(`error: '-o' takes a file ending in .${PLAN_FORMATS.join(', .')}; got "${output}"`);
}

function checkSince({ since, json }: PlanCommandOptions, folder: boolean, format: PlanFormat): void {
  if (since === undefined) return;
  if (folder) throw usageError("error: option '--since' goes with the answers of one site");
  if (format === 'json' || json === true) {
    throw usageError("error: option '--since' goes with a plan as text or PDF, which tells what changed");
  }
}

/** Where each site's plan goes: the file named, or in the folder named a file called after the answers. */
function planFiles(files: readonly string[], output: string, folder: boolean, format: PlanFormat): string[] {
  return files.map((file) => (folder ? path.join(output, `${path.parse(file).name}.${format}`) : output));
}

/** The place that a path leads to, links followed as far as they go. */
function realPlace(file: string): string {
  const full = path.resolve(file);
  if (fs.existsSync(full)) return fs.realpathSync(full);
  const folder = path.dirname(full);
  return fs.existsSync(folder) ? path.join(fs.realpathSync(folder), path.basename(full)) : full;
}

/** Whether answers, or what is no ordinary file, stand at a place already. */
function holdsAnswers(place: string): boolean {
  const ending = path.extname(place).toLowerCase();
  if (ending !== '.json' && isAnswersFile(place)) return true;
  if (!fs.existsSync(place)) return false;
  const stat = fs.statSync(place);
  if (!stat.isFile()) return !stat.isDirectory();
  return ending === '.json' && 'answers' in (readAnswersFile(place).raw ?? {});
}

/** No plan takes the place of an answers file, nor of another site's plan. */
function checkPlaces(files: readonly string[], plans: readonly string[]): void {
  const answers = new Set(files.map(realPlace));
  const taken = new Map<string, string>();
  const defects = plans.flatMap((plan, index) => {
    const [place, file] = [realPlace(plan), files[index] as string];
    const other = taken.get(place);
    taken.set(place, file);
    if (answers.has(place) || holdsAnswers(place)) {
      return [
        {
          file: plan,
          line: 0,
          message: 'The plan would take the place of an answers file, or this is no ordinary file; choose another.',
        },
      ];
    }
    if (other === undefined) return [];
    const message = `${path.basename(other)} and ${path.basename(file)} would both be written here; rename one.`;
    return [{ file: plan, line: 0, message }];
  });
  if (defects.length > 0) throw badInput(defects);
}

async function planBytes(planned: PlannedSite, format: PlanFormat): Promise<string | Uint8Array> {
  if (format === 'json') return `${JSON.stringify(planned.assessment.plan, null, 2)}\n`;
  const report = planReport(planned);
  return format === 'txt' ? RENDERERS.text[CURRENT.text](report) : RENDERERS.pdf[CURRENT.pdf](report);
}

function planReport({ site, assessment, earlier }: PlannedSite): ReportModel {
  const { fingerprint } = site;
  const named = earlier === undefined ? { fingerprint } : { fingerprint, previous: earlier.site.fingerprint };
  return reportOf(site, {
    ...assessment,
    wording: requireWording(),
    identity: { fingerprint, planId: planIdOf(named) },
    ...(earlier && { previous: earlier.plan }),
  });
}

/** Written beside its place and moved there, so that a plan is never half there. */
function writePlan(file: string, content: string | Uint8Array, written: readonly string[]): void {
  const draft = path.join(path.dirname(file), `.${String(process.pid)}.part`);
  try {
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    fs.writeFileSync(draft, content);
    fs.renameSync(draft, file);
  } catch (error) {
    if (fs.existsSync(draft)) fs.rmSync(draft);
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(EXIT.badInput, [
      `${file}: The plan cannot be written here: ${code ?? 'unknown reason'}.`,
      ...written.map((done) => `Wrote ${done}`),
      `Stopped. Plans written before: ${String(written.length)}.`,
    ]);
  }
}

function print(results: readonly PlannedSite[], folder: boolean, json: boolean, console: Console): void {
  if (json) {
    const plans = results.map(({ site, assessment }) => ({
      file: site.file,
      site: siteLabel(site),
      plan: assessment.plan,
    }));
    console.out(JSON.stringify(folder ? plans : plans[0]?.plan, null, 2));
    return;
  }
  for (const planned of results) console.out(RENDERERS.text[CURRENT.text](planReport(planned), console.width));
}
