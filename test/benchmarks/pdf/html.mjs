/** Pieces as HTML, and the style sheet that makes it look as ours does. */
import { readFileSync } from 'node:fs';
import { COLOURS, PAGE, STYLES } from '../../../dist/rendering/pdf/theme.js';
import { WIDTH } from './charts.mjs';
import { FONT_FILES } from './font-files.mjs';
import { rowPadding } from './pieces.mjs';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const htmlOf = { text: textOf, headline: headlineOf, facts: factsOf, list: listOf, table: tableOf, chart: chartOf };

export const STYLE_SHEET = `
${Object.entries(FONT_FILES).map(fontFace).join('\n')}
@page { size: A4; margin: ${pt(PAGE.top)} ${pt(PAGE.right)} ${pt(PAGE.bottom)} ${pt(PAGE.left)}; }
* { margin: 0; padding: 0; }
body { font-family: Plan; }
${Object.entries(STYLES).map(classOf).join('\n')}
h1, h2, h3 { break-after: avoid; }
.starts-page { break-before: page; }
.box { display: flex; margin-top: 14pt; padding: 9pt; border-left: 5pt solid ${COLOURS.heading}; }
.box b { flex: none; width: 72pt; }
dl { margin-top: 12pt; }
dl div { display: flex; padding: 4pt 0; border-bottom: 0.6pt solid ${COLOURS.rule}; break-inside: avoid; }
dt { flex: none; width: 30%; }
ul { padding-left: 14pt; margin-top: 3pt; }
li { margin-top: 3pt; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 8pt 0 6pt; }
caption { text-align: left; padding-bottom: 5pt; }
tr { break-inside: avoid; border-bottom: 0.6pt solid ${COLOURS.rule}; }
th, td { padding: var(--space, 4pt) 6pt; vertical-align: top; text-align: left; }
thead { background: ${COLOURS.headerFill}; }
.right { text-align: right; }
figure { margin: 8pt 0; break-inside: avoid; }
figcaption { padding-bottom: 6pt; }
svg { display: block; }
`;

function fontFace([weight, file]) {
  const data = readFileSync(file).toString('base64');
  const number = weight === 'semibold' ? 600 : 400;
  return `@font-face { font-family: Plan; font-weight: ${String(number)}; src: url(data:font/ttf;base64,${data}); }`;
}

function classOf([name, { weight, size, leading, colour }]) {
  const font = `${weight === 'semibold' ? '600' : '400'} ${pt(size)}/${pt(leading)} Plan`;
  return `.${name} { font: ${font}; color: ${colour}; fill: ${colour}; }`;
}

function pt(length) {
  return `${String(length)}pt`;
}

function escape(text) {
  return text.replace(/[&<>"]/gu, (character) => ENTITIES[character]);
}

function className(style) {
  return Object.keys(STYLES).find((name) => STYLES[name] === style);
}

export function bodyOf(pieces) {
  return pieces.map((piece) => htmlOf[piece.kind](piece)).join('\n');
}

function textOf({ role, style, gap, text, startsPage }) {
  const classes = startsPage === true ? `${className(style)} starts-page` : className(style);
  return `<${role} class="${classes}" style="margin-top: ${pt(gap)}">${escape(text)}</${role}>`;
}

function headlineOf({ word, text }) {
  const warning = word === '' ? '' : `<b class="warningWord">${escape(word)}</b>`;
  return `<div class="box">${warning}<p class="headline">${escape(text)}</p></div>`;
}

function factsOf({ facts }) {
  const rows = facts.map(({ label, text }) => {
    return `<div><dt class="label">${escape(label)}</dt><dd class="body">${escape(text)}</dd></div>`;
  });
  return `<dl>${rows.join('')}</dl>`;
}

function listOf({ items }) {
  return `<ul class="body">${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
}

function tableOf({ table: { caption, columns, rows, toFillIn } }) {
  const side = columns.map(({ align }) => (align === 'right' ? ' right' : ''));
  const widths = columns.map(({ width }) => `<col style="width: ${String(100 * width)}%">`);
  const heads = columns.map(({ heading }, i) => {
    return `<th scope="col" class="columnHeading${side[i]}">${escape(heading)}</th>`;
  });
  const body = rows.map((row) => {
    const [first, ...others] = row.map((cell, i) => {
      return i === 0
        ? `<th scope="row" class="rowName">${escape(cell)}</th>`
        : `<td class="cell${side[i]}">${escape(cell)}</td>`;
    });
    return `<tr>${first}${others.join('')}</tr>`;
  });
  return (
    `<table style="--space: ${pt(rowPadding({ toFillIn }))}"><caption class="caption">${escape(caption)}</caption>` +
    `${widths.join('')}<thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
  );
}

function chartOf({ caption, alternative, shapes, height }) {
  const size = `width="${pt(WIDTH)}" height="${pt(height)}" viewBox="0 0 ${String(WIDTH)} ${String(height)}"`;
  return (
    `<figure><figcaption class="caption">${escape(caption)}</figcaption>` +
    `<svg role="img" aria-label="${escape(alternative)}" ${size}>${shapes.map(shapeOf).join('')}</svg></figure>`
  );
}

function shapeOf({ kind, colour, style, text, ...place }) {
  const places = Object.entries(place).map(([name, value]) => `${name}="${String(value)}"`);
  if (kind === 'line') return `<line ${places.join(' ')} stroke="${colour}"/>`;
  if (kind === 'rectangle') return `<rect ${places.join(' ')} fill="${colour}"/>`;
  const { size, leading, weight, colour: ink } = style;
  const look = `font-size="${String(size)}" font-weight="${weight === 'semibold' ? '600' : '400'}" fill="${ink}"`;
  return `<text x="${String(place.x)}" y="${String(place.y + leading * 0.75)}" ${look}>${escape(text)}</text>`;
}

/** The foot of each page, as a style sheet. */
export function footOf({ left, fingerprint }) {
  const { size, colour } = STYLES.footer;
  const look = `font: ${pt(size)} Plan; color: ${colour};`;
  const [start, end] = [JSON.stringify(left), JSON.stringify(`Fingerprint ${fingerprint}`)];
  return `@page {
    @bottom-left { ${look} content: ${start} "\\A" ${end}; white-space: pre; }
    @bottom-right { ${look} content: "Page " counter(page) " of " counter(pages); }
  }`;
}
