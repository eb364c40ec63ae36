import type {
  ConditionExplanation,
  DomainExplanation,
  Explanation,
  QuestionExplanation,
} from '../core/contracts/explanation.js';
import type { ReportBlock, ReportSection } from '../core/contracts/report.js';

/** An explanation as the sections of a page. The sentences are the explanation's own. */
export function explanationSections(explanation: Explanation): ReportSection[] {
  const { index, domains, completeness, confidence, stage, gates } = explanation;
  const sums = [index.counted, index.upper, index.verified, index.average];
  return [
    {
      id: 'index',
      heading: 'The index',
      blocks: [paragraph(index.method), ...sums.map(({ sentence }) => paragraph(sentence)), domainTable(domains)],
    },
    {
      id: 'stage',
      heading: 'The stage',
      blocks: [
        paragraph(stage.sentence),
        {
          type: 'table',
          caption: 'Conditions of every stage',
          columns: [
            { heading: 'Condition', width: 0.7 },
            { heading: 'Stage', width: 0.15 },
            { heading: 'Met', width: 0.15 },
          ],
          rows: stage.conditions.map(conditionRow),
          empty: 'None.',
        },
      ],
    },
    {
      id: 'gates',
      heading: 'The gates',
      blocks: [{ type: 'list', items: gates.map(({ sentence }) => sentence) }],
    },
    {
      id: 'known',
      heading: 'How much is known, and how well',
      blocks: [paragraph(completeness.sentence), paragraph(confidence.sentence)],
    },
    ...domains.map(domainSection),
  ];
}

function paragraph(text: string): ReportBlock {
  return { type: 'paragraph', text };
}

function points(value: number): string {
  return value.toFixed(1);
}

function conditionRow({ stage, met, sentence }: ConditionExplanation): string[] {
  return [sentence, String(stage), met ? 'Yes' : 'No'];
}

function domainTable(domains: readonly DomainExplanation[]): ReportBlock {
  return {
    type: 'table',
    caption: 'What each domain costs the index, in points',
    columns: [
      { heading: 'Domain', width: 0.55 },
      { heading: 'Score', width: 0.15, align: 'right' },
      { heading: 'Weight', width: 0.15, align: 'right' },
      { heading: 'Points lost', width: 0.15, align: 'right' },
    ],
    rows: domains.map(({ name, weight, counted }) => [
      name,
      counted === null ? 'Not assessed' : points(counted.scoreUsed),
      `${points(weight * 100)}%`,
      counted === null ? '' : points(counted.pointsLost),
    ]),
    empty: 'No domain.',
  };
}

function domainSection({ code, name, sentence, questions }: DomainExplanation): ReportSection {
  return {
    id: `domain-${code.toLowerCase()}`,
    heading: name,
    blocks: [
      paragraph(sentence),
      {
        type: 'table',
        caption: `Points of ${name}, question by question`,
        columns: [
          { heading: 'Question', width: 0.3 },
          { heading: 'Gives', width: 0.1, align: 'right' },
          { heading: 'Leaves', width: 0.1, align: 'right' },
          { heading: 'If known', width: 0.1, align: 'right' },
          { heading: 'Why', width: 0.4 },
        ],
        rows: questions.map(questionRow),
        empty: 'No question.',
      },
    ],
  };
}

function questionRow({ id, subject, applicable, sentence, ...question }: QuestionExplanation): string[] {
  const given = [question.points, question.pointsLeft, question.pointsIfKnown];
  return [`${id} ${subject}`, ...given.map((value) => (applicable ? points(value) : '')), sentence];
}
