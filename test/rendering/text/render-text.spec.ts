import { describe, expect, it } from '@jest/globals';
import type { ReportBlock } from '../../../src/core/contracts/report.js';
import { displayWidth } from '../../../src/rendering/text/columns.js';
import { renderText } from '../../../src/rendering/text/render-text.js';
import { blockTexts } from '../../support/report-texts.js';
import { makeQuestionTable, makeReport, SAMPLE_REPORT } from '../sample-report.js';

const render = (...blocks: ReportBlock[]): string => renderText(makeReport(blocks));
const words = (text: string): string[] =>
  text
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Every text of the sample that is to be seen; on a narrow screen the first cell of a row has no heading. */
function shownTexts(narrow: boolean): string[] {
  const { title, subtitle, headline, summary, sections, footer } = SAMPLE_REPORT;
  const blocks = sections.flatMap((section) => section.blocks);
  return [
    ...[title, subtitle, headline, footer.left, footer.fingerprint],
    ...summary.flatMap(({ label, text }) => [label, text]),
    ...sections.map(({ heading }) => heading),
    ...blocks.flatMap((block) => {
      if (block.type !== 'table' || block.rows.length === 0) return blockTexts(block);
      return [
        block.caption,
        ...block.columns.slice(narrow ? 1 : 0).map(({ heading }) => heading),
        ...block.rows.flat(),
      ];
    }),
  ];
}

describe('renderText', () => {
  it.each([40, 60, 100, 200])('stays within %i columns and loses no word', (width) => {
    const text = renderText(SAMPLE_REPORT, width);
    for (const line of text.split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(line).toBe(line.trimEnd());
    }
    const present = new Set(words(text));
    expect(words(shownTexts(width < 80).join(' ')).filter((word) => !present.has(word))).toEqual([]);
  });

  it('treats narrower terminals as 40 columns wide', () => {
    expect(renderText(SAMPLE_REPORT, 3)).toBe(renderText(SAMPLE_REPORT, 40));
  });

  it('aligns columns, numbers to the right', () => {
    const table: ReportBlock = {
      type: 'table',
      caption: 'Points',
      columns: [
        { heading: 'Name', width: 0.5 },
        { heading: 'Points', width: 0.25, align: 'right' },
        { heading: 'Gate', width: 0.25 },
      ],
      rows: [
        ['Łódź', '8', 'open'],
        ['健康', '10', 'closed'],
      ],
      empty: '',
    };
    const lines = renderText(makeReport([table]), 40).split('\n');
    const at = lines.indexOf('Points');
    expect(lines.slice(at, at + 6)).toEqual([
      'Points',
      '',
      'Name                   Points  Gate',
      '------------------  ---------  ---------',
      'Łódź                        8  open',
      '健康                       10  closed',
    ]);
  });

  it('wraps cells and parts rows of several lines', () => {
    const text = render(makeQuestionTable(3));
    expect(text).toMatch(/\nQ1\. Is image transfer agreed +Yes, in writing/);
    expect(text).toMatch(/\n\nQ2\. Is local/);
  });

  it('says the words for an empty table', () => {
    const text = render({ ...makeQuestionTable(0), empty: 'No question yet.' });
    expect(text).toContain('Table 3. Every question with its answer and note\nNo question yet.\n');
    expect(text).not.toContain('Points');
  });

  it('marks a warning with the word, once', () => {
    expect(renderText(SAMPLE_REPORT)).toContain('!! Warning: Do not send images');
    expect(renderText({ ...SAMPLE_REPORT, headline: 'Warning: stop' })).toContain('!! Warning: stop');
    expect(render()).not.toMatch(/warning/i);
  });

  it('neutralises control and escape characters and changes of direction everywhere', () => {
    const evil = 'a\u001b[2Jb\u001b]0;title\u0007\u009b31m\u0000\u0008\u202Ec\u2066\r\nd\u2028e\u007f';
    const table: ReportBlock = {
      type: 'table',
      caption: evil,
      columns: [{ heading: evil, width: 1 }],
      rows: [[evil]],
      empty: evil,
    };
    const text = renderText(
      makeReport(
        [
          { type: 'paragraph', text: evil },
          { type: 'list', items: [evil] },
          { type: 'subheading', text: evil },
          table,
          { ...table, rows: [] },
        ],
        {
          title: evil,
          subtitle: evil,
          headline: evil,
          summary: [{ label: evil, text: evil }],
          footer: { left: evil, fingerprint: evil },
        },
      ),
    );
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    expect(text.match(/a\[2Jb\]0;title/g)?.length).toBe(15);
  });

  it('breaks a word that is longer than a line', () => {
    const word = 'Llanfair'.repeat(100);
    expect(render({ type: 'paragraph', text: word }).replaceAll('\n', '')).toContain(word);
  });

  it('refuses what it cannot lay out', () => {
    const table = { ...makeQuestionTable(1), rows: [['only one']] };
    expect(() => render(table)).toThrow(/row 1 has 1 cells for 4 columns/);
  });
});
