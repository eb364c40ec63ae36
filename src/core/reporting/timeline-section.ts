import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { ReportSection, ReportTimeline, TimelineRow } from '../contracts/report.js';
import { listed } from '../contracts/words.js';
import { actionLabel, actionReference } from './action-names.js';
import { OFTEN_CRITICAL, readableDate } from './figures.js';
import type { ReportInput } from './report-input.js';
import type { Phrases } from './phrases.js';
import { placeOn, ticksOf } from './time-axis.js';

/** Rows of one chart: about what a page holds below a heading. A longer plan has several charts of much the same length. */
const MOST_ROWS = 34;

/** The actions along one line of time, with the critical path. */
export function timelineSection({ scorecard }: ReportInput, plan: SupportPlan, phrases: Phrases): ReportSection[] {
  const { say } = phrases;
  const { actions } = plan;
  if (actions.length === 0) return [];
  const reached = plan.dates.flatMap(({ weeks }) => weeks.ifNothingSlips ?? []);
  const length = Math.max(1, ...actions.map(({ finishWeek }) => finishWeek), ...reached);
  const subjects = new Map(scorecard.findings.map(({ id, subject }) => [id, subject]));
  const label = (action: PlannedAction): string =>
    action.type === 'close-gap' ? `${action.id} ${subjects.get(action.questionId) as string}` : actionLabel(action);
  const often = actions.filter(({ critical, criticality }) => !critical && criticality >= OFTEN_CRITICAL);
  const parts = Math.ceil(actions.length / MOST_ROWS);
  const rows = Math.ceil(actions.length / parts);
  const charts = Array.from({ length: parts }, (_, part) => {
    const from = part * rows;
    const shown = actions.slice(from, from + rows);
    const caption =
      parts === 1
        ? say('timeline.caption')
        : say('timeline.caption-part', { from: from + 1, to: from + shown.length, all: actions.length });
    const rowsShown = shown.map((action) => row(action, label(action), length));
    return chart(plan, shown, rowsShown, length, caption, phrases);
  });
  return [
    {
      id: 'timeline',
      heading: say('timeline.heading'),
      blocks: [
        { type: 'paragraph', text: say('timeline.introduction') },
        ...charts,
        {
          type: 'paragraph',
          text: [
            say('timeline.critical-path', {
              count: plan.criticalPath.length,
              actions: namesOf(plan.criticalPath, phrases),
            }),
            ...(often.length === 0
              ? []
              : [
                  say('timeline.often-critical', {
                    actions: namesOf(
                      often.map(({ id }) => id),
                      phrases,
                    ),
                  }),
                ]),
          ].join(' '),
        },
      ],
    },
  ];
}

function namesOf(ids: readonly string[], phrases: Phrases): string {
  return listed(ids.map((id) => actionReference(id, phrases)));
}

function chart(
  plan: SupportPlan,
  actions: readonly PlannedAction[],
  rows: readonly TimelineRow[],
  length: number,
  caption: string,
  phrases: Phrases,
): ReportTimeline {
  const { say } = phrases;
  const reached = plan.dates.flatMap(({ name, ifNothingSlips: day }) => (day === null ? [] : [{ name, day }]));
  const critical = actions.filter((action) => action.critical).map(({ id }) => id);
  const starts = actions.map(({ start }) => start).sort();
  const ends = actions.map(({ finish }) => finish).sort();
  return {
    type: 'timeline',
    caption,
    alternative: say('timeline.alternative', {
      count: actions.length,
      start: readableDate(starts[0] as string),
      end: readableDate(ends.at(-1) as string),
      critical:
        critical.length === 0
          ? say('timeline.alternative-no-critical')
          : say('timeline.alternative-critical', { actions: namesOf(critical, phrases) }),
      stages: reached
        .map(({ name, day }) => say('timeline.alternative-stage', { stage: name, date: readableDate(day) }))
        .join(' '),
    }).trimEnd(),
    ticks: ticksOf(plan.asOf, length),
    rows,
    lines: plan.dates.flatMap(({ stage, name, weeks }) =>
      weeks.ifNothingSlips === null || stage === 4
        ? []
        : [{ at: placeOn(length, weeks.ifNothingSlips), label: say('timeline.stage-line', { stage, name }) }],
    ),
    legend: [
      { kind: 'critical', text: say('timeline.legend-critical') },
      { kind: 'work', text: say('timeline.legend-work') },
      { kind: 'slack', text: say('timeline.legend-slack') },
      { kind: 'line', text: say('timeline.legend-stage') },
    ],
  };
}

function row(
  { id, startWeek, finishWeek, floatWeeks, critical }: PlannedAction,
  label: string,
  length: number,
): TimelineRow {
  const [from, to] = [placeOn(length, startWeek), placeOn(length, finishWeek)];
  const slack = placeOn(length, finishWeek + floatWeeks);
  return {
    label,
    about: id,
    spans: [
      { from, to, kind: critical ? 'critical' : 'work' },
      ...(slack > to ? [{ from: to, to: slack, kind: 'slack' as const }] : []),
    ],
    points: [],
  };
}
