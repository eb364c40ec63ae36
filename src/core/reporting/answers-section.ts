import type { Answer, EvidenceItem } from '../contracts/answers.js';
import { longDate } from '../contracts/calendar.js';
import type { NumberScale, Question } from '../contracts/instrument.js';
import type { ReportBlock, ReportSection } from '../contracts/report.js';
import type { Finding } from '../contracts/scorecard.js';
import { unitOf } from '../contracts/words.js';
import { percent } from './figures.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';

/** Every question with its answer, note and evidence, and what was found. */
export function answersSection(report: ReportInput, phrases: Phrases): ReportSection {
  const { say } = phrases;
  const findings = new Map(report.scorecard.findings.map((finding) => [finding.id, finding]));
  const blocks = report.instrument.domains.flatMap(({ code, name }): ReportBlock[] => {
    const questions = report.questions.filter(({ domain }) => domain === code);
    if (questions.length === 0) return [];
    return [
      { type: 'subheading', text: say('scores.domain-row', { domain: name, code }) },
      {
        type: 'table',
        caption: '',
        columns: [
          { heading: say('answers.column-question'), width: 0.34 },
          { heading: say('answers.column-answer'), width: 0.44 },
          { heading: say('answers.column-finding'), width: 0.22 },
        ],
        rows: questions.map((question) => [
          `${question.id} ${question.question}`,
          ...answerCells(
            question,
            report.input.answers.get(question.id),
            findings.get(question.id) as Finding,
            phrases,
          ),
        ]),
        empty: say('answers.empty'),
      },
    ];
  });
  return { id: 'answers', heading: say('answers.heading'), blocks };
}

function answerCells(question: Question, answer: Answer | undefined, finding: Finding, phrases: Phrases): string[] {
  const { say } = phrases;
  const found = findingText(finding, phrases);
  if (answer !== undefined) return [answerText(question, answer, phrases), found];
  return [finding.outcome === 'not-applicable' ? say('answers.not-asked') : say('answers.not-answered'), found];
}

function answerText(question: Question, answer: Answer, phrases: Phrases): string {
  const { say } = phrases;
  return [
    statement(question, answer, phrases),
    ...(answer.note === undefined ? [] : [say('answers.note', { note: answer.note })]),
    ...answer.evidence.map((item) =>
      say('answers.evidence', { title: item.title, details: evidenceDetails(item, phrases).join(', ') }),
    ),
  ].join('\n');
}

function statement(question: Question, answer: Answer, { say }: Phrases): string {
  switch (answer.type) {
    case 'not-known':
      return say('answers.not-known');
    case 'not-applicable':
      return say('answers.not-applicable', { reason: answer.reason });
    case 'value': {
      if (question.kind !== 'number') return question.levels?.[answer.value]?.text as string;
      const { unit } = question.number as NumberScale;
      return `${String(answer.value)}${unitOf(answer.value, unit)}`;
    }
  }
}

function evidenceDetails(item: EvidenceItem, phrases: Phrases): string[] {
  const { say } = phrases;
  const { date, effectiveFrom, expires, owner, productVersion, url } = item;
  return [
    date === undefined ? say('answers.evidence-no-date') : say('answers.evidence-dated', { date: longDate(date) }),
    ...(effectiveFrom === undefined ? [] : [say('answers.evidence-from', { date: longDate(effectiveFrom) })]),
    ...(expires === undefined ? [] : [say('answers.evidence-expires', { date: longDate(expires) })]),
    ...(owner === undefined ? [] : [say('answers.evidence-owner', { owner })]),
    ...(productVersion === undefined ? [] : [say('answers.evidence-version', { version: productVersion })]),
    ...(item.source === 'register' ? [say('answers.evidence-register')] : []),
    ...checks(item, phrases),
    ...(url === undefined ? [] : [url]),
  ];
}

function checks({ checkedBy: person, checkedOn }: EvidenceItem, { say }: Phrases): string[] {
  const date = checkedOn === undefined ? undefined : longDate(checkedOn);
  if (person === undefined) return date === undefined ? [] : [say('answers.evidence-checked-on', { date })];
  if (date === undefined) return [say('answers.evidence-checked-by', { person })];
  return [say('answers.evidence-checked-by-on', { person, date })];
}

function findingText(finding: Finding, { say, outcome }: Phrases): string {
  const { value, weight, shareOfDomainGap, gate, essential } = finding;
  const parts = [
    outcome(finding.outcome),
    ...(value === null ? [] : [say('answers.worth', { share: percent(value) })]),
    ...(finding.outcome === 'not-applicable' ? [] : [say('answers.weight', { weight })]),
    ...(shareOfDomainGap > 0 ? [say('answers.gap', { share: percent(shareOfDomainGap) })] : []),
  ];
  const role = gate === null ? (essential ? [say('answers.essential')] : []) : [say('answers.gate')];
  return [...role, `${parts.join(', ')}.`].join(' ');
}
