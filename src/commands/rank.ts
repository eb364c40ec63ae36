import type { RankedSite, RankRobustness } from '../core/contracts/robustness.js';
import type { GateResult, Scorecard } from '../core/contracts/scorecard.js';
import { listed } from '../core/contracts/words.js';
import { robustnessInSteps, type RobustnessOptions } from '../core/portfolio/robustness.js';
import type { PortfolioSite } from '../core/portfolio/layout.js';
import type { Method } from '../core/contracts/instrument.js';
import { scoreAssessment } from '../core/scoring/score.js';
import type { Watch } from '../platform/database/archive/watch.js';
import type { Console } from './console.js';
import { requireCatalogue, type InputOptions } from './inputs.js';
import { runLongWork } from './long-work.js';
import { NO_EVIDENCE, readPortfolio, type Portfolio, type PortfolioInput } from './portfolio-inputs.js';
import { renderTable } from './table-report.js';

export interface RankOptions extends InputOptions {
  readonly draws?: number;
  readonly top?: number;
  readonly json?: boolean;
}

/** Draws and the k of the first k that the command takes. */
export const RANK_LIMITS = { draws: 10_000, top: 1000 } as const;

/** Closed gates named in the table before the rest is counted. */
const NAMED = 3;
/** How long the draws hold up the progress bar and an interrupt at most, but for one piece. */
const SLICE_MS = 20;

/** A site with its place and what has to be seen beside it. */
interface Row {
  readonly ranked: RankedSite;
  readonly site: PortfolioInput;
  readonly scorecard: Scorecard;
}

/** `readiness rank`: how firm the order of a portfolio's sites is. Not an order of help. */
export async function runRank(target: string, options: RankOptions, console: Console): Promise<void> {
  const catalogue = requireCatalogue();
  await runLongWork(console, async (watch) => {
    const portfolio = await readPortfolio(target, catalogue, options, console);
    const { method } = catalogue.instrument;
    const result = await inSlices(method, portfolio.sites, robustnessOptions(options), watch);
    const byId = new Map(portfolio.sites.map((site) => [site.id, site]));
    const rows = result.sites.map((ranked): Row => {
      const site = byId.get(ranked.id) as PortfolioInput;
      return { ranked, site, scorecard: scoreAssessment(site.compiled, site.input) };
    });
    if (options.json === true) console.out(JSON.stringify({ ...result, sites: rows.map(asJson) }, null, 2));
    else console.out(rankTable(result, rows, portfolio, method, console.width));
  });
}

function robustnessOptions({ seed, draws, top }: RankOptions): RobustnessOptions {
  return {
    ...(seed !== undefined && { seed }),
    ...(draws !== undefined && { draws }),
    ...(top !== undefined && { top }),
  };
}

async function inSlices(
  method: Method,
  sites: readonly PortfolioSite[],
  options: RobustnessOptions,
  watch: Watch,
): Promise<RankRobustness> {
  const run = robustnessInSteps(method, sites, options);
  let progress: ReturnType<Watch['begin']> | undefined;
  let since = performance.now();
  try {
    for (;;) {
      const next = run.next();
      if (next.done === true) return next.value;
      if (performance.now() - since < SLICE_MS) continue;
      progress ??= watch.begin(next.value.total, 'Ranking');
      progress.done(next.value.done);
      await new Promise(setImmediate);
      watch.signal.throwIfAborted();
      since = performance.now();
    }
  } finally {
    progress?.stop();
  }
}

/** Those that failed first: they are never among the ones that are only counted for one that is not known. */
function closedGates({ gates }: Scorecard): GateResult[] {
  return [...gates.filter(({ state }) => state === 'failed'), ...gates.filter(({ state }) => state === 'not-known')];
}

function asJson({ ranked, site, scorecard }: Row): object {
  const { index, stage, headline, inUseWithoutClearance, asOf } = scorecard;
  return {
    ...ranked,
    site: site.label,
    tool: site.input.tool,
    use: site.input.context.use,
    asOf,
    upper: index.upper,
    provisional: index.provisional,
    stage,
    headline,
    inUseWithoutClearance,
    closedGates: closedGates(scorecard).map(({ id, subject, kind, state }) => ({ id, subject, kind, state })),
  };
}

function rankTable(
  result: RankRobustness,
  rows: readonly Row[],
  { table, sites }: Portfolio,
  method: Method,
  width: number,
): string {
  const [turned] = method.portfolio.robustness.notDistinguishable;
  const severalTools = new Set(sites.map(({ input }) => input.tool)).size > 1;
  return renderTable(
    {
      title: sites.length === 1 ? '1 site' : `${String(sites.length)} sites by readiness index`,
      subtitle: result.label,
      asOf: rows[0]?.scorecard.asOf as string,
      sentences: [
        `Sites that share places cannot be told apart from the first of them: in ${whole(100 * turned)}% of the draws or more their order is the other way round.`,
        result.driverSentence,
        ...weightSentences(result.weights),
        ...(table ? [NO_EVIDENCE] : []),
      ],
      table: {
        caption: `Places, and what nine in ten of ${String(result.draws)} draws lie between`,
        columns: [
          { heading: 'Places', width: 0.08 },
          { heading: 'Site', width: 0.2 },
          { heading: 'Stage and gates', width: 0.31 },
          { heading: 'Index (could be)', width: 0.1, align: 'right' },
          { heading: 'Rank (range)', width: 0.13, align: 'right' },
          { heading: `In top ${String(result.top)}`, width: 0.09, align: 'right' },
          { heading: 'Group', width: 0.09, align: 'right' },
        ],
        rows: rows.map((row) => cellsOf(row, severalTools)),
        empty: 'No site.',
      },
    },
    width,
  );
}

/** What the drawn domain weights mean, said once for tools with the same weights. */
function weightSentences(weights: RankRobustness['weights']): string[] {
  const toolsBy = new Map<string, string[]>();
  for (const { tool, domains } of weights) {
    const text = listed(
      domains.map(({ code, weight, relativeSd }) => `${code} ${whole(100 * weight)}% ±${whole(100 * relativeSd)}%`),
    );
    toolsBy.set(text, [...(toolsBy.get(text) ?? []), tool]);
  }
  return [...toolsBy].map(
    ([text, tools]) =>
      `Weights of the domains as drawn for ${listed(tools)}, each with its standard deviation as a share of it: ${text}.`,
  );
}

function cellsOf({ ranked, site, scorecard }: Row, withTool: boolean): string[] {
  const { places, rankRange, topProbability, group } = ranked;
  const { value, upper } = scorecard.index;
  return [
    range(places.from, places.to),
    withTool ? `${site.label} (${site.input.tool})` : site.label,
    standingText(scorecard),
    `${whole(value)} (${whole(upper)})`,
    `${String(rankRange.median)} (${range(rankRange.low, rankRange.high)})`,
    `${whole(100 * topProbability)}%`,
    String(group),
  ];
}

/** The stage, and the gates that hold it back: they stand beside the index wherever it is shown. */
function standingText(scorecard: Scorecard): string {
  const closed = closedGates(scorecard);
  const named = closed.slice(0, NAMED).map(({ id, subject }) => `${id} ${subject}`);
  if (closed.length > NAMED) {
    const more = closed.length - NAMED;
    named.push(`${String(more)} more ${more === 1 ? 'gate' : 'gates'}`);
  }
  const stage = `${String(scorecard.stage.number)} ${scorecard.stage.name}`;
  const standing = scorecard.inUseWithoutClearance ? `In use without clearance. ${stage}` : stage;
  return closed.length === 0 ? standing : `${standing}; closed: ${listed(named)}`;
}

function range(from: number, to: number): string {
  return from === to ? String(from) : `${String(from)} to ${String(to)}`;
}

function whole(value: number): string {
  return String(Math.round(value));
}
