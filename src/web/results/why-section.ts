import type { DomainExplanation, Explanation, QuestionExplanation } from '../../core/contracts/explanation.js';
import type { PageTable } from '../page-blocks.js';
import { numbersOf } from './result-links.js';

/** Questions that are named before the domains are gone through. */
const NAMED = 8;

/** A domain to open, with its questions, the most costly first. */
export interface DomainLosses {
  readonly heading: string;
  readonly sentence: string;
  readonly table: PageTable;
}

export interface WhySection {
  readonly largest: PageTable;
  readonly domains: readonly DomainLosses[];
}

interface Loss {
  readonly question: QuestionExplanation;
  /** Points of the index: its share of what its domain costs */
  readonly points: number;
}

/** Why the index is what it is: what costs most first, then every domain down to the single question. */
export function whySection(
  { domains }: Explanation,
  snapshotId: string,
  answers: ReadonlyMap<string, string>,
): WhySection {
  const byCost = [...domains].sort((a, b) => costOf(b) - costOf(a));
  const losses = byCost.flatMap(lossesOf).sort((a, b) => b.points - a.points);
  const largest = losses.filter(({ points }) => points > 0).slice(0, NAMED);
  return {
    largest: {
      type: 'table',
      caption: 'What costs the index most',
      columns: [
        { heading: 'Question', width: 0.35 },
        { heading: 'What was found', width: 0.45 },
        { heading: 'Costs the index', width: 0.2, align: 'right' },
      ],
      rows: largest.map(({ question, points }) => [nameOf(question), question.finding, pointsText(points)]),
      hrefs: largest.map(({ question }) => numbersOf(snapshotId, question.id)),
      empty: 'Nothing: every question that applies has its full value.',
    },
    domains: byCost.map((domain) => ({
      heading: headingOf(domain),
      sentence: domain.sentence,
      table: domainTable(domain, snapshotId, answers),
    })),
  };
}

function costOf({ counted }: DomainExplanation): number {
  return counted?.pointsLost ?? 0;
}

function lossesOf(domain: DomainExplanation): Loss[] {
  const cost = costOf(domain);
  return domain.questions
    .map((question) => ({ question, points: cost * question.shareOfDomainGap }))
    .sort((a, b) => b.points - a.points);
}

function headingOf(domain: DomainExplanation): string {
  if (!domain.assessed) return `${domain.name}: too little applies to be scored`;
  const share = Math.round(100 * domain.shareOfGap);
  const cost = costOf(domain);
  return cost === 0
    ? `${domain.name}: costs nothing`
    : `${domain.name}: costs ${pointsText(cost)}, ${String(share)}% of the gap`;
}

function domainTable(domain: DomainExplanation, snapshotId: string, answers: ReadonlyMap<string, string>): PageTable {
  const losses = lossesOf(domain);
  return {
    type: 'table',
    caption: '',
    columns: [
      { heading: 'Question', width: 0.25 },
      { heading: 'Answer', width: 0.45 },
      { heading: 'Points', width: 0.15, align: 'right' },
      { heading: 'Costs the index', width: 0.15, align: 'right' },
    ],
    rows: losses.map(({ question, points }) => [
      nameOf(question),
      answers.get(question.id) ?? question.answer,
      question.applicable
        ? `${tenth(question.points)} of ${tenth(question.points + question.pointsLeft)}`
        : 'Does not apply',
      question.applicable ? pointsText(points) : '',
    ]),
    hrefs: losses.map(({ question }) => numbersOf(snapshotId, question.id)),
    empty: 'No question.',
  };
}

function nameOf({ id, subject }: QuestionExplanation): string {
  return `${id} ${subject}`;
}

function pointsText(points: number): string {
  const shown = tenth(points);
  if (shown !== '0.0') return `${shown} points`;
  return points > 0 ? 'under 0.1 points' : 'nothing';
}

function tenth(value: number): string {
  return value.toFixed(1);
}
