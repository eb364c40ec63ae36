/** Support plans as report models, made from answers as the service makes them. */
import { fingerprintOfAssessment } from '../../../dist/answers/fingerprint.js';
import { readAnswersFile } from '../../../dist/answers/read-answers-file.js';
import { assess, reportOf } from '../../../dist/core/assess.js';
import { checkAssessment } from '../../../dist/core/scoring/check-assessment.js';
import { renderPdf } from '../../../dist/rendering/pdf/render-pdf.js';
import { loadCatalogue } from '../../../dist/tools/load-catalogue.js';
import { requireWording } from '../../../dist/wording/load-wording.js';
import { readPages } from './words.mjs';

const DEMO = new URL('../../../data/demo/', import.meta.url).pathname;
const FILES = {
  short: 'winterbeck-infirmary/2026-11-10.yaml',
  middle: 'marlingate-general-hospital/2026-10-26.yaml',
  long: 'sallowby-hospital/2026-10-19.yaml',
};

/** The report models of a short, a middle and a long plan: `{ name, actions, report }`. */
export function demoPlans() {
  const loaded = loadCatalogue();
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.defects));
  return Object.entries(FILES).map(([name, file]) => planOf(name, `${DEMO}${file}`, loaded.catalogue));
}

function planOf(name, file, catalogue) {
  const checked = checkAssessment(readAnswersFile(file).raw, catalogue);
  if (!checked.ok) throw new Error(JSON.stringify(checked.defects));
  const { compiled, input, seed } = checked.value;
  const { scorecard, plan } = assess(compiled, input, seed === undefined ? {} : { seed });
  const order = {
    wording: requireWording(),
    identity: { fingerprint: fingerprintOfAssessment(checked.value) },
    scorecard,
    plan,
  };
  return { name, actions: plan.actions.length, report: reportOf(checked.value, order) };
}

/** The start of a report, its sections said again and again where it is too short, that comes to so many pages. */
export async function reportOfPages(report, wanted) {
  let [least, most] = [0, 1];
  while ((await pagesOf(cut(report, most))) < wanted) [least, most] = [most, 2 * most];
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if ((await pagesOf(cut(report, middle))) < wanted) least = middle;
    else most = middle;
  }
  return cut(report, most);
}

/** A report with so many blocks and table rows; past its last section it starts again with the first. */
function cut(report, pieces) {
  const sections = [];
  let left = pieces;
  for (let i = 0; left > 0; i += 1) {
    const { blocks, ...section } = report.sections[i % report.sections.length];
    const kept = [];
    for (const block of blocks) {
      if (left <= 0) break;
      kept.push(block.type === 'table' ? { ...block, rows: block.rows.slice(0, left) } : block);
      left -= Math.max(1, block.rows?.length ?? 0);
    }
    sections.push({ ...section, blocks: kept });
  }
  return { ...report, sections };
}

async function pagesOf(report) {
  return (await readPages(await renderPdf(report))).length;
}
