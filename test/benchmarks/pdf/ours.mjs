/** The service's own renderer: tagged. */
import { loadFonts } from '../../../dist/rendering/pdf/fonts.js';
import { renderPdf } from '../../../dist/rendering/pdf/render-pdf.js';

export const ours = { name: 'ours', make: ({ report }) => renderPdf(report) };

/** Ours keeps the glyphs of a word for the documents after; a font that it has not seen yet has no words. */
export const oursAfresh = {
  name: 'ours, every word shaped anew',
  make: ({ report }) => {
    const { regular, semibold } = loadFonts();
    return renderPdf(report, { regular: Object.create(regular), semibold: Object.create(semibold) });
  },
};
