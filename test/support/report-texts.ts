import type { ReportBlock, ReportModel } from '../../src/core/contracts/report.js';

/** Every piece of text of a block as its words are read: of a chart its caption and what stands in it. */
export function blockTexts(block: ReportBlock): string[] {
  switch (block.type) {
    case 'paragraph':
    case 'subheading':
      return [block.text];
    case 'list':
      return [...block.items];
    case 'table':
      if (block.rows.length === 0) return [block.caption, block.empty];
      return [block.caption, ...block.columns.map(({ heading }) => heading), ...block.rows.flat()];
    case 'bars':
      return [
        block.caption,
        block.alternative,
        ...block.bars.flatMap(({ label, text }) => [label, text]),
        ...[block.legend.value, block.legend.upper],
        ...(block.mark === null ? [] : [block.mark.label]),
      ];
    case 'timeline':
      return [
        block.caption,
        block.alternative,
        ...[...block.ticks, ...block.rows, ...block.lines].map(({ label }) => label),
        ...block.legend.map(({ text }) => text),
      ];
  }
}

/** Every piece of text of a report, headings and cells included. */
export function reportTexts({ title, subtitle, notice, headline, ...report }: ReportModel): string[] {
  const { summary, firstPage, sections, footer } = report;
  return [
    ...[title, subtitle, headline, footer.left, footer.fingerprint],
    ...(notice === null ? [] : [notice]),
    ...summary.flatMap(({ label, text }) => [label, text]),
    ...firstPage.flatMap(blockTexts),
    ...sections.flatMap(({ heading, blocks }) => [heading, ...blocks.flatMap(blockTexts)]),
  ];
}
