/** Charts as rectangles, lines and words at fixed places, as ours draws them, a point of time as a rectangle. */
import { loadFonts } from '../../../dist/rendering/pdf/fonts.js';
import { COLOURS, PAGE, STYLES } from '../../../dist/rendering/pdf/theme.js';

export const WIDTH = PAGE.width - PAGE.left - PAGE.right;
const BARS = { labels: WIDTH * 0.36, row: 19, bar: 11, text: 58 };
const TIME = { labels: WIDTH * 0.42, row: 14.5, bar: 8, axis: 16 };
const LEGEND = { key: 16, gap: 6, between: 16, line: 16 };
const FILLS = { value: COLOURS.barDark, critical: COLOURS.barDark, upper: COLOURS.barLight, work: COLOURS.barLight };
const LINES = { mark: COLOURS.warning, line: COLOURS.ink, slack: COLOURS.muted };

/** `{ caption, alternative, height, shapes }`; places are from the upper left corner below the caption. */
export function barsPiece({ caption, alternative, bars, mark, legend }) {
  const plot = { x: BARS.labels, width: WIDTH - BARS.labels - BARS.text };
  const body = bars.length * BARS.row;
  const shapes = bars.flatMap(({ label, value, upper, text }, i) => {
    const y = i * BARS.row + (BARS.row - BARS.bar) / 2;
    const bar = (from, to, fill) => rectangle(plot.x + from * plot.width, y, (to - from) * plot.width, BARS.bar, fill);
    return [
      words(STYLES.chart, 0, y, shorten(label, BARS.labels - 8)),
      bar(0, 1, COLOURS.headerFill),
      ...(value === null || upper === null ? [] : [bar(value, upper, FILLS.upper), bar(0, value, FILLS.value)]),
      words(STYLES.chartStrong, WIDTH - widthOf(text, STYLES.chartStrong), y, text),
    ];
  });
  if (mark !== null) shapes.push(upright(plot.x + mark.at * plot.width, 0, body, LINES.mark));
  const keys = [
    { kind: 'value', text: legend.value },
    { kind: 'upper', text: legend.upper },
    ...(mark === null ? [] : [{ kind: 'mark', text: mark.label }]),
  ];
  return chart(caption, alternative, shapes, keys, body);
}

export function timelinePiece({ caption, alternative, ticks, rows, lines, legend }) {
  const plot = { x: TIME.labels, width: WIDTH - TIME.labels };
  const place = (at) => plot.x + at * plot.width;
  const end = TIME.axis + rows.length * TIME.row;
  const shapes = [
    ...ticks.map(({ at }) => upright(place(at), TIME.axis - 3, end, COLOURS.rule)),
    ...tickLabels(ticks, place),
    ...rows.flatMap(({ label, spans, points }, i) => {
      const middle = TIME.axis + (i + 0.5) * TIME.row;
      return [
        words(STYLES.chart, 0, middle - STYLES.chart.leading / 2, shorten(label, TIME.labels - 8)),
        ...spans.map(({ from, to, kind }) => span(kind, place(from), place(to), middle)),
        ...points.map(({ at }) => rectangle(place(at) - 3, middle - 5, 6, 10, COLOURS.barDark)),
      ];
    }),
    ...lines.map(({ at }) => upright(place(at), TIME.axis, end + 3, LINES.line)),
    ...lineLabels(lines, place, end + 3),
  ];
  return chart(caption, alternative, shapes, legend, end + (lines.length === 0 ? 0 : TIME.axis));
}

function chart(caption, alternative, shapes, keys, body) {
  let [x, y] = [0, body + 6];
  for (const { kind, text } of keys) {
    const wide = LEGEND.key + LEGEND.gap + widthOf(text, STYLES.chart);
    if (x > 0 && x + wide > WIDTH) [x, y] = [0, y + LEGEND.line];
    shapes.push(
      kind in LINES ? upright(x + LEGEND.key / 2, y + 2, y + 14, LINES[kind]) : rectangle(x, y + 4, 12, 8, FILLS[kind]),
      words(STYLES.chart, x + LEGEND.key + LEGEND.gap, y + 2, text),
    );
    x += wide + LEGEND.between;
  }
  return { kind: 'chart', caption, alternative, shapes, height: y + LEGEND.line };
}

function span(kind, from, to, middle) {
  if (kind === 'slack') return { kind: 'line', x1: from, y1: middle, x2: to, y2: middle, colour: LINES.slack };
  return rectangle(from, middle - TIME.bar / 2, Math.max(1.5, to - from), TIME.bar, FILLS[kind]);
}

/** A label that would run into the one before is left out, as ours does. */
function tickLabels(ticks, place) {
  let free = TIME.labels;
  return ticks.flatMap(({ at, label }) => {
    const wide = widthOf(label, STYLES.chart);
    const start = Math.min(Math.max(free, place(at) - wide / 2), WIDTH - wide);
    if (start < free || Math.abs(start + wide / 2 - place(at)) > wide) return [];
    free = start + wide + 6;
    return [words(STYLES.chart, start, 0, label)];
  });
}

function lineLabels(lines, place, y) {
  let free = 0;
  return lines.flatMap(({ at, label }) => {
    const wide = widthOf(label, STYLES.chartStrong);
    const start = Math.max(free, Math.min(place(at) - wide / 2, WIDTH - wide));
    if (start + wide > WIDTH + 1) return [];
    free = start + wide + 8;
    return [words(STYLES.chartStrong, start, y, label)];
  });
}

function rectangle(x, y, width, height, colour = COLOURS.barDark) {
  return { kind: 'rectangle', x, y, width, height, colour };
}

function upright(x, y1, y2, colour) {
  return { kind: 'line', x1: x, y1, x2: x, y2, colour };
}

function words(style, x, y, text) {
  return { kind: 'words', style, x, y, text };
}

function widthOf(text, { weight, size }) {
  const font = loadFonts()[weight];
  return (font.layout(text).advanceWidth / font.unitsPerEm) * size;
}

function shorten(text, width) {
  if (widthOf(text, STYLES.chart) <= width) return text;
  const kept = Array.from(text);
  while (kept.length > 0 && widthOf(`${kept.join('')}…`, STYLES.chart) > width) kept.pop();
  return `${kept.join('').trimEnd()}…`;
}
