/**
 * A report as a flat list of what goes down the page, in the sizes of ours, for the contestants that do not know report
 * models. It is made outside their time.
 */
import { STYLES } from '../../../dist/rendering/pdf/theme.js';
import { barsPiece, timelinePiece } from './charts.mjs';

/** Kinds: text, headline, facts, list, table, chart. */
export function piecesOf({ title, subtitle, notice, headline, warning, summary, firstPage, sections }) {
  return [
    text('h1', STYLES.title, 0, title),
    text('p', STYLES.subtitle, 3, subtitle),
    text('p', STYLES.notice, 8, notice ?? ''),
    { kind: 'headline', word: warning ? 'Warning' : '', text: headline },
    { kind: 'facts', facts: summary },
    ...firstPage.flatMap(piecesOfBlock),
    ...sections.flatMap(({ heading, blocks }, i) => [
      { ...text('h2', STYLES.heading, 22, heading), startsPage: i === 0 && firstPage.length > 0 },
      ...blocks.flatMap(piecesOfBlock),
    ]),
  ].filter((piece) => piece.kind !== 'text' || piece.text !== '');
}

function piecesOfBlock(block) {
  switch (block.type) {
    case 'paragraph':
      return [text('p', block.emphasis === true ? STYLES.emphasis : STYLES.body, 6, block.text)];
    case 'subheading':
      return [text('h3', STYLES.subheading, 12, block.text)];
    case 'list':
      return [{ kind: 'list', items: block.items }];
    case 'table':
      if (block.rows.length > 0) return [{ kind: 'table', table: block }];
      return [text('p', STYLES.caption, 8, block.caption), text('p', STYLES.body, 2, block.empty)];
    case 'bars':
      return [barsPiece(block)];
    case 'timeline':
      return [timelinePiece(block)];
    default:
      throw new Error(`Blocks of type ${block.type} are not known here`);
  }
}

function text(role, style, gap, words) {
  return { kind: 'text', role, style, gap, text: words };
}

/** Space above and below the words of a table's row. */
export function rowPadding({ toFillIn }) {
  return toFillIn === true ? 9 : 4;
}
