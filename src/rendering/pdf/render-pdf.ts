import type { ReportModel } from '../../core/contracts/report.js';
import { checkReport } from '../text/check-report.js';
import { cleanLine } from '../text/clean-text.js';
import { flowBlock, flowHeading, flowHeadline, flowParagraph, flowSummary } from './blocks.js';
import { collectBytes, createDocument } from './document.js';
import { drawFooters } from './footers.js';
import { drawFlow, type Flowing } from './flow.js';
import { loadFonts, type ReportFonts } from './fonts.js';
import { Sheet, type Tag } from './sheet.js';
import { PAGE, STYLES } from './theme.js';
import { Typesetter } from './typesetter.js';

/** Height in points up to which a paragraph counts as the introduction of the table after it */
const LONGEST_INTRODUCTION = 60;

/**
 * Lays a report out as a tagged A4 PDF, aimed at PDF/UA. The same report makes the same bytes, whatever was rendered
 * before it. Characters that the fonts lack show as a stand-in, and the real ones are given to reading programs.
 * @throws RangeError when the report cannot be laid out without losing something, see checkReport
 */
export async function renderPdf(report: ReportModel, fonts: ReportFonts = loadFonts()): Promise<Uint8Array> {
  checkReport(report);
  const doc = createDocument(report);
  const bytes = collectBytes(doc);
  const sheet = new Sheet(doc, new Typesetter(doc, fonts));
  drawFlow(sheet, flowReport(sheet, report));
  drawFlow(sheet, flowNote(sheet));
  sheet.root.end();
  drawFooters(sheet, report.footer);
  doc.end();
  return bytes;
}

function flowReport(sheet: Sheet, report: ReportModel): Flowing[] {
  const titleKind = { role: 'H1', style: STYLES.title, gap: 0 } as const;
  const root = (): Tag => sheet.root;
  const top = bookmarkUnder(sheet, () => sheet.doc.outline);
  const heading = bookmarkUnder(sheet, top.latest);
  return [
    ...flowHeading(sheet, root, cleanLine(report.title), titleKind, top.add),
    ...flowParagraph(sheet, root, report.subtitle, STYLES.subtitle, 3),
    ...flowParagraph(sheet, root, report.notice ?? '', STYLES.notice, 8),
    ...flowHeadline(sheet, root, report.headline, report.warning),
    ...flowSummary(sheet, root, report.summary),
    ...report.firstPage.flatMap((block) => flowBlock(sheet, root, block, heading.add, 'H2')),
    ...report.sections.flatMap((section, number) => {
      const parent = sheet.tagLater(root, 'Sect');
      const subheading = bookmarkUnder(sheet, heading.latest);
      const headingKind = { role: 'H2', style: STYLES.heading, gap: 22 } as const;
      const starts = {
        endsFirstPage: number === 0 && report.firstPage.length > 0,
        startsPage: section.startsPage === true,
      };
      const headings = flowHeading(sheet, parent, section.heading, headingKind, heading.add);
      return [
        ...headings.map((item) => ({ ...item, ...starts })),
        ...section.blocks.flatMap((block, index) => {
          const flow = flowBlock(sheet, parent, block, subheading.add);
          const next = section.blocks[index + 1]?.type;
          const introduces = block.type === 'paragraph' && (next === 'table' || next === 'bars' || next === 'timeline');
          return introduces ? flow.map(keepShortWithNext) : flow;
        }),
      ];
    }),
  ];
}

/** A sentence or two that introduce a table stay with it. */
function keepShortWithNext(item: Flowing): Flowing {
  return item.height <= LONGEST_INTRODUCTION ? { ...item, keepWithNext: true } : item;
}

interface Bookmarks {
  /** Adds a bookmark that leads to where the next thing is drawn */
  readonly add: (text: string) => void;
  /** The bookmark added last, or what the bookmarks hang under while there is none */
  readonly latest: () => PDFKit.PDFOutline;
}

function bookmarkUnder(sheet: Sheet, parent: () => PDFKit.PDFOutline): Bookmarks {
  let latest: PDFKit.PDFOutline | undefined;
  return {
    add: (text) => {
      // pdfkit counts `left` from the right edge
      const place = { top: Math.max(0, sheet.y - 12), left: PAGE.width, expanded: latest === undefined };
      latest = parent().addItem(cleanLine(text), place);
    },
    latest: () => latest ?? parent(),
  };
}

function flowNote(sheet: Sheet): Flowing[] {
  if (!sheet.type.hasReplaced) return [];
  const note = `${sheet.type.standIn} stands for a character that the typeface of this document does not have.`;
  return flowParagraph(sheet, () => sheet.root, note, STYLES.footer, 16);
}
