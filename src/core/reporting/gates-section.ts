import type { GateKind } from '../contracts/instrument.js';
import type { ReportSection } from '../contracts/report.js';
import { readableDate } from './figures.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';

/** Questions that a query names before it only counts them. */
const MOST_NAMED = 12;

/** Gates: what must pass before data leaves the trust, and before go-live. */
export function gatesSection({ scorecard }: ReportInput, phrases: Phrases): ReportSection {
  const { say, gate: stateText } = phrases;
  const rows = (kind: GateKind): string[][] =>
    scorecard.gates
      .filter((gate) => gate.kind === kind)
      .map(({ id, subject, state, until, reason }) => [
        `${id} ${subject}`,
        stateText(state),
        reason ?? holdsText(until, phrases),
      ]);
  const columns = [
    { heading: say('gates.column-gate'), width: 0.34 },
    { heading: say('gates.column-state'), width: 0.14 },
    { heading: say('gates.column-why'), width: 0.52 },
  ];
  return {
    id: 'gates',
    heading: say('gates.heading'),
    blocks: [
      { type: 'paragraph', text: say('gates.introduction') },
      {
        type: 'table',
        caption: say('gates.caption-data'),
        columns,
        rows: rows('data'),
        empty: say('gates.empty-data'),
      },
      {
        type: 'table',
        caption: say('gates.caption-live'),
        columns,
        rows: rows('live'),
        empty: say('gates.empty-live'),
      },
    ],
  };
}

/** Of a gate that is simply passed: one that is not has a reason. */
function holdsText(until: string | undefined, { say }: Phrases): string {
  return until === undefined ? say('gates.no-end') : say('gates.holds-until', { date: readableDate(until) });
}

/** Consistency queries, when there are any. */
export function checksSection({ scorecard }: ReportInput, { say }: Phrases): ReportSection[] {
  if (scorecard.checks.length === 0) return [];
  return [
    {
      id: 'queries',
      heading: say('queries.heading'),
      blocks: [
        { type: 'paragraph', text: say('queries.introduction') },
        {
          type: 'table',
          caption: say('queries.caption'),
          columns: [
            { heading: say('queries.column-query'), width: 0.1 },
            { heading: say('queries.column-text'), width: 0.6 },
            { heading: say('queries.column-questions'), width: 0.3 },
          ],
          rows: scorecard.checks.map(({ id, severity, text, questions }) => [
            id,
            severity === 'warning' ? say('queries.warning', { text }) : text,
            questions.length > MOST_NAMED ? say('queries.many', { count: questions.length }) : questions.join(', '),
          ]),
          empty: say('queries.empty'),
        },
      ],
    },
  ];
}
