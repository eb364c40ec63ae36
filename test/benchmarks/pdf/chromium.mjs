/** Headless Chromium, started and with its fonts loaded, that prints HTML to a tagged PDF. */
import { chromium } from 'playwright-core';
import { launchOptions } from '../../support/browser-place.mjs';
import { bodyOf, footOf, STYLE_SHEET } from './html.mjs';

/** @returns the contestant, with `close` */
export async function startChromium() {
  const browser = await chromium.launch(launchOptions());
  const page = await browser.newPage();
  await page.setContent(
    `<!doctype html><html lang="en-GB"><head><style>${STYLE_SHEET}</style></head><body></body></html>`,
  );
  await page.evaluate(loadFonts);
  return {
    name: 'Chromium, warm, tagged',
    make: async ({ report, pieces }) => {
      // The page stays, so that the fonts are parsed once.
      await page.evaluate(fill, { title: report.title, foot: footOf(report.footer), body: bodyOf(pieces) });
      return page.pdf({ tagged: true, preferCSSPageSize: true, printBackground: true });
    },
    close: () => browser.close(),
  };
}

/** Runs in the page. */
function loadFonts() {
  const { fonts } = globalThis.document;
  return Promise.all([fonts.load('400 10pt Plan'), fonts.load('600 10pt Plan')]);
}

/** Runs in the page. */
function fill({ title, foot, body }) {
  const { document } = globalThis;
  document.title = title;
  document.getElementById('foot')?.remove();
  const style = document.createElement('style');
  style.id = 'foot';
  style.textContent = foot;
  document.head.append(style);
  document.body.innerHTML = body;
}
