/** Reads the words of a PDF back, and says where they are not those of the report. */
import { Piscina } from 'piscina';

const WORD = /[\p{L}\p{N}]+/gu;
/** What is left of a word where a label of a chart was cut short */
const CUT_SHORT = /[\p{L}\p{N}]*…/gu;

const reader = new Piscina({
  filename: new URL('./page-texts.mjs', import.meta.url).href,
  name: 'pageTexts',
  maxThreads: 1,
});

/** The text of each page, without its foot. */
export function readPages(bytes) {
  return reader.run(bytes);
}

/** To be called before anything is timed. */
export function closeReader() {
  return reader.destroy();
}

/** How often each word is there. */
export function countWords(texts) {
  const counts = new Map();
  for (const text of texts) {
    for (const [word] of text.replace(CUT_SHORT, ' ').normalize('NFKC').matchAll(WORD)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/**
 * What is wrong with the words of a document, one line a word: fewer than the report has, as far as ours shows them, or
 * more, unless a table's headings were repeated on a further page.
 */
export function wrongWords(found, ours, report) {
  const model = countWords(textsOf(report));
  const repeatable = countWords(headingsOf(report));
  const wrong = [];
  for (const word of new Set([...model.keys(), ...found.keys()])) {
    const [has, meant] = [found.get(word) ?? 0, model.get(word) ?? 0];
    const shown = Math.min(meant, ours.get(word) ?? 0);
    const tooMany = has > meant && !repeatable.has(word);
    if (has < shown || tooMany) wrong.push(`"${word}" ${String(has)} times, not ${String(shown)}`);
  }
  return wrong;
}

/** All that the report says on its pages; not what charts say to those who cannot see them. */
function textsOf(report) {
  const { title, subtitle, notice, headline, warning, summary, firstPage, sections } = report;
  return [
    title,
    subtitle,
    notice ?? '',
    headline,
    warning ? 'Warning' : '',
    ...summary.flatMap(({ label, text }) => [label, text]),
    ...firstPage.flatMap(textsOfBlock),
    ...sections.flatMap(({ heading, blocks }) => [heading, ...blocks.flatMap(textsOfBlock)]),
  ];
}

function textsOfBlock(block) {
  switch (block.type) {
    case 'list':
      return block.items;
    case 'table':
      if (block.rows.length === 0) return [block.caption, block.empty];
      return [block.caption, ...block.columns.map(({ heading }) => heading), ...block.rows.flat()];
    case 'bars':
      return [
        block.caption,
        ...block.bars.flatMap(({ label, text }) => [label, text]),
        ...Object.values(block.legend),
        block.mark?.label ?? '',
      ];
    case 'timeline':
      return [
        block.caption,
        ...[...block.ticks, ...block.rows, ...block.lines].map(({ label }) => label),
        ...block.legend.map(({ text }) => text),
      ];
    default:
      return [block.text];
  }
}

function headingsOf({ firstPage, sections }) {
  const blocks = [...firstPage, ...sections.flatMap((section) => section.blocks)];
  return blocks.flatMap((block) => (block.type === 'table' ? block.columns.map(({ heading }) => heading) : []));
}
