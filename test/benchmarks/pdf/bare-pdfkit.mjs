/** What one writes with pdfkit in an afternoon: no tags, no bookmarks, nothing kept together but a row. */
import { loadFonts } from '../../../dist/rendering/pdf/fonts.js';
import { COLOURS, PAGE, STYLES } from '../../../dist/rendering/pdf/theme.js';
import { WIDTH } from './charts.mjs';
import { rowPadding } from './pieces.mjs';

// By its path: by its name it would be the one that was installed here for the others.
const { default: PDFDocument } = await import(
  new URL('../../../node_modules/pdfkit/js/pdfkit.node.mjs', import.meta.url)
);

const BOTTOM = PAGE.height - PAGE.bottom;

export const barePdfkit = { name: 'bare pdfkit, untagged', make };

const draw = {
  text: drawText,
  headline: drawHeadline,
  facts: drawFacts,
  list: drawList,
  table: drawTable,
  chart: drawChart,
};

async function make({ report, pieces }) {
  const margins = { top: PAGE.top, bottom: PAGE.bottom, left: PAGE.left, right: PAGE.right };
  const doc = new PDFDocument({ size: 'A4', margins, bufferPages: true, font: null, info: { Title: report.title } });
  const chunks = [];
  doc.on('data', (chunk) => chunks.push(chunk));
  const ended = new Promise((resolve, reject) => doc.on('end', resolve).on('error', reject));
  for (const [weight, font] of Object.entries(loadFonts())) doc.registerFont(weight, font);
  for (const piece of pieces) draw[piece.kind](doc, piece);
  drawFooters(doc, report.footer);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

/** @returns how pdfkit is to set words in this style */
function use(doc, { weight, size, leading, colour }, options = {}) {
  doc.font(weight).fontSize(size).fillColor(colour);
  return { width: WIDTH, lineGap: leading - doc.currentLineHeight(true), ...options };
}

function reserve(doc, height) {
  if (doc.y + height > BOTTOM) doc.addPage();
}

function drawText(doc, { style, gap, text, startsPage }) {
  if (startsPage === true) doc.addPage();
  doc.y += gap;
  reserve(doc, style.leading);
  doc.text(text, PAGE.left, doc.y, use(doc, style));
}

function drawHeadline(doc, { word, text }) {
  doc.y += 14;
  const indent = word === '' ? 16 : 88;
  const top = doc.y + 9;
  if (word !== '') doc.text(word, PAGE.left + 16, top, use(doc, STYLES.warningWord));
  doc.text(text, PAGE.left + indent, top, use(doc, STYLES.headline, { width: WIDTH - indent - 16 }));
  const height = doc.y + 9 - (top - 9);
  if (word === '') doc.rect(PAGE.left, top - 9, 5, height).fill(COLOURS.heading);
  else doc.rect(PAGE.left, top - 9, WIDTH, height).stroke(COLOURS.warning);
  doc.y += 9;
}

function drawFacts(doc, { facts }) {
  doc.y += 12;
  const columns = [
    { x: PAGE.left, width: WIDTH * 0.3 - 12 },
    { x: PAGE.left + WIDTH * 0.3, width: WIDTH * 0.7 },
  ];
  for (const { label, text } of facts) drawRow(doc, [label, text], columns, [STYLES.label, STYLES.body], 4);
}

function drawList(doc, { items }) {
  for (const [i, item] of items.entries()) {
    doc.y += i === 0 ? 6 : 3;
    reserve(doc, STYLES.body.leading);
    const top = doc.y;
    doc.text('•', PAGE.left + 3, top, use(doc, STYLES.body, { lineBreak: false }));
    doc.text(item, PAGE.left + 14, top, use(doc, STYLES.body, { width: WIDTH - 14 }));
  }
}

function drawTable(doc, { table }) {
  const padding = rowPadding(table);
  let x = PAGE.left;
  const columns = table.columns.map(({ width, align }) => {
    const column = { x: x + 6, width: width * WIDTH - 12, align };
    x += width * WIDTH;
    return column;
  });
  const heads = table.columns.map(({ heading }) => heading);
  const [headStyles, styles] = [[STYLES.columnHeading], [STYLES.rowName, STYLES.cell]];
  doc.y += 8;
  reserve(doc, 60);
  doc.text(table.caption, PAGE.left, doc.y, use(doc, STYLES.caption));
  doc.y += 5;
  drawRow(doc, heads, columns, headStyles, 4);
  for (const row of table.rows) {
    drawRow(doc, row, columns, styles, padding, () => drawRow(doc, heads, columns, headStyles, 4));
  }
  doc.y += 6;
}

/** The last of the styles is that of all columns after it. */
function drawRow(doc, cells, columns, styles, padding, onNewPage = () => undefined) {
  const optionsOf = (i) => {
    const { width, align } = columns[i];
    return use(doc, styles[Math.min(i, styles.length - 1)], { width, align });
  };
  const height = Math.max(...cells.map((cell, i) => doc.heightOfString(cell, optionsOf(i)))) + 2 * padding;
  if (doc.y + height > BOTTOM) {
    doc.addPage();
    onNewPage();
  }
  const top = doc.y;
  for (const [i, cell] of cells.entries()) {
    const options = optionsOf(i);
    doc.text(cell, columns[i].x, top + padding, options);
  }
  doc.y = top + height;
  drawLine(doc, { x1: 0, y1: 0, x2: WIDTH, y2: 0, colour: COLOURS.rule }, doc.y);
}

function drawChart(doc, { caption, shapes, height }) {
  doc.y += 8;
  reserve(doc, STYLES.caption.leading + 6 + height);
  doc.text(caption, PAGE.left, doc.y, use(doc, STYLES.caption));
  const top = doc.y + 6;
  for (const shape of shapes) {
    if (shape.kind === 'line') drawLine(doc, shape, top);
    else if (shape.kind === 'rectangle') {
      doc.rect(PAGE.left + shape.x, top + shape.y, shape.width, shape.height).fill(shape.colour);
    } else {
      const options = use(doc, shape.style, { lineBreak: false });
      doc.text(shape.text, PAGE.left + shape.x, top + shape.y, options);
    }
  }
  doc.y = top + height + 8;
}

function drawLine(doc, { x1, y1, x2, y2, colour }, top) {
  doc
    .moveTo(PAGE.left + x1, top + y1)
    .lineTo(PAGE.left + x2, top + y2)
    .stroke(colour);
}

function drawFooters(doc, { left, fingerprint }) {
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    // or pdfkit starts a page for what stands below the margin
    doc.page.margins.bottom = 0;
    const top = BOTTOM + 20;
    drawLine(doc, { x1: 0, y1: 0, x2: WIDTH, y2: 0, colour: COLOURS.rule }, top);
    doc.text(left, PAGE.left, top + 6, use(doc, STYLES.footer, { lineBreak: false }));
    doc.text(`Fingerprint ${fingerprint}`, PAGE.left, top + 17, use(doc, STYLES.footer, { lineBreak: false }));
    const number = `Page ${String(page + 1)} of ${String(count)}`;
    doc.text(number, PAGE.left, top + 6, use(doc, STYLES.footer, { align: 'right' }));
  }
}
