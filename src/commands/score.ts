import type { ReportModel } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import { scoreAssessment } from '../core/scoring/score.js';
import { renderText } from '../rendering/text/render-text.js';
import type { Console } from './console.js';
import {
  listAnswerFiles,
  readInputs,
  requireCatalogue,
  siteLabel,
  type InputOptions,
  type SiteInput,
} from './inputs.js';
import { reportOf } from '../core/assess.js';
import { requireWording } from '../wording/load-wording.js';
import { siteTable } from './table-report.js';

export interface ScoreOptions extends InputOptions {
  readonly json?: boolean;
}

/** `readiness score`: an explained scorecard of one site, or one line a site for a folder. */
export function runScore(target: string, options: ScoreOptions, console: Console): void {
  const catalogue = requireCatalogue();
  const { files, folder } = listAnswerFiles(target);
  const inputs = readInputs(files, catalogue, options, console);
  const results = inputs.map((site) => ({ site, scorecard: scoreAssessment(site.compiled, site.input) }));
  if (options.json === true) console.out(JSON.stringify(folder ? results.map(asRow) : results[0]?.scorecard, null, 2));
  else if (folder)
    console.out(
      siteTable(
        results.map(({ site, scorecard }) => [siteLabel(site), scorecard]),
        console.width,
      ),
    );
  else
    for (const { site, scorecard } of results) console.out(renderText(scorecardReport(site, scorecard), console.width));
}

function scorecardReport(site: SiteInput, scorecard: Scorecard): ReportModel {
  return reportOf(site, { wording: requireWording(), identity: { fingerprint: site.fingerprint }, scorecard });
}

function asRow({ site, scorecard }: { site: SiteInput; scorecard: Scorecard }): object {
  return { file: site.file, site: siteLabel(site), scorecard };
}
