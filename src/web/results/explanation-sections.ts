import type {
  ConditionExplanation,
  DomainExplanation,
  Explanation,
  QuestionExplanation,
} from '../../core/contracts/explanation.js';
import type { PageBlock, PageSection } from '../page-blocks.js';

/** An explanation as the sections of a page. The sentences are the explanation's own. */
export function explanationSections(explanation: Explanation): PageSection[] {
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
      blocks: [
        {
          type: 'table',
          caption: 'Every gate, and what clears it',
          columns: [
            { heading: 'Gate', width: 0.5 },
            { heading: 'What clears it', width: 0.5 },
          ],
          rows: gates.map(({ sentence, clearing }) => [
            sentence,
            clearing === null ? 'Nothing is missing.' : `${clearing.sentence}\nWhose job: ${clearing.owner}.`,
          ]),
          hrefs: gates.map(({ id }) => `#${id}`),
          empty: 'No gate.',
        },
      ],
    },
    {
      id: 'known',
      heading: 'How much is known, and how well',
      blocks: [
        paragraph(completeness.sentence),
        paragraph(confidence.sentence),
        paragraph(
          'In the tables that follow, “gives” and “leaves” are points of the domain’s score of 100. “If known” is what the ' +
            'question gives when it is known and as it should be. “Evidence” is how strong it is: 0% said so, 50% a document ' +
            'is named, 80% in date with an owner, 100% checked by a second person or from a public register.',
        ),
      ],
    },
    ...domains.map(domainSection),
  ];
}

function paragraph(text: string): PageBlock {
  return { type: 'paragraph', text };
}

function points(value: number): string {
  return value.toFixed(1);
}

function conditionRow({ stage, met, sentence }: ConditionExplanation): string[] {
  return [sentence, String(stage), met ? 'Yes' : 'No'];
}

function domainTable(domains: readonly DomainExplanation[]): PageBlock {
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

function domainSection({ code, name, sentence, questions }: DomainExplanation): PageSection {
  return {
    id: `domain-${code.toLowerCase()}`,
    heading: name,
    blocks: [
      paragraph(sentence),
      {
        type: 'table',
        caption: `Points of ${name}, question by question`,
        columns: [
          { heading: 'Question', width: 0.2 },
          { heading: 'Answer', width: 0.3 },
          { heading: 'Weight', width: 0.08, align: 'right' },
          { heading: 'Gives', width: 0.08, align: 'right' },
          { heading: 'Leaves', width: 0.08, align: 'right' },
          { heading: 'If known', width: 0.08, align: 'right' },
          { heading: 'Evidence', width: 0.08, align: 'right' },
          { heading: 'Of the domain’s gap', width: 0.1, align: 'right' },
        ],
        rows: questions.map(questionRow),
        ids: questions.map(({ id }) => id),
        empty: 'No question.',
      },
    ],
  };
}

/** A question that does not apply leaves every sum, so that it has no numbers. */
function questionRow({ id, subject, applicable, answer, finding, ...question }: QuestionExplanation): string[] {
  const numbers = [
    String(question.weight),
    points(question.points),
    points(question.pointsLeft),
    points(question.pointsIfKnown),
    percent(question.strength),
    percent(question.shareOfDomainGap),
  ];
  const found = finding.includes(answer) ? finding : `${answer}\n${finding}`;
  return [`${id} ${subject}`, found, ...numbers.map((text) => (applicable ? text : 'None'))];
}

function percent(share: number): string {
  return `${String(Math.round(100 * share))}%`;
}
