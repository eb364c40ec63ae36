import PDFDocument from 'pdfkit';
import type { ReportModel } from '../../core/contracts/report.js';
import { reportDate } from '../text/check-report.js';
import { cleanLine } from '../text/clean-text.js';

const XML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * A tagged A4 document without pages. Its creation date is the report's, and nothing else in it comes from a clock or
 * from chance.
 */
export function createDocument(report: ReportModel): PDFKit.PDFDocument {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    tagged: true,
    pdfVersion: '1.7',
    // the declarations know the PDF/A subsets only
    subset: 'PDF/UA' as PDFKit.Mixins.PDFSubsets,
    lang: report.language,
    displayTitle: true,
    // no default font: undefined would mean Helvetica, which is not embedded
    font: null as unknown as string,
    info: {
      Title: cleanLine(report.title),
      Subject: cleanLine(report.subtitle),
      Keywords: cleanLine(report.footer.fingerprint),
      Creator: 'site-readiness',
      CreationDate: reportDate(report),
    },
  });
  escapeMetadata(doc);
  return doc;
}

/** pdfkit puts the document information into the XMP packet as it is, where a "<" or "&" would break the XML. */
function escapeMetadata(doc: PDFKit.PDFDocument): void {
  const endMetadata = doc.endMetadata.bind(doc);
  doc.endMetadata = () => {
    const entries = Object.entries(doc.info as Record<string, unknown>).map(([key, value]) => {
      return [key, typeof value === 'string' ? escapeXml(value) : value];
    });
    doc.info = Object.fromEntries(entries) as PDFKit.DocumentInfo;
    endMetadata();
  };
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/gu, (character) => XML_ENTITIES[character] ?? '');
}

/** The document's bytes, once it has been ended. */
export async function collectBytes(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  return new Uint8Array(Buffer.concat(chunks));
}
