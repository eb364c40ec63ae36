import type { ReportBlock, ReportSection } from '../contracts/report.js';
import { listed } from '../contracts/words.js';
import type { ReportInput } from './report-input.js';
import { counted, GATE_STATES, percent, readableDate, score } from './wording.js';

/** Largest shares of the gap that are named. */
const NAMED_SHARES = 5;

/** Gates: what must pass before data leaves the trust, and before go-live. */
export function gatesSection({ scorecard }: ReportInput): ReportSection {
  const rows = (kind: 'data' | 'live'): string[][] =>
    scorecard.gates
      .filter((gate) => gate.kind === kind)
      .map(({ id, subject, state, until, reason }) => [
        `${id} ${subject}`,
        GATE_STATES[state],
        reason ?? (until === undefined ? '' : `evidence holds until ${readableDate(until)}`),
      ]);
  const columns = [
    { heading: 'Gate', width: 0.34 },
    { heading: 'State', width: 0.14 },
    { heading: 'Why, or until when', width: 0.52 },
  ];
  return {
    id: 'gates',
    heading: 'Gates',
    blocks: [
      {
        type: 'paragraph',
        text: 'A gate passes only with dated evidence that is still in date. No score opens a gate, and an answer that is not known does not pass.',
      },
      {
        type: 'table',
        caption: 'Before any patient data leaves the trust',
        columns,
        rows: rows('data'),
        empty: 'No data gate applies.',
      },
      {
        type: 'table',
        caption: 'Before clinical go-live',
        columns,
        rows: rows('live'),
        empty: 'No go-live gate applies.',
      },
    ],
  };
}

/** Domain scores and how the index comes from them. */
export function domainsSection(report: ReportInput): ReportSection {
  const { scorecard } = report;
  const { index } = scorecard;
  const blocks: ReportBlock[] = [
    {
      type: 'table',
      caption: 'From 0 to 100; the weights are a judgement',
      columns: [
        // None under a tenth: at 80 columns a narrower one would turn the table into a list.
        { heading: 'Domain', width: 0.26 },
        { heading: 'Score', width: 0.11, align: 'right' },
        { heading: 'Could be', width: 0.11, align: 'right' },
        { heading: 'Known', width: 0.11, align: 'right' },
        { heading: 'Weight', width: 0.11, align: 'right' },
        { heading: 'Share of gap', width: 0.12, align: 'right' },
        { heading: 'Band', width: 0.18 },
      ],
      rows: scorecard.domains.map((domain) => [
        `${domain.code} ${domain.name}`,
        score(domain.score),
        score(domain.upper),
        percent(domain.completeness),
        percent(domain.weight),
        percent(domain.shareOfGap),
        domain.band,
      ]),
      empty: 'No domain.',
    },
    { type: 'paragraph', text: indexSentence(report) },
    {
      type: 'paragraph',
      text:
        `The plain average of the same scores is ${score(index.arithmetic)}; the difference, ` +
        `${index.imbalance.toFixed(1)}, shows how uneven the domains are. Counting only answers whose evidence is in ` +
        `date and has an owner, or was checked by a second person, the index is ${score(index.verified)}. ` +
        `"Could be" is the score if every unknown answer were the best one.`,
    },
  ];
  blocks.push(...essentialsNote(report));
  const notAssessable = scorecard.domains.filter((domain) => domain.score === null);
  if (notAssessable.length > 0) {
    const names = notAssessable.map(({ name }) => name).join(', ');
    blocks.push({
      type: 'paragraph',
      text: `Too little of ${names} applies to be scored; its weight is shared out among the others. Its gates and essentials still count.`,
    });
  }
  blocks.push({ type: 'subheading', text: 'What the gap is made of' }, { type: 'list', items: gapItems(report) });
  return { id: 'domains', heading: 'Scores by domain', blocks };
}

function essentialsNote({ scorecard, instrument }: ReportInput): ReportBlock[] {
  const open = scorecard.findings.filter(({ essentialMet }) => !essentialMet);
  if (open.length === 0) return [];
  const names = listed(open.map(({ id, subject }) => `${id} ${subject}`));
  const text =
    `Essential questions that are below their mark or not known: ${names}. While one is open, its domain shows ` +
    `${instrument.method.essentialCap} at best and the site cannot be cleared for go-live.`;
  return [{ type: 'paragraph', text }];
}

function indexSentence({ scorecard }: ReportInput): string {
  const { index, completeness, answered } = scorecard;
  const bound =
    answered.unknown === 0
      ? ''
      : `, and could be ${score(index.upper)} when the ${counted(answered.unknown, 'unknown answer')} of ` +
        `${String(answered.applicable)} are known`;
  return (
    `The readiness index is ${score(index.value)} of 100 (${index.band})${bound}; ${percent(completeness)} of the ` +
    `assessment's weight is known${index.provisional ? ', so the index is provisional' : ''}. It is the weighted geometric mean ` +
    'of the domain scores (each taken as at least 1), so a strong domain cannot buy off a weak one. Its distance from ' +
    '100, in logarithms, is the sum of what each domain adds: that is the share of the gap above.'
  );
}

/** Largest domains of the gap, each with its largest questions. */
function gapItems({ scorecard }: ReportInput): string[] {
  const domains = [...scorecard.domains].filter(({ shareOfGap }) => shareOfGap > 0);
  domains.sort((a, b) => b.shareOfGap - a.shareOfGap);
  const items = domains.slice(0, NAMED_SHARES).map((domain) => {
    const questions = scorecard.findings
      .filter((finding) => finding.domain === domain.code && finding.shareOfDomainGap > 0)
      .sort((a, b) => b.shareOfDomainGap - a.shareOfDomainGap)
      .slice(0, 3)
      .map(({ id, subject, shareOfDomainGap }) => `${id} ${subject} (${percent(shareOfDomainGap)})`);
    return `${domain.name}, ${percent(domain.shareOfGap)} of the gap; inside it mostly ${questions.join(', ')}.`;
  });
  return items.length > 0 ? items : ['There is no gap: every applicable question has its full value.'];
}

/** Consistency queries, when there are any. */
export function checksSection({ scorecard }: ReportInput): ReportSection[] {
  if (scorecard.checks.length === 0) return [];
  return [
    {
      id: 'queries',
      heading: 'Please look again',
      blocks: [
        { type: 'paragraph', text: 'These answers may not fit together. The queries change no score.' },
        {
          type: 'table',
          caption: 'Queries about the answers',
          columns: [
            { heading: 'Query', width: 0.1 },
            { heading: 'What was noticed', width: 0.6 },
            { heading: 'Questions', width: 0.3 },
          ],
          rows: scorecard.checks.map(({ id, severity, text, questions }) => [
            id,
            `${severity === 'warning' ? 'Warning: ' : ''}${text}`,
            questions.join(', '),
          ]),
          empty: 'None.',
        },
      ],
    },
  ];
}
