import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ReportBars, ReportTimeline } from '../../src/core/contracts/report.js';
import { renderPdf } from '../../src/rendering/pdf/render-pdf.js';
import { displayWidth } from '../../src/rendering/text/columns.js';
import { renderText } from '../../src/rendering/text/render-text.js';
import { findTags, readPdf, type PdfReading } from '../support/pdf.js';
import { makeReport } from './sample-report.js';

const BARS: ReportBars = {
  type: 'bars',
  caption: 'Scores by domain',
  alternative: 'Bars: interoperability 40, could be 70; team, not assessable.',
  bars: [
    { label: 'Interoperability', value: 0.4, upper: 0.7, text: '40 – 70' },
    { label: 'Team', value: null, upper: null, text: '–' },
    { label: 'Governance '.repeat(12), value: 1, upper: 1, text: '100' },
  ],
  mark: { at: 0.5, label: '50, needed for go-live' },
  legend: { value: 'Score', upper: 'Could be' },
};

const TIMELINE: ReportTimeline = {
  type: 'timeline',
  caption: 'Actions over time',
  alternative: 'Two actions from 23 November 2026 to 4 January 2027.',
  ticks: [
    { at: 0, label: '23 Nov 2026' },
    { at: 0.01, label: '24 Nov 2026' },
    { at: 1, label: '4 Jan 2027' },
  ],
  rows: [
    { label: 'GV-01 DPIA', spans: [{ from: 0, to: 0.5, kind: 'critical' }], points: [{ at: 0.5, kind: 'half' }] },
    {
      label: 'TR-01 Training',
      spans: [
        { from: 0.5, to: 0.6, kind: 'work' },
        { from: 0.6, to: 1, kind: 'slack' },
      ],
      points: [
        { at: 0.1, kind: 'plan' },
        { at: 1, kind: 'nine' },
      ],
    },
  ],
  lines: [
    { at: 0.9, label: '2 Cleared for data' },
    { at: 1, label: '3 Cleared for go-live' },
  ],
  legend: (['critical', 'work', 'slack', 'line', 'plan', 'half', 'nine'] as const).map((kind) => ({
    kind,
    text: `This is ${kind}`,
  })),
};

describe('charts in a PDF', () => {
  let pdf: PdfReading;
  beforeAll(async () => {
    pdf = await readPdf(await renderPdf(makeReport([BARS, TIMELINE])));
  });

  it('should be a figure each, with what it shows in words, and a caption before it', () => {
    const figures = findTags(pdf.tree, 'Figure');
    expect(figures.map(({ alt }) => alt)).toEqual([BARS.alternative, TIMELINE.alternative]);
    expect(pdf.tree.text).toContain(BARS.caption);
    expect(pdf.tree.text.indexOf(BARS.caption)).toBeLessThan(pdf.tree.text.indexOf('Interoperability'));
  });

  it('should hold every label that fits, shorten one that does not, and leave out dates that would overlap', () => {
    const { text } = pdf.tree;
    for (const label of ['Interoperability', 'Team', 'GV-01 DPIA', '23 Nov 2026', '4 Jan 2027', '2 Cleared for data']) {
      expect(text).toContain(label);
    }
    expect(text).toMatch(/Governance .*…/);
    expect(text).not.toContain('24 Nov 2026');
    for (const { text: meaning } of TIMELINE.legend) expect(text).toContain(meaning);
  });

  it('should name every line, below each other where the lines lie close together', () => {
    const names = TIMELINE.lines.map(({ label }) => {
      const found = pdf.pages.flatMap(({ texts }) => texts.filter(({ text }) => text === label));
      expect(found).toHaveLength(1);
      return found[0]!;
    });
    const [first, second] = names;
    expect(second!.x).toBeLessThan(first!.x + first!.width);
    expect(first!.y - second!.y).toBeGreaterThan(first!.size);
    for (const { x, width } of names) expect(x + width).toBeLessThanOrEqual(595.28 - 60 + 0.5);
  });

  it('should have nothing outside its tags', () => {
    for (const page of pdf.pages) expect([page.unmarked, page.orphans]).toEqual([[], []]);
  });

  it('should stay on one page each', async () => {
    const rows = Array.from({ length: 34 }, (_, index) => ({ ...TIMELINE.rows[0], label: `Action ${String(index)}` }));
    const long = { ...TIMELINE, rows: rows as ReportTimeline['rows'] };
    const { tree } = await readPdf(await renderPdf(makeReport([long, long])));
    expect(findTags(tree, 'Figure').map(({ pages }) => pages)).toEqual([[2], [3]]);
  });
});

describe('charts as text', () => {
  it.each([40, 80, 120])('should stay within %i columns and tell kinds apart by characters', (width) => {
    const text = renderText(makeReport([BARS, TIMELINE]), width);
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    expect(text).toMatch(/Interoperab.* #+-+ +40 – 70/);
    expect(text).toMatch(/GV-01 DPIA +#+o?#*\.+/);
    expect(text.replace(/\s+/g, ' ')).toContain('# This is critical; = This is work; - This is slack; * This is plan;');
  });

  it('should do without a mark, and without dates', () => {
    const text = renderText(
      makeReport([
        { ...BARS, mark: null },
        { ...TIMELINE, ticks: [] },
      ]),
    );
    expect(text).not.toContain('needed for go-live');
    expect(text).not.toContain('23 Nov 2026');
  });
});
