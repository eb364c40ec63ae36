import type { PointKind, ReportBars, ReportTimeline, SpanKind, TimelineKind } from '../../core/contracts/report.js';
import type { Flowing } from './flow.js';
import type { LazyTag, Sheet } from './sheet.js';
import { COLOURS, STYLES } from './theme.js';

/** Lengths in points */
const LABEL_SHARE = { bars: 0.36, time: 0.42 } as const;
const GAP = 8;
const CAPTION_GAP = 6;
const LEGEND = { height: 16, key: 16, gap: 6, between: 16 } as const;
const BARS = { row: 19, bar: 11, text: 58 } as const;
const TIME = { row: 14.5, bar: 8, axis: 16, point: 4 } as const;
const LABEL_INSET = 8;

/** What a chart is drawn with: one Figure, whose alternative text says what it shows. */
interface ChartBox {
  readonly sheet: Sheet;
  /** Left edge and width of what is drawn to scale */
  readonly plot: { readonly x: number; readonly width: number };
}

/** Lays out horizontal bars, each with its outline up to what it could be. */
export function flowBars(sheet: Sheet, parent: LazyTag, chart: ReportBars): Flowing[] {
  const { left, width } = sheet;
  const labelWidth = width * LABEL_SHARE.bars;
  const plot = { x: left + labelWidth, width: width - labelWidth - BARS.text };
  const keys: LegendKey[] = [
    { kind: 'critical', text: chart.legend.value },
    { kind: 'work', text: chart.legend.upper },
    ...(chart.mark === null ? [] : [{ kind: 'mark' as const, text: chart.mark.label }]),
  ];
  const body = chart.bars.length * BARS.row;
  return flowFigure(sheet, parent, chart, keys, body, (top) => {
    const box = { sheet, plot };
    chart.bars.forEach((bar, index) => {
      const y = top + index * BARS.row + (BARS.row - BARS.bar) / 2;
      drawLabel(sheet, bar.label, left, y + BARS.bar / 2, labelWidth - LABEL_INSET);
      drawBar(box, bar, y);
      const { text: shown } = sheet.type.prepare(bar.text);
      const x = left + width - sheet.type.measure(shown, STYLES.chartStrong);
      sheet.type.draw(shown, STYLES.chartStrong, x, y + BARS.bar / 2 - STYLES.chartStrong.leading / 2);
    });
    if (chart.mark !== null) drawLine(sheet.doc, 'mark', plot.x + chart.mark.at * plot.width, top, body);
  });
}

function drawBar({ sheet: { doc }, plot }: ChartBox, { value, upper }: ReportBars['bars'][number], y: number): void {
  doc.rect(plot.x, y, plot.width, BARS.bar).lineWidth(0.5).stroke(COLOURS.rule);
  if (value === null || upper === null) return;
  if (upper > value) {
    const [x, width] = [plot.x + value * plot.width, (upper - value) * plot.width];
    doc.rect(x, y, width, BARS.bar).lineWidth(0.8).fillAndStroke(COLOURS.barLight, COLOURS.barDark);
  }
  doc.rect(plot.x, y, value * plot.width, BARS.bar).fill(COLOURS.barDark);
}

/** Lays out rows along one line of time. */
export function flowTimeline(sheet: Sheet, parent: LazyTag, chart: ReportTimeline): Flowing[] {
  const { left, width } = sheet;
  const labelWidth = width * LABEL_SHARE.time;
  const plot = { x: left + labelWidth, width: width - labelWidth };
  const rows = chart.rows.length * TIME.row;
  const names = placeNames(sheet, plot, chart);
  const nameRows = Math.max(0, ...names.map(({ row }) => row + 1));
  const body = TIME.axis + rows + nameRows * TIME.axis;
  return flowFigure(sheet, parent, chart, chart.legend, body, (top) => {
    const box = { sheet, plot };
    drawTicks(box, chart, top, rows);
    chart.rows.forEach((row, index) => {
      const y = top + TIME.axis + index * TIME.row;
      drawLabel(sheet, row.label, left, y + TIME.row / 2, labelWidth - LABEL_INSET);
      for (const { from, to, kind } of row.spans) {
        drawSpan(sheet, kind, plot.x + from * plot.width, plot.x + to * plot.width, y + TIME.row / 2);
      }
      for (const { at, kind } of row.points) drawPoint(sheet, kind, plot.x + at * plot.width, y + TIME.row / 2);
    });
    drawLines(box, names, top + TIME.axis, rows);
  });
}

function drawTicks({ sheet, plot }: ChartBox, { ticks }: ReportTimeline, top: number, rows: number): void {
  const { doc, type } = sheet;
  let free = plot.x;
  for (const { at, label } of ticks) {
    const x = plot.x + at * plot.width;
    doc
      .moveTo(x, top + TIME.axis - 3)
      .lineTo(x, top + TIME.axis + rows)
      .lineWidth(0.5)
      .stroke(COLOURS.rule);
    const wide = type.measure(label, STYLES.chart);
    const start = Math.min(Math.max(free, x - wide / 2), plot.x + plot.width - wide);
    // A label that would run into the one before is left out; its line stays.
    if (start < free || Math.abs(start + wide / 2 - x) > wide) continue;
    type.draw(label, STYLES.chart, start, top);
    free = start + wide + 6;
  }
}

/** A line across all rows, and where its name stands below them */
interface PlacedName {
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly row: number;
}

/** Each name stands under its line, in the first row in which it does not run into the one before. */
function placeNames(sheet: Sheet, plot: ChartBox['plot'], { lines }: ReportTimeline): PlacedName[] {
  const { type } = sheet;
  const free: number[] = [];
  return lines.map(({ at, label }) => {
    const line = plot.x + at * plot.width;
    const { text } = type.prepare(label);
    const wide = type.measure(text, STYLES.chartStrong);
    const start = Math.max(sheet.left, Math.min(line - wide / 2, plot.x + plot.width - wide));
    const found = free.findIndex((from) => from <= start);
    const row = found === -1 ? free.length : found;
    free[row] = start + wide + 8;
    return { text, line, start, row };
  });
}

function drawLines({ sheet: { doc, type } }: ChartBox, names: readonly PlacedName[], top: number, rows: number): void {
  for (const { text, line, start, row } of names) {
    drawLine(doc, 'line', line, top, rows + 3);
    type.draw(text, STYLES.chartStrong, start, top + rows + 3 + row * TIME.axis);
  }
}

const LINES = {
  mark: { colour: COLOURS.warning, width: 1 },
  line: { colour: COLOURS.ink, width: 1.2 },
} as const;

/** A dashed line across the rows of a chart. */
function drawLine(doc: PDFKit.PDFDocument, kind: keyof typeof LINES, x: number, top: number, height: number): void {
  const { colour, width } = LINES[kind];
  doc
    .moveTo(x, top)
    .lineTo(x, top + height)
    .lineWidth(width)
    .dash(3, { space: 2 })
    .stroke(colour)
    .undash();
}

function drawSpan({ doc }: Sheet, kind: SpanKind, from: number, to: number, middle: number): void {
  const [y, width] = [middle - TIME.bar / 2, Math.max(1.5, to - from)];
  if (kind === 'slack') doc.moveTo(from, middle).lineTo(to, middle).lineWidth(1.2).stroke(COLOURS.muted);
  else if (kind === 'critical') doc.rect(from, y, width, TIME.bar).fill(COLOURS.barDark);
  else doc.rect(from, y, width, TIME.bar).lineWidth(0.8).fillAndStroke(COLOURS.barLight, COLOURS.barDark);
}

/** A diamond, a circle or an upright bar: told apart by shape. */
function drawPoint({ doc }: Sheet, kind: PointKind, x: number, y: number): void {
  const r = TIME.point;
  if (kind === 'plan')
    doc.polygon([x, y - r - 1], [x + r + 1, y], [x, y + r + 1], [x - r - 1, y]).fill(COLOURS.barDark);
  else if (kind === 'half') doc.circle(x, y, r).lineWidth(1.2).fillAndStroke('white', COLOURS.barDark);
  else doc.rect(x - 1.2, y - r - 1, 2.4, 2 * r + 2).fill(COLOURS.barDark);
}

interface LegendKey {
  readonly kind: TimelineKind | 'mark';
  readonly text: string;
}

/** Caption, drawing and legend as one Figure that stays on one page. */
function flowFigure(
  sheet: Sheet,
  parent: LazyTag,
  { caption, alternative }: { readonly caption: string; readonly alternative: string },
  keys: readonly LegendKey[],
  body: number,
  draw: (top: number) => void,
): Flowing[] {
  const prepared = sheet.type.prepare(caption);
  const captionLines = sheet.type.break(prepared, STYLES.caption, sheet.width);
  const captionHeight = captionLines.length * STYLES.caption.leading;
  const legend = placeLegend(sheet, keys);
  const drawn = body + legend.height;
  const height = captionHeight + CAPTION_GAP + drawn;
  return [
    {
      gap: GAP,
      start: height,
      height,
      draw: () => {
        const [x, top] = [sheet.left, sheet.y];
        const captionTag = sheet.tagText(parent(), 'P', prepared);
        sheet.draw(captionTag, () => {
          captionLines.forEach((line, index) => {
            sheet.type.draw(line, STYLES.caption, x, top + index * STYLES.caption.leading);
          });
        });
        const from = top + captionHeight + CAPTION_GAP;
        const figure = sheet.tag(parent(), 'Figure', {
          alt: sheet.type.prepare(alternative).text,
          bbox: [x, from, x + sheet.width, from + drawn],
        } as PDFKit.Mixins.StructureElementOptions);
        sheet.draw(figure, () => {
          draw(from);
          drawLegend(sheet, legend.places, from + body);
        });
        sheet.y = Math.min(sheet.bottom, top + height + GAP);
      },
    },
  ];
}

interface PlacedKey extends LegendKey {
  readonly x: number;
  readonly line: number;
}

function placeLegend(sheet: Sheet, keys: readonly LegendKey[]): { places: PlacedKey[]; height: number } {
  let x: number = sheet.left;
  let line = 0;
  const places = keys.map((key) => {
    const { text } = sheet.type.prepare(key.text);
    const wide = LEGEND.key + LEGEND.gap + sheet.type.measure(text, STYLES.chart);
    if (x > sheet.left && x + wide > sheet.left + sheet.width) {
      x = sheet.left;
      line += 1;
    }
    const place = { ...key, text, x, line };
    x += wide + LEGEND.between;
    return place;
  });
  return { places, height: 6 + (line + 1) * LEGEND.height };
}

function drawLegend(sheet: Sheet, places: readonly PlacedKey[], top: number): void {
  for (const { kind, text, x, line } of places) {
    const middle = top + 6 + line * LEGEND.height + LEGEND.height / 2;
    drawKey(sheet, kind, x, middle);
    sheet.type.draw(text, STYLES.chart, x + LEGEND.key + LEGEND.gap, middle - STYLES.chart.leading / 2);
  }
}

function drawKey(sheet: Sheet, kind: LegendKey['kind'], x: number, middle: number): void {
  const centre = x + LEGEND.key / 2;
  switch (kind) {
    case 'mark':
    case 'line':
      drawLine(sheet.doc, kind, centre, middle - 6, 12);
      break;
    case 'critical':
    case 'work':
    case 'slack':
      drawSpan(sheet, kind, x, x + LEGEND.key, middle);
      break;
    case 'plan':
    case 'half':
    case 'nine':
      drawPoint(sheet, kind, centre, middle);
  }
}

/** On one line; what does not fit is cut with an ellipsis, and stands in full in the table. */
function drawLabel(sheet: Sheet, label: string, x: number, middle: number, width: number): void {
  const { text } = sheet.type.prepare(label.replace(/\s+/gu, ' '));
  const style = STYLES.chart;
  sheet.type.draw(sheet.type.shorten(text, style, width), style, x, middle - style.leading / 2);
}
