import type { ReportBar, ReportBars, ReportBlock, ReportSection } from '../contracts/report.js';
import type { DomainResult, Scorecard } from '../contracts/scorecard.js';
import { listed } from '../contracts/words.js';
import { percent, score } from './figures.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';

/** Largest shares of the gap that are named. */
const NAMED_SHARES = 5;

/** Domain scores and how the index comes from them. */
export function domainsSection(report: ReportInput, phrases: Phrases): ReportSection {
  const { say } = phrases;
  const { scorecard } = report;
  const { index } = scorecard;
  return {
    id: 'domains',
    heading: say('scores.heading'),
    blocks: [
      barsOf(report, phrases),
      {
        type: 'table',
        caption: say('scores.caption'),
        columns: [
          // None under a tenth: at 80 columns a narrower one would turn the table into a list.
          { heading: say('scores.column-domain'), width: 0.26 },
          { heading: say('scores.column-score'), width: 0.11, align: 'right' },
          { heading: say('scores.column-upper'), width: 0.11, align: 'right' },
          { heading: say('scores.column-known'), width: 0.11, align: 'right' },
          { heading: say('scores.column-weight'), width: 0.11, align: 'right' },
          { heading: say('scores.column-share'), width: 0.12, align: 'right' },
          { heading: say('scores.column-band'), width: 0.18 },
        ],
        rows: scorecard.domains.map((domain) => [
          say('scores.domain-row', { domain: domain.name, code: domain.code }),
          score(domain.score),
          score(domain.upper),
          percent(domain.completeness),
          percent(domain.weight),
          percent(domain.shareOfGap),
          domain.band,
        ]),
        empty: say('scores.empty'),
      },
      { type: 'paragraph', text: indexSentence(scorecard, phrases) },
      {
        type: 'paragraph',
        text: say('scores.beside', {
          arithmetic: score(index.arithmetic),
          imbalance: index.imbalance.toFixed(1),
          verified: score(index.verified),
        }),
      },
      ...(hasLapsedGate(scorecard) ? [{ type: 'paragraph' as const, text: say('scores.lapsed-counts') }] : []),
      ...essentialsNote(report, phrases),
      ...notAssessable(scorecard, phrases),
      { type: 'subheading', text: say('scores.gap-heading') },
      { type: 'list', items: gapItems(scorecard, phrases) },
    ],
  };
}

/** Whether a gate is closed by evidence that has lapsed: its score stands, which is easily taken for an open gate. */
export function hasLapsedGate({ findings }: Scorecard): boolean {
  return findings.some(({ gate, outcome }) => gate !== null && outcome === 'expired');
}

function barsOf({ scorecard, instrument }: ReportInput, { say }: Phrases): ReportBars {
  const mark = instrument.method.stages.goLiveDomain;
  const sentence = ({ name, score: value, upper }: DomainResult): string => {
    if (value === null || upper === null)
      return say('scores.chart-domain', { domain: name, score: say('scores.chart-not-assessable') });
    const values = { domain: name, score: score(value), upper: score(upper) };
    return values.score === values.upper
      ? say('scores.chart-domain', values)
      : say('scores.chart-domain-bound', values);
  };
  return {
    type: 'bars',
    caption: say('scores.chart-caption'),
    alternative: say('scores.chart-alternative', { domains: scorecard.domains.map(sentence).join('; '), mark }),
    bars: scorecard.domains.map((domain) => barOf(domain)),
    mark: { at: mark / 100, label: say('scores.chart-legend-mark', { mark }) },
    legend: { value: say('scores.chart-legend-score'), upper: say('scores.chart-legend-upper') },
  };
}

function barOf({ name: label, score: value, upper }: DomainResult): ReportBar {
  if (value === null || upper === null) return { label, value: null, upper: null, text: score(null) };
  const [shown, bound] = [score(value), score(upper)];
  return { label, value: value / 100, upper: upper / 100, text: shown === bound ? shown : `${shown} – ${bound}` };
}

function essentialsNote({ scorecard, instrument }: ReportInput, { say }: Phrases): ReportBlock[] {
  const open = scorecard.findings.filter(({ essentialMet }) => !essentialMet);
  if (open.length === 0) return [];
  const questions = listed(open.map(({ id, subject }) => `${id} ${subject}`));
  return [{ type: 'paragraph', text: say('scores.essentials', { questions, cap: instrument.method.essentialCap }) }];
}

function notAssessable({ domains }: Scorecard, { say }: Phrases): ReportBlock[] {
  const names = domains.filter((domain) => domain.score === null).map(({ name }) => name);
  if (names.length === 0) return [];
  return [{ type: 'paragraph', text: say('scores.not-assessable', { domains: names.join(', ') }) }];
}

function indexSentence({ index, completeness, answered }: Scorecard, { say }: Phrases): string {
  const values = {
    index: score(index.value),
    band: index.band,
    upper: score(index.upper),
    unknown: answered.unknown,
    applicable: answered.applicable,
    completeness: percent(completeness),
    mean: say('scores.mean'),
  };
  if (index.provisional) return say('scores.index-provisional', values);
  return answered.unknown === 0 ? say('scores.index', values) : say('scores.index-with-bound', values);
}

/** Largest domains of the gap, each with its largest questions. */
function gapItems({ domains: all, findings }: Scorecard, { say }: Phrases): string[] {
  const domains = all.filter(({ shareOfGap }) => shareOfGap > 0).sort((a, b) => b.shareOfGap - a.shareOfGap);
  if (domains.length === 0) return [say('scores.gap-none')];
  return domains.slice(0, NAMED_SHARES).map((domain) => {
    const questions = findings
      .filter((finding) => finding.domain === domain.code && finding.shareOfDomainGap > 0)
      .sort((a, b) => b.shareOfDomainGap - a.shareOfDomainGap)
      .slice(0, 3)
      .map(({ id, subject, shareOfDomainGap }) =>
        say('scores.gap-question', { question: `${id} ${subject}`, share: percent(shareOfDomainGap) }),
      );
    return say('scores.gap-item', {
      domain: domain.name,
      share: percent(domain.shareOfGap),
      questions: questions.join(', '),
    });
  });
}
