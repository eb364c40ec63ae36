import { beforeAll, describe, expect, it } from '@jest/globals';
import { renderPdf } from '../../../src/rendering/pdf/render-pdf.js';
import { findTags, readPdf, type PdfReading, type ReadTag } from '../../support/pdf.js';
import { blockTexts } from '../../support/report-texts.js';
import { makeReport, SAMPLE_REPORT } from '../sample-report.js';

let bytes: Uint8Array;
let pdf: PdfReading;

beforeAll(async () => {
  bytes = await renderPdf(SAMPLE_REPORT);
  pdf = await readPdf(bytes);
});

describe('the document', () => {
  it('has a handful of A4 pages', () => {
    expect(pdf.pages.length).toBeGreaterThanOrEqual(3);
    expect(pdf.pages.length).toBeLessThanOrEqual(6);
    for (const page of pdf.pages) {
      expect(page.width).toBeCloseTo(595.28, 1);
      expect(page.height).toBeCloseTo(841.89, 1);
    }
  });

  it('names its language, title and date, and shows the title', () => {
    expect(pdf.language).toBe('en-GB');
    expect(pdf.displaysTitle).toBe(true);
    expect(pdf.info).toMatchObject({
      Title: SAMPLE_REPORT.title,
      PDFFormatVersion: '1.7',
      CreationDate: 'D:20261123000000Z',
    });
    expect(pdf.xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
  });

  it('embeds each font that it uses', () => {
    const fonts = [...pdf.objects.values()].filter(({ dictionary }) => /\/Type \/Font\b/.test(dictionary));
    const descriptors = [...pdf.objects.values()].filter(({ dictionary }) => dictionary.includes('/CIDToGIDMap'));
    const names = fonts.map(({ dictionary }) => /\/BaseFont \/(?:[A-Z]{6}\+)?(\S+)/.exec(dictionary)?.[1]);
    expect(new Set(names)).toEqual(new Set(['SourceSans3-Regular', 'SourceSans3-SemiBold']));
    expect(fonts.filter(({ dictionary }) => /\/Subtype \/(?:Type1|TrueType)\b/.test(dictionary))).toEqual([]);
    expect(descriptors).toHaveLength(2);
    for (const { dictionary } of descriptors) {
      const descriptor = Number(/\/FontDescriptor (\d+) 0 R/.exec(dictionary)?.[1]);
      expect(pdf.objects.get(descriptor)?.dictionary).toMatch(/\/FontFile2 \d+ 0 R/);
    }
  });

  it('has a footer with its page number on each page', () => {
    pdf.pages.forEach((page, index) => {
      const footer = page.texts.filter(({ y }) => y < 84);
      expect(footer.map(({ text }) => text)).toEqual([
        SAMPLE_REPORT.footer.left,
        SAMPLE_REPORT.footer.fingerprint,
        `Page ${index + 1} of ${pdf.pages.length}`,
      ]);
      expect(footer.every(({ artifact }) => artifact)).toBe(true);
    });
  });

  it('bookmarks the headings as they are nested', () => {
    const [title, ...others] = pdf.bookmarks;
    expect(others).toEqual([]);
    expect(title?.title).toBe(SAMPLE_REPORT.title);
    expect(title?.items.map((item) => item.title)).toEqual(SAMPLE_REPORT.sections.map(({ heading }) => heading));
    expect(title?.items.at(-1)?.items.map((item) => item.title)).toEqual([
      'How the index comes about',
      'What the plan cannot know',
    ]);
    expect(title?.items[0]?.items).toEqual([]);
  });
});

describe('the same bytes', () => {
  it('come from the same report', async () => {
    expect(Buffer.compare(await renderPdf(SAMPLE_REPORT), bytes)).toBe(0);
  });

  it('come whatever was rendered before', async () => {
    // each of these characters shares a glyph with another one
    const marked = makeReport([{ type: 'paragraph', text: 'j\u0301 ﬀ μ\u00a0Ω\u2011' }]);
    const plain = makeReport([{ type: 'paragraph', text: '\u0237\u0301 ff \u00b5 \u2126-' }]);
    const fresh = await renderPdf(plain);
    await renderPdf(marked);
    expect(Buffer.compare(await renderPdf(plain), fresh)).toBe(0);
    expect(Buffer.compare(await renderPdf(marked), fresh)).not.toBe(0);
  });

  it('do not come from another report', async () => {
    const other = await renderPdf({ ...SAMPLE_REPORT, footer: { ...SAMPLE_REPORT.footer, fingerprint: '1' } });
    expect(Buffer.compare(other, bytes)).not.toBe(0);
  });
});

describe('the tags', () => {
  it('hold everything that is not an artifact', () => {
    expect(pdf.tagged).toBe(true);
    for (const page of pdf.pages) {
      expect(page.unmarked).toEqual([]);
      expect(page.orphans).toEqual([]);
    }
  });

  it('give every word of the report in reading order, and nothing else', () => {
    const words = (text: string): string[] => text.normalize('NFC').split(/\s+/u);
    const blocks = SAMPLE_REPORT.sections.flatMap(({ heading, blocks: parts }) => [
      heading,
      ...parts.flatMap((block) => {
        if (block.type === 'list') return block.items.flatMap((item) => ['•', item]);
        return blockTexts(block);
      }),
    ]);
    const { title, subtitle, headline, summary } = SAMPLE_REPORT;
    const facts = summary.flatMap(({ label, text }) => [label, text]);
    const expected = [title, subtitle, 'Warning', headline, ...facts, ...blocks].filter((text) => text !== '');
    expect(words(pdf.tree.text)).toEqual(words(expected.join(' ')));
  });

  it('start with a document, its title and one section for each section', () => {
    expect(pdf.tree.role).toBe('Document');
    expect(pdf.tree.children.map(({ role }) => role)).toEqual([
      ...['H1', 'P', 'Div', 'L'],
      ...SAMPLE_REPORT.sections.map(() => 'Sect'),
    ]);
  });

  it('nest headings without leaving a level out', () => {
    const levels = findTags(pdf.tree, 'H1', 'H2', 'H3').map(({ role }) => Number(role.slice(1)));
    expect(levels[0]).toBe(1);
    levels.slice(1).forEach((level, index) => {
      expect(level).toBeGreaterThan(1);
      expect(level - levels[index]!).toBeLessThanOrEqual(1);
    });
    for (const section of findTags(pdf.tree, 'Sect')) expect(section.children[0]?.role).toBe('H2');
  });

  it('make lists of items with labels and bodies', () => {
    for (const list of findTags(pdf.tree, 'L')) {
      expect(list.children.length).toBeGreaterThan(0);
      for (const item of list.children) {
        expect(item.role).toBe('LI');
        expect(item.children.map(({ role }) => role)).toEqual(['Lbl', 'LBody']);
      }
    }
  });

  it('say how the items of lists are marked', () => {
    const dictionaries = [...pdf.objects.values()].map(({ dictionary }) => dictionary).join('\n');
    const numberings = [...dictionaries.matchAll(/\/ListNumbering \/(\w+)/g)].map((match) => match[1]);
    expect(numberings.toSorted()).toEqual(['Disc', 'Disc', 'None']);
  });

  it('make tables of a caption, a head and a body, with scopes on header cells', () => {
    const tables = findTags(pdf.tree, 'Table');
    expect(tables).toHaveLength(3);
    for (const table of tables) {
      expect(table.children.map(({ role }) => role)).toEqual(['Caption', 'THead', 'TBody']);
      const [head, ...others] = findTags(table.children[1]!, 'TR');
      expect(others).toEqual([]);
      expect(describeCells(head!)).toEqual(head!.children.map(() => 'TH Column'));
      for (const row of findTags(table.children[2]!, 'TR')) {
        expect(describeCells(row)).toEqual(['TH Row', ...head!.children.slice(1).map(() => 'TD')]);
      }
    }
  });
});

const describeCells = (row: ReadTag): string[] => row.children.map(({ role, scope }) => [role, scope].join(' ').trim());

describe('the headline', () => {
  it('says the word when it is a warning', () => {
    expect(findTags(pdf.tree, 'Div')[0]?.children.map(({ text }) => text)).toEqual(['Warning', SAMPLE_REPORT.headline]);
  });

  it('does not say it twice', async () => {
    const headline = 'Warning: do not go live.';
    const { tree } = await readPdf(await renderPdf(makeReport([], { headline, warning: true })));
    expect(findTags(tree, 'Div')[0]?.text).toBe(headline);
  });

  it('does not say it otherwise', async () => {
    const calm = await readPdf(await renderPdf(makeReport([])));
    expect(findTags(calm.tree, 'Div')[0]?.text).toBe('Nothing stands in the way.');
  });
});

describe('a report that cannot be laid out', () => {
  const columns = [
    { heading: 'One', width: 0.5 },
    { heading: 'Two', width: 0.5 },
  ];
  const table = { type: 'table', caption: 'T', columns, rows: [['a', 'b']], empty: '' } as const;

  it.each([
    ['a date that does not exist', makeReport([], { date: '2026-02-30' }), /2026-02-30/],
    ['a date that is no date', makeReport([], { date: 'soon' }), /soon/],
    ['another version', makeReport([], { version: 2 as 1 }), /version 2/],
    ['a row that is too short', makeReport([{ ...table, rows: [['a']] }]), /"T": row 1 has 1 cells for 2/],
    ['a row that is too long', makeReport([{ ...table, rows: [['a', 'b', 'c']] }]), /row 1 has 3 cells for 2/],
    ['no columns', makeReport([{ ...table, columns: [], rows: [] }]), /no columns/],
    ['widths that do not sum to 1', makeReport([{ ...table, columns: [columns[0]!], rows: [] }]), /sum to 0.5/],
    ['a column without width', makeReport([{ ...table, columns: [{ heading: '', width: 0 }], rows: [] }]), /width/],
  ])('is refused: %s', async (_, report, message) => {
    await expect(renderPdf(report)).rejects.toThrow(message);
    await expect(renderPdf(report)).rejects.toThrow(RangeError);
  });
});
