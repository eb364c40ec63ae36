/** @react-pdf/renderer: untagged, laid out by Yoga. */
import process from 'node:process';
import { COLOURS, PAGE, STYLES } from '../../../dist/rendering/pdf/theme.js';
import { WIDTH } from './charts.mjs';
import { FONT_FILES } from './font-files.mjs';
import { rowPadding } from './pieces.mjs';

// React is several times as slow in development, and looks at this when it is loaded.
process.env.NODE_ENV = 'production';
const { createElement: h, Fragment } = await import('react');
const { Document, Font, Line, Page, Rect, Svg, Text, View, renderToBuffer } = await import('@react-pdf/renderer');

Font.register({
  family: 'Plan',
  fonts: [
    { src: FONT_FILES.regular, fontWeight: 400 },
    { src: FONT_FILES.semibold, fontWeight: 600 },
  ],
});
// The others do not hyphenate.
Font.registerHyphenationCallback((word) => [word]);

export const reactPdf = { name: '@react-pdf/renderer', make };

const elementOf = { text: textOf, headline: headlineOf, facts: factsOf, list: listOf, table: tableOf, chart: chartOf };
const looks = new Map(Object.values(STYLES).map((style) => [style, lookOf(style)]));
const PAGE_LOOK = {
  fontFamily: 'Plan',
  paddingTop: PAGE.top,
  paddingBottom: PAGE.bottom,
  paddingLeft: PAGE.left,
  paddingRight: PAGE.right,
};
const FOOTER_LOOK = { position: 'absolute', left: PAGE.left, right: PAGE.right, top: PAGE.height - PAGE.bottom + 26 };
const ROW = { flexDirection: 'row' };
const RULED = { ...ROW, borderBottom: `0.6 solid ${COLOURS.rule}` };

function make({ report, pieces }) {
  const { title, footer } = report;
  // Two Page elements, not a break in one: it leaves an empty page where the words before it fill theirs.
  const start = pieces.findIndex(({ startsPage }) => startsPage === true);
  const parts = start > 0 ? [pieces.slice(0, start), pieces.slice(start)] : [pieces];
  const pages = parts.map((part, key) => {
    const content = part.map((piece, i) => h(elementOf[piece.kind], { key: i, ...piece }));
    return h(Page, { key, size: 'A4', style: PAGE_LOOK }, content, h(footerOf, { key: 'footer', ...footer }));
  });
  return renderToBuffer(h(Document, { title }, pages));
}

function lookOf({ weight, size, leading, colour }) {
  return { fontWeight: weight === 'semibold' ? 600 : 400, fontSize: size, lineHeight: leading / size, color: colour };
}

function textOf({ style, gap, text }) {
  return h(Text, { style: { ...looks.get(style), marginTop: gap } }, text);
}

function headlineOf({ word, text }) {
  const border = word === '' ? `0 solid ${COLOURS.heading}` : `1.5 solid ${COLOURS.warning}`;
  return h(
    View,
    { style: { ...ROW, marginTop: 14, padding: 9, border } },
    word !== '' && h(Text, { style: { ...looks.get(STYLES.warningWord), width: 72 } }, word),
    h(Text, { style: { ...looks.get(STYLES.headline), flex: 1 } }, text),
  );
}

function factsOf({ facts }) {
  return h(
    View,
    { style: { marginTop: 12 } },
    facts.map(({ label, text }, key) =>
      h(
        View,
        { key, style: { ...RULED, paddingVertical: 4 }, wrap: false },
        h(Text, { style: { ...looks.get(STYLES.label), width: WIDTH * 0.3, paddingRight: 12 } }, label),
        h(Text, { style: { ...looks.get(STYLES.body), flex: 1 } }, text),
      ),
    ),
  );
}

function listOf({ items }) {
  const look = looks.get(STYLES.body);
  return items.map((item, key) =>
    h(
      View,
      { key, style: { ...ROW, marginTop: key === 0 ? 6 : 3 } },
      h(Text, { style: { ...look, width: 14 } }, '•'),
      h(Text, { style: { ...look, flex: 1 } }, item),
    ),
  );
}

function tableOf({ table }) {
  const heads = table.columns.map(({ heading }) => heading);
  const row = (cells, key, styles, padding, more) =>
    h(
      View,
      { key, style: { ...RULED, paddingVertical: padding }, wrap: false, ...more },
      cells.map((cell, i) => {
        const { width, align = 'left' } = table.columns[i];
        const look = looks.get(styles[Math.min(i, styles.length - 1)]);
        return h(
          Text,
          { key: i, style: { ...look, width: width * WIDTH, paddingHorizontal: 6, textAlign: align } },
          cell,
        );
      }),
    );
  const padding = rowPadding(table);
  return h(
    Fragment,
    null,
    h(Text, { style: { ...looks.get(STYLES.caption), marginTop: 8, marginBottom: 5 } }, table.caption),
    h(
      View,
      { style: { marginBottom: 6 } },
      row(heads, 'heads', [STYLES.columnHeading], 4, { fixed: true }),
      table.rows.map((cells, key) => row(cells, key, [STYLES.rowName, STYLES.cell], padding)),
    ),
  );
}

function chartOf({ caption, shapes, height }) {
  const words = shapes.filter(({ kind }) => kind === 'words');
  const drawn = shapes.filter(({ kind }) => kind !== 'words');
  return h(
    View,
    { wrap: false, style: { marginVertical: 8 } },
    h(Text, { style: { ...looks.get(STYLES.caption), marginBottom: 6 } }, caption),
    h(
      View,
      { style: { height } },
      h(Svg, { width: WIDTH, height, viewBox: `0 0 ${String(WIDTH)} ${String(height)}` }, drawn.map(shapeOf)),
      words.map(({ style, x, y, text }, key) =>
        // Wider than the words: they are not to be broken.
        h(Text, { key, style: { ...looks.get(style), position: 'absolute', left: x, top: y, width: WIDTH } }, text),
      ),
    ),
  );
}

function shapeOf({ kind, colour, ...place }, key) {
  if (kind === 'line') return h(Line, { key, ...place, stroke: colour, strokeWidth: 1 });
  return h(Rect, { key, ...place, fill: colour });
}

function footerOf({ left, fingerprint }) {
  const look = looks.get(STYLES.footer);
  const number = ({ pageNumber, totalPages }) => `Page ${String(pageNumber)} of ${String(totalPages)}`;
  return h(
    View,
    { fixed: true, style: { ...FOOTER_LOOK, ...ROW, justifyContent: 'space-between' } },
    h(Text, { style: look }, `${left}\nFingerprint ${fingerprint}`),
    h(Text, { style: look, render: number }),
  );
}
