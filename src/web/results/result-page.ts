import type { ReportBlock, ReportModel, ReportSection } from '../../core/contracts/report.js';
import type { Result } from '../../plans/results.service.js';
import { gateGroups, type GateGroup } from './gate-rows.js';
import { plainResult, stageSteps, type StageStep } from './plain-result.js';
import { compareSubmissions, linksOf } from './result-links.js';
import { checkFirstTable, findOutTable, robustnessSection } from './robustness-section.js';
import { whySection } from './why-section.js';

/** Movements of the index that the page names before it leads to the comparison. */
const NAMED_MOVES = 3;

/** What has a page beside what a submission came to: who reads it, and what is so today. */
export interface ReadBy {
  /** Where a question is answered; null for who may not, or while nothing is open */
  readonly answerPath: ((questionId: string) => string) | null;
}

/** Everything that the page of a result says, in the order in which it is read. */
export function resultPage({ scorecard, explanation, sensitivity, report, lineage, changes }: Result, reader: ReadBy) {
  const { snapshot, newest, previous } = lineage;
  const { id, assessmentId, number } = snapshot;
  // The order in which the document has them.
  const [stage, index, decide, deploy, known, capacity, gates] = report.summary;
  const groups: GateGroup[] = gateGroups(explanation, id, reader.answerPath);
  const steps: StageStep[] = stageSteps(scorecard);
  return {
    title: report.title,
    subtitle: report.subtitle,
    plain: plainResult(scorecard),
    headline: scorecard.headline,
    warning: scorecard.inUseWithoutClearance,
    newer: newest.id === id ? null : linksOf(newest.id).scorecard.href,
    steps,
    decisions: [decide, deploy, gates],
    numbers: [stage, index, known, capacity],
    groups,
    queries: sectionOf(report, 'queries'),
    scores: chartAndTable(report),
    scoreWords: wordsOnScores(report),
    why: whySection(explanation, id, answersOf(report)),
    confidence: [explanation.completeness.sentence, explanation.confidence.sentence],
    findOut: findOutTable(sensitivity, id),
    checkFirst: checkFirstTable(sensitivity, id),
    changes:
      changes === null || previous === null
        ? null
        : {
            summary: changes.summary,
            gates: changes.gates.map(({ sentence }) => sentence),
            moves: changes.index.lines.slice(0, NAMED_MOVES).map(({ sentence }) => sentence),
            href: compareSubmissions(assessmentId, previous.number, number),
          },
    weights: { sentence: sensitivity.sentence, ...robustnessSection(sensitivity) },
    evidence: sectionOf(report, 'evidence'),
    method: sectionOf(report, 'method'),
    glossary: sectionOf(report, 'glossary'),
    footer: report.footer,
  };
}

function sectionOf({ sections }: ReportModel, id: string): ReportSection | null {
  return sections.find((section) => section.id === id) ?? null;
}

/** Answers with their notes and evidence, by question: the document's own words. */
function answersOf(report: ReportModel): ReadonlyMap<string, string> {
  const tables = sectionOf(report, 'answers')?.blocks ?? [];
  const rows = tables.flatMap((block) => (block.type === 'table' ? block.rows : []));
  return new Map(rows.map(([question, answer]) => [(question as string).split(' ', 1)[0] as string, answer as string]));
}

function chartAndTable(report: ReportModel): ReportBlock[] {
  const blocks = sectionOf(report, 'domains')?.blocks ?? [];
  return blocks.filter(({ type }) => type === 'bars' || type === 'table');
}

function wordsOnScores(report: ReportModel): ReportBlock[] {
  const blocks = sectionOf(report, 'domains')?.blocks ?? [];
  return blocks.filter(({ type }) => type === 'paragraph');
}
