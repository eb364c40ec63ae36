import type { ReportBars, ReportTimeline, TimelineKind, TimelineRow } from '../../core/contracts/report.js';
import { cleanLine } from './clean-text.js';
import { displayWidth, layOutRow, wrapText } from './columns.js';

/** Characters that differ in shape, so that they can be told apart without colour */
const MARKS: Readonly<Record<TimelineKind, string>> = {
  critical: '#',
  work: '=',
  slack: '-',
  line: '|',
  plan: '*',
  half: 'o',
  nine: '>',
};
const REACHED = '#';
const COULD_BE = '-';
const LABEL_SHARE = 0.4;
const COLUMN_GAP = '  ';

/** Bars of characters: `#` up to the value, `-` up to what it could be. */
export function writeBars({ caption, bars, mark, legend }: ReportBars, width: number): string[] {
  const texts = bars.map(({ text }) => cleanLine(text));
  const textWidth = Math.max(0, ...texts.map(displayWidth));
  const labelWidth = Math.floor(width * LABEL_SHARE);
  const length = Math.max(1, width - labelWidth - textWidth - 2 * COLUMN_GAP.length);
  const rows = bars.flatMap(({ label, value, upper }, index) => {
    const reached = Math.round((value ?? 0) * length);
    const bound = Math.round((upper ?? 0) * length);
    const bar = REACHED.repeat(reached) + COULD_BE.repeat(Math.max(0, bound - reached));
    const cells = [
      { text: cleanLine(label), width: labelWidth },
      { text: bar, width: length },
      { text: texts[index] ?? '', width: textWidth, align: 'right' as const },
    ];
    return layOutRow(cells, COLUMN_GAP);
  });
  const meanings = [
    `${REACHED} ${cleanLine(legend.value)}`,
    `${COULD_BE} ${cleanLine(legend.upper)}`,
    ...(mark === null ? [] : [cleanLine(mark.label)]),
  ];
  return [...wrapText(cleanLine(caption), width), '', ...rows, '', ...wrapText(meanings.join('; '), width)];
}

/** A line of characters for each row, below each other. */
export function writeTimeline({ caption, ticks, rows, legend }: ReportTimeline, width: number): string[] {
  const labelWidth = Math.floor(width * LABEL_SHARE);
  const length = width - labelWidth - COLUMN_GAP.length;
  const written = rows.flatMap((row) => {
    const cells = [
      { text: cleanLine(row.label), width: labelWidth },
      { text: lineOf(row, length), width: length },
    ];
    return layOutRow(cells, COLUMN_GAP);
  });
  const ends = [ticks[0], ticks.at(-1)].flatMap((tick) => (tick === undefined ? [] : [cleanLine(tick.label)]));
  const span = ends.join(' … ');
  const meanings = legend
    .filter(({ kind }) => kind !== 'line')
    .map(({ kind, text }) => `${MARKS[kind]} ${cleanLine(text)}`);
  return [
    ...wrapText(cleanLine(caption), width),
    ...wrapText(span, width),
    '',
    ...written,
    '',
    ...wrapText(meanings.join('; '), width),
  ];
}

function lineOf({ spans, points }: TimelineRow, length: number): string {
  // Without spaces, which would be broken at: what is empty is a dot.
  const line = Array.from({ length }, () => '.');
  const place = (at: number): number => Math.min(length - 1, Math.max(0, Math.floor(at * length)));
  for (const { from, to, kind } of spans) {
    const last = Math.max(place(from), Math.ceil(to * length) - 1);
    for (let index = place(from); index <= last; index += 1) line[index] = MARKS[kind];
  }
  for (const { at, kind } of points) line[place(at)] = MARKS[kind];
  return line.join('');
}
