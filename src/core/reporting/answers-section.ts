import type { Answer, EvidenceItem } from '../contracts/answers.js';
import { longDate } from '../contracts/calendar.js';
import type { NumberScale, Question } from '../contracts/instrument.js';
import type { ReportBlock, ReportSection } from '../contracts/report.js';
import type { Finding } from '../contracts/scorecard.js';
import type { ReportInput } from './report-input.js';
import { OUTCOMES, percent } from './wording.js';

/** Every question with its answer, note and evidence, and what was found. */
export function answersSection(report: ReportInput): ReportSection {
  const findings = new Map(report.scorecard.findings.map((finding) => [finding.id, finding]));
  const blocks = report.instrument.domains.flatMap(({ code, name }): ReportBlock[] => {
    const questions = report.questions.filter(({ domain }) => domain === code);
    if (questions.length === 0) return [];
    return [
      {
        type: 'table',
        caption: `${code} ${name}`,
        columns: [
          { heading: 'Question', width: 0.34 },
          { heading: 'Answer, note and evidence', width: 0.44 },
          { heading: 'Finding', width: 0.22 },
        ],
        rows: questions.map((question) => [
          `${question.id} ${question.question}`,
          answerText(question, report.input.answers.get(question.id)),
          findingText(findings.get(question.id) as Finding),
        ]),
        empty: 'No question.',
      },
    ];
  });
  return { id: 'answers', heading: 'Every question and its answer', blocks };
}

function answerText(question: Question, answer: Answer | undefined): string {
  if (answer === undefined) return 'Not answered.';
  const parts = [statement(question, answer)];
  if (answer.note !== undefined) parts.push(`Note: ${answer.note}`);
  for (const item of answer.evidence) parts.push(`Evidence: ${evidenceText(item)}`);
  return parts.join('\n');
}

function statement(question: Question, answer: Answer): string {
  switch (answer.type) {
    case 'not-known':
      return 'Not known.';
    case 'not-applicable':
      return `Does not apply: ${answer.reason}`;
    case 'value': {
      if (question.kind !== 'number') return question.levels?.[answer.value]?.text as string;
      const { unit } = question.number as NumberScale;
      return `${String(answer.value)}${unit.startsWith('%') ? '' : ' '}${unit}`;
    }
  }
}

function evidenceText(item: EvidenceItem): string {
  const details = [
    item.date === undefined ? 'no date' : `dated ${longDate(item.date)}`,
    ...(item.effectiveFrom === undefined ? [] : [`counts from ${longDate(item.effectiveFrom)}`]),
    ...(item.expires === undefined ? [] : [`expires ${longDate(item.expires)}`]),
    ...(item.owner === undefined ? [] : [`owner ${item.owner}`]),
    ...(item.productVersion === undefined ? [] : [`product version ${item.productVersion}`]),
    ...(item.source === 'register' ? ['from a public register'] : []),
    ...checks(item),
    ...(item.url === undefined ? [] : [item.url]),
  ];
  return `${item.title} (${details.join(', ')})`;
}

function checks({ checkedBy, checkedOn }: EvidenceItem): string[] {
  if (checkedBy === undefined && checkedOn === undefined) return [];
  const by = checkedBy === undefined ? '' : ` by ${checkedBy}`;
  const on = checkedOn === undefined ? '' : ` on ${longDate(checkedOn)}`;
  return [`checked${by}${on}`];
}

function findingText(finding: Finding): string {
  const parts = [OUTCOMES[finding.outcome]];
  if (finding.value !== null) parts.push(`worth ${percent(finding.value)}`);
  if (finding.outcome !== 'not-applicable') parts.push(`weight ${String(finding.weight)}`);
  if (finding.shareOfDomainGap > 0) parts.push(`${percent(finding.shareOfDomainGap)} of the domain's gap`);
  const role = finding.gate === null ? (finding.essential ? 'Essential. ' : '') : 'Gate. ';
  return `${role}${parts.join(', ')}.`;
}
