import { describe, expect, it } from '@jest/globals';
import type { ReportBlock, ReportTable } from '../../../src/core/contracts/report.js';
import { renderPdf } from '../../../src/rendering/pdf/render-pdf.js';
import { findTags, readPdf, type PdfReading } from '../../support/pdf.js';
import { makeQuestionTable, makeReport, SAMPLE_REPORT } from '../sample-report.js';

const MARGIN = 60;
const FOOT = 84;

const render = async (...blocks: ReportBlock[]): Promise<PdfReading> => readPdf(await renderPdf(makeReport(blocks)));

const makeNote = (words: number): string => Array.from({ length: words }, (_, index) => `n${index}`).join(' ');

/** Where two long texts part, so that a failure fits on a screen. */
function firstDifference(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  const at = Array.from(one).findIndex((character, index) => character !== other[index]);
  return `at ${at}: ${one.slice(Math.max(0, at - 20), at + 20)} | ${other.slice(Math.max(0, at - 20), at + 20)}`;
}

const noteTable = (note: string): ReportTable => ({
  type: 'table',
  caption: 'Notes',
  columns: [
    { heading: 'Question', width: 0.3 },
    { heading: 'Note', width: 0.5 },
    { heading: 'Points', width: 0.2, align: 'right' },
  ],
  rows: [
    ['Before', 'short', '1'],
    ['Talkative', note, '2'],
    ['After', 'short', '3'],
  ],
  empty: '',
});

function expectInsideMargins(pdf: PdfReading): void {
  for (const page of pdf.pages) {
    expect(page.unmarked).toEqual([]);
    for (const text of page.texts) {
      expect(text.x).toBeGreaterThanOrEqual(MARGIN - 0.01);
      // the space at which a line ends hangs over
      const slack = text.text.endsWith(' ') ? text.size * 0.25 : 0.5;
      expect(text.x + text.width).toBeLessThanOrEqual(page.width - MARGIN + slack);
      expect(text.y).toBeLessThan(page.height - MARGIN);
      if (!/^(?:Page \d|Fenmere|Fingerprint)/.test(text.text)) expect(text.y).toBeGreaterThan(FOOT);
    }
  }
}

function expectNoOverlap(pdf: PdfReading): void {
  for (const page of pdf.pages) {
    const lines = page.texts.filter(({ y }) => y > FOOT);
    lines.forEach((one, index) => {
      for (const other of lines.slice(index + 1)) {
        const sideBySide = one.x + one.width <= other.x + 0.5 || other.x + other.width <= one.x + 0.5;
        if (!sideBySide) expect(Math.abs(one.y - other.y)).toBeGreaterThan(Math.min(one.size, other.size) * 0.9);
      }
    });
  }
}

describe('the sample', () => {
  it('stays inside its margins and overlaps nowhere', async () => {
    const pdf = await readPdf(await renderPdf(SAMPLE_REPORT));
    expectInsideMargins(pdf);
    expectNoOverlap(pdf);
  });
});

describe('a table over several pages', () => {
  it('has all its 59 rows once, and its headings drawn again on each page as artifacts', async () => {
    const pdf = await render(makeQuestionTable(59));
    const [table] = findTags(pdf.tree, 'Table');
    const rows = findTags(table!.children[2]!, 'TR');
    expect(rows.map((row) => /^Q(\d+)\./.exec(row.text)?.[1])).toEqual(rows.map((_, index) => String(index + 1)));
    expect(rows).toHaveLength(59);
    expect(table!.pages).toEqual(pdf.pages.map((_, index) => index + 1));
    expect(pdf.pages.length).toBeGreaterThan(2);
    for (const row of rows) expect(row.pages).toHaveLength(1);
    pdf.pages.slice(1).forEach((page) => {
      const headings = page.texts.slice(0, 4);
      expect(headings.map(({ text }) => text)).toEqual(['Question', 'Answer', 'Points', 'Note']);
      expect(headings.every(({ artifact }) => artifact)).toBe(true);
    });
    expectInsideMargins(pdf);
    expectNoOverlap(pdf);
  });

  it.each(Array.from({ length: 14 }, (_, index) => 22 + index))(
    'does not leave the last of %i rows alone on a page',
    async (count) => {
      const pdf = await render(makeQuestionTable(count));
      const rows = findTags(pdf.tree, 'TBody').flatMap((body) => body.children);
      expect(rows.at(-1)?.pages).toEqual(rows.at(-2)?.pages);
    },
  );

  it('ends numbers at the same right edge', async () => {
    const pdf = await render(makeQuestionTable(12));
    const points = pdf.pages[0]!.texts.filter(({ text }) => /^(?:\d+|Points)$/.test(text));
    const edges = points.map(({ x, width }) => Math.round(x + width));
    expect(points.length).toBeGreaterThan(5);
    expect(new Set(points.map(({ x }) => Math.round(x))).size).toBeGreaterThan(1);
    expect(new Set(edges).size).toBe(1);
  });
});

describe('a note that is longer than a page', () => {
  it('flows over pages inside one row, with nothing lost', async () => {
    const note = makeNote(3600);
    expect(note.length).toBeGreaterThan(20_000);
    const pdf = await render(noteTable(note));
    const row = findTags(pdf.tree, 'TBody')[0]!.children[1]!;
    expect(row.children.map(({ role }) => role)).toEqual(['TH', 'TD', 'TD']);
    expect(firstDifference(row.children[1]!.text, note)).toBeUndefined();
    expect(row.children[1]!.pages.length).toBeGreaterThan(3);
    expect(pdf.pages[2]!.seen).toContain('Talkative (continued)');
    expectInsideMargins(pdf);
    expectNoOverlap(pdf);
  });

  it('may be the name of a row, a caption, a column heading, a paragraph, an item or a headline', async () => {
    const note = makeNote(1500);
    const table = noteTable('short');
    const columns = table.columns.map((column) => ({ ...column, heading: note }));
    const blocks: ReportBlock[] = [
      {
        ...table,
        rows: [
          [note, 'x', '1'],
          ['next', 'y', '2'],
        ],
      },
      { ...table, caption: note },
      { ...table, columns },
      { type: 'paragraph', text: note },
      { type: 'list', items: [note, note] },
      { type: 'subheading', text: note },
    ];
    for (const block of blocks) {
      const pdf = await render(block);
      expect(pdf.tree.text.includes(note)).toBe(true);
      expectInsideMargins(pdf);
      expectNoOverlap(pdf);
    }
    const headed = await readPdf(await renderPdf(makeReport([], { headline: note, warning: true, title: note })));
    expect(headed.tree.text.split(note).length).toBe(3);
    expectInsideMargins(headed);
  });

  it('is broken when it is a single word', async () => {
    const word = 'Llanfair'.repeat(2500);
    const pdf = await render(noteTable(word), { type: 'paragraph', text: word });
    expect(pdf.tree.text.replaceAll(' ', '').split(word).length).toBe(3);
    expectInsideMargins(pdf);
    expectNoOverlap(pdf);
  });
});

describe('page breaks', () => {
  const short: ReportTable = { ...makeQuestionTable(5), caption: 'Short table' };

  it.each(Array.from({ length: 25 }, (_, index) => 18 + index))(
    'after %i lines leave no heading alone and no short table in two',
    async (lines) => {
      const filler = Array.from({ length: lines }, (_, index) => `filler ${index}`).join('\n');
      const pdf = await render(
        { type: 'paragraph', text: filler },
        { type: 'subheading', text: 'Lonely heading' },
        short,
        { type: 'subheading', text: 'Second heading' },
        { type: 'paragraph', text: makeNote(300) },
      );
      const [section] = findTags(pdf.tree, 'Sect');
      const parts = section!.children;
      const tableAt = parts.findIndex(({ role }) => role === 'Table');
      expect(parts[tableAt]!.pages).toHaveLength(1);
      expect(parts[tableAt - 1]!.pages).toEqual(parts[tableAt]!.pages);
      expect(parts[tableAt + 1]!.pages).toEqual(parts[tableAt + 2]!.pages.slice(0, 1));
    },
  );

  it('leave no last item of a list alone', async () => {
    for (let lines = 26; lines <= 40; lines += 1) {
      const filler = Array.from({ length: lines }, () => 'filler').join('\n');
      const pdf = await render({ type: 'paragraph', text: filler }, { type: 'list', items: ['one', 'two', 'three'] });
      const [, two, three] = findTags(pdf.tree, 'LI');
      expect(three!.pages).toEqual(two!.pages);
    }
  });

  it('leave no single line of a paragraph behind', async () => {
    for (let lines = 26; lines <= 40; lines += 1) {
      const filler = Array.from({ length: lines }, () => 'filler').join('\n');
      const pdf = await render({ type: 'paragraph', text: filler }, { type: 'paragraph', text: makeNote(120) });
      for (const page of pdf.pages) {
        const own = page.texts.filter(({ text }) => /^n\d+ /.test(text));
        expect(own).not.toHaveLength(1);
      }
    }
  });
});

describe('nothing to show', () => {
  it('says the words for an empty table', async () => {
    const pdf = await render({ ...makeQuestionTable(0), empty: 'No question yet.' });
    expect(findTags(pdf.tree, 'Table')).toEqual([]);
    expect(findTags(pdf.tree, 'Sect')[0]!.children.map(({ role, text }) => `${role} ${text}`)).toEqual([
      'H2 Trial section',
      'P Table 3. Every question with its answer and note',
      'P No question yet.',
    ]);
  });

  it('leaves out empty texts, items and lists', async () => {
    const pdf = await render(
      { type: 'paragraph', text: ' \n ' },
      { type: 'list', items: [] },
      { type: 'list', items: ['', 'one'] },
    );
    const parts = findTags(pdf.tree, 'Sect')[0]!.children;
    expect(parts.map(({ role }) => role)).toEqual(['H2', 'L']);
    expect(parts[1]!.children).toHaveLength(1);
  });

  it('makes a page of a report without sections', async () => {
    const empty = makeReport([], { sections: [], headline: '', subtitle: '', title: '' });
    const pdf = await readPdf(await renderPdf(empty));
    expect(pdf.pages).toHaveLength(1);
    expect(pdf.pages[0]!.seen).toContain('Page 1 of 1');
  });
});

describe('a table to sign in', () => {
  const signatures = (rows: number): ReportTable => ({
    type: 'table',
    caption: 'Signatures',
    columns: [
      { heading: 'Role', width: 0.5 },
      { heading: 'Signature', width: 0.5, toFillIn: 'to be filled in' },
    ],
    rows: Array.from({ length: rows }, (_, index) => [`Role ${index}`, '']),
    empty: '',
    toFillIn: true,
  });

  it.each([5, 14, 18, 24])('stays on one page with the heading and text above, with %i rows', async (count) => {
    const words: ReportBlock = { type: 'paragraph', text: 'Those who sign have read this.' };
    for (const lines of [0, 10, 25, 38]) {
      const before = Array.from({ length: lines }, (_, index): ReportBlock => ({
        type: 'paragraph',
        text: `${index}`,
      }));
      const { tree } = await render(...before, { type: 'subheading', text: 'Sign-off' }, words, signatures(count));
      const [table] = findTags(tree, 'Table');
      const heading = findTags(tree, 'H3').find(({ text }) => text === 'Sign-off');
      const text = findTags(tree, 'P').find((tag) => tag.text === words.text);
      expect(table!.pages).toHaveLength(1);
      expect([heading!.pages, text!.pages]).toEqual([table!.pages, table!.pages]);
    }
  });

  it('goes over several pages when it has more rows than one holds', async () => {
    const { tree } = await render(signatures(60));
    expect(findTags(tree, 'Table')[0]!.pages.length).toBeGreaterThan(1);
  });

  it('says of an empty cell that it is to be filled in, and of no other', async () => {
    const table = signatures(1);
    const rows = [
      ['Nobody yet', ''],
      ['Somebody', 'A. Person'],
    ];
    const { tree } = await render({ ...table, rows }, { ...table, rows, columns: table.columns.map(withoutWords) });
    const spans = findTags(tree, 'TD').map(({ children }) => children.map(({ actualText }) => actualText));
    expect(spans).toEqual([['to be filled in'], [], [], []]);
  });
});

function withoutWords({
  toFillIn: _toFillIn,
  ...column
}: ReportTable['columns'][number]): ReportTable['columns'][number] {
  return column;
}

describe('a list', () => {
  it.each(Array.from({ length: 12 }, (_, index) => 24 + index))(
    'takes its last three items to the next page together, after %i lines',
    async (count) => {
      const before = Array.from({ length: count }, (_, index): ReportBlock => ({
        type: 'paragraph',
        text: `${index}`,
      }));
      const items = ['One.', 'Two.', 'Three.', 'Four.'];
      const { tree } = await render(...before, { type: 'list', items });
      const pages = findTags(tree, 'LI')
        .filter(({ text }) => items.some((item) => text.endsWith(item)))
        .map((item) => item.pages);
      expect(pages).toHaveLength(4);
      expect(pages[1]).toEqual(pages[3]);
      expect(pages[2]).toEqual(pages[3]);
    },
  );
});
