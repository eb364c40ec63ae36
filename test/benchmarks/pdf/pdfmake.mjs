/** pdfmake: untagged, tables by its own layout. */
import { readFileSync } from 'node:fs';
import pdfmake from 'pdfmake';
import { loadFonts } from '../../../dist/rendering/pdf/fonts.js';
import { COLOURS, PAGE, STYLES } from '../../../dist/rendering/pdf/theme.js';
import { WIDTH } from './charts.mjs';
import { FONT_FILES } from './font-files.mjs';
import { rowPadding } from './pieces.mjs';

const fonts = loadFonts();

// It parses fonts for every document, and takes none that are parsed; they are read once.
for (const [weight, file] of Object.entries(FONT_FILES)) pdfmake.virtualfs.writeFileSync(weight, readFileSync(file));
pdfmake.setFonts({ Plan: { normal: 'regular', bold: 'semibold' } });
// Nothing is fetched; without these it warns at every document.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(() => false);

export const viaPdfmake = { name: 'pdfmake', make };

const contentOf = { text: textOf, headline: headlineOf, facts: factsOf, list: listOf, table: tableOf, chart: chartOf };

async function make({ report, pieces }) {
  const definition = {
    pageSize: 'A4',
    pageMargins: [PAGE.left, PAGE.top, PAGE.right, PAGE.bottom],
    defaultStyle: { font: 'Plan', ...look(STYLES.body) },
    info: { title: report.title },
    content: pieces.map((piece) => contentOf[piece.kind](piece)),
    footer: (page, pages) => footerOf(report.footer, page, pages),
  };
  return pdfmake.createPdf(definition).getBuffer();
}

function look({ weight, size, leading, colour }) {
  const font = fonts[weight];
  const height = (size * (font.ascent - font.descent + font.lineGap)) / font.unitsPerEm;
  return { bold: weight === 'semibold', fontSize: size, color: colour, lineHeight: leading / height };
}

function textOf({ style, gap, text, startsPage }) {
  return { text, ...look(style), margin: [0, gap, 0, 0], ...(startsPage === true && { pageBreak: 'before' }) };
}

function headlineOf({ word, text }) {
  const cells = [
    { text: word, ...look(STYLES.warningWord) },
    { text, ...look(STYLES.headline) },
  ];
  return { table: { widths: [word === '' ? 4 : 70, '*'], body: [cells] }, margin: [0, 14, 0, 0], layout: 'noBorders' };
}

function factsOf({ facts }) {
  const body = facts.map(({ label, text }) => [{ text: label, ...look(STYLES.label) }, text]);
  return { table: { widths: [WIDTH * 0.3 - 12, '*'], body }, layout: rules(4), margin: [0, 12, 0, 0] };
}

function listOf({ items }) {
  return { ul: items.map((text) => ({ text, margin: [0, 3, 0, 0] })), margin: [0, 3, 0, 0] };
}

function tableOf({ table }) {
  const heads = table.columns.map(({ heading, align }) => {
    return { text: heading, alignment: align, fillColor: COLOURS.headerFill, ...look(STYLES.columnHeading) };
  });
  const [first, other] = [look(STYLES.rowName), look(STYLES.cell)];
  const rows = table.rows.map((row) =>
    row.map((text, i) => ({ text, alignment: table.columns[i].align, ...(i === 0 ? first : other) })),
  );
  const widths = table.columns.map(({ width }) => width * WIDTH - 12);
  return [
    { text: table.caption, ...look(STYLES.caption), margin: [0, 8, 0, 5] },
    { table: { headerRows: 1, dontBreakRows: true, widths, body: [heads, ...rows] }, layout: rules(rowPadding(table)) },
  ];
}

function rules(padding) {
  return {
    hLineWidth: (line) => (line === 0 ? 0 : 0.6),
    vLineWidth: () => 0,
    hLineColor: () => COLOURS.rule,
    paddingLeft: () => 6,
    paddingRight: () => 6,
    paddingTop: () => padding,
    paddingBottom: () => padding,
  };
}

function chartOf({ caption, shapes, height }) {
  const words = shapes.filter(({ kind }) => kind === 'words');
  const drawn = shapes.filter(({ kind }) => kind !== 'words').map(canvasOf);
  // Its height is that of its lowest shape.
  const edge = { type: 'line', x1: 0, y1: height, x2: 0, y2: height, lineWidth: 0 };
  return {
    unbreakable: true,
    stack: [
      { text: caption, ...look(STYLES.caption), margin: [0, 8, 0, 6] },
      ...words.map(({ style, x, y, text }) => ({ text, relativePosition: { x, y }, noWrap: true, ...look(style) })),
      { canvas: [...drawn, edge] },
    ],
  };
}

function canvasOf({ kind, x, y, width, height, colour, ...line }) {
  if (kind === 'line') return { type: 'line', ...line, lineWidth: 1, lineColor: colour };
  return { type: 'rect', x, y, w: width, h: height, color: colour };
}

function footerOf({ left, fingerprint }, page, pages) {
  const number = { text: `Page ${String(page)} of ${String(pages)}`, alignment: 'right' };
  return {
    margin: [PAGE.left, 26, PAGE.right, 0],
    columns: [{ text: `${left}\nFingerprint ${fingerprint}` }, number].map((text) => ({
      ...text,
      ...look(STYLES.footer),
    })),
  };
}
