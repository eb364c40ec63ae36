/** Reads the text of a PDF, in a thread of its own: pdf.js puts functions of its own in the place of built-in ones. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { PAGE } from '../../../dist/rendering/pdf/theme.js';

/** The text of each page, without its foot. */
export async function pageTexts(bytes) {
  // pdf.js takes the buffer that it is given
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const pages = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const body = items.filter(({ transform }) => transform[5] > PAGE.bottom - 8);
    pages.push(body.map(({ str, hasEOL }) => (hasEOL ? `${str}\n` : str)).join(''));
  }
  await task.destroy();
  return pages;
}
