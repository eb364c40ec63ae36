import { describe, expect, it } from '@jest/globals';
import { assess, reportOf } from '../../../src/core/assess.js';
import type { ReportModel } from '../../../src/core/contracts/report.js';
import { renderPdf } from '../../../src/rendering/pdf/render-pdf.js';
import { requireWording } from '../../../src/wording/load-wording.js';
import { bestAnswers, checked, compiledFor, type RawDocument } from '../../support/catalogue.js';
import { findTags, readPdf, type PdfReading } from '../../support/pdf.js';

/* Whole plans of sites that are out of the ordinary. */

interface Made {
  readonly model: ReportModel;
  readonly pdf: PdfReading;
  readonly actions: number;
}

async function make(document: RawDocument & { site?: object }): Promise<Made> {
  const made = checked(document);
  const { scorecard, plan } = assess(made.compiled, made.input, { draws: 20 });
  const identity = { fingerprint: 'f'.repeat(64), planId: 'SP-1' };
  const model = reportOf(made, { wording: requireWording(), identity, scorecard, plan, previous: null });
  return { model, pdf: await readPdf(await renderPdf(model)), actions: plan.actions.length };
}

/** What holds of every document: nothing outside its tags or its page, headings nested, figures described, no links. */
function expectSound({ pdf, model }: Made): void {
  const roles = findTags(pdf.tree, 'H1', 'H2', 'H3').map(({ role }) => Number(role.slice(1)));
  roles.forEach((level, index) => {
    expect(level - (roles[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });
  expect(roles.filter((level) => level === 1)).toHaveLength(1);
  for (const { alt } of findTags(pdf.tree, 'Figure')) expect(alt).toMatch(/\S{3}/);
  expect(findTags(pdf.tree, 'Sect')).toHaveLength(model.sections.length);
  for (const page of pdf.pages) {
    expect([page.unmarked, page.orphans, page.annotations]).toEqual([[], [], 0]);
    for (const { text, x, width } of page.texts) {
      expect([text, x >= 59.9, x + width <= 595.28 - 59]).toEqual([text, true, true]);
    }
  }
  for (const { dictionary } of pdf.objects.values()) {
    expect(dictionary).not.toMatch(/\/(?:JS|JavaScript|URI|Launch|OpenAction|AA|SubmitForm|EmbeddedFile)\b/);
  }
}

const LOWEST = Object.fromEntries(
  compiledFor()
    .questions.filter(({ question }) => question.kind !== 'number')
    .map(({ id }) => [id, { value: 0 }]),
);

describe('the plan of a site', () => {
  it('should be sound when nothing is known, with more actions than there are questions', async () => {
    const made = await make({});
    expect(made.actions).toBeGreaterThan(59);
    expectSound(made);
    expect(made.pdf.pages[0]?.seen).toContain('What to do first');
    expect(made.pdf.pages[1]?.seen).not.toContain('What to do first');
  });

  it('should be sound when nothing is left to do', async () => {
    const made = await make({ answers: bestAnswers(), context: { goLiveDate: '2026-11-01' } });
    expect(made.actions).toBe(0);
    expectSound(made);
    expect(made.pdf.tree.text).toContain('No action is open for go-live');
  });

  it('should be sound when all that can be ruled out is', async () => {
    const ruledOut = compiledFor()
      .questions.filter(({ question }) => question.notApplicable !== undefined)
      .map(({ id }) => [id, { notApplicable: 'Not at this site.' }]);
    const made = await make({ answers: { ...LOWEST, ...Object.fromEntries(ruledOut) } as RawDocument['answers'] });
    expectSound(made);
    expect(made.pdf.tree.text).toContain('Does not apply: Not at this site.');
  });

  it('should say names in Greek and Cyrillic, and put a mark where the typeface has no letter', async () => {
    const site = { name: 'Νοσοκομείο Αθηνών / Больница Святого Луки', organisation: '圣玛丽 מרפאה Trust', code: 'ZZ1' };
    const note = 'Ελληνικά και Русский; 日本語, العربية, हिन्दी and 😀.';
    const made = await make({ site, answers: { 'IT-01': { value: 1, note } } });
    expectSound(made);
    const [first] = made.pdf.pages;
    expect(first?.seen).toContain('Νοσοκομείο Αθηνών');
    expect(first?.seen).toContain('Больница Святого Луки');
    expect(first?.seen).toContain('Trust');
    const seen = made.pdf.pages.map((page) => page.seen).join('\n');
    expect(seen).toContain('Ελληνικά και Русский');
    expect(seen).toContain('□');
    expect(seen).toContain('stands for a character that the typeface of this document does not have');
    // whoever listens or copies gets the real letters
    const real = findTags(made.pdf.tree, 'Span').map(({ actualText }) => actualText ?? '');
    expect(real.some((text) => text.includes('日本語, العربية'))).toBe(true);
  });

  it('should hold long names and notes, and take nothing that people type for markup, a link or an action', async () => {
    const long = (text: string, length: number): string =>
      text.repeat(Math.ceil(length / text.length)).slice(0, length);
    const hostile =
      '<script>alert(1)</script> {count, plural, one {#} other {#}} https://example.invalid/a?b=c javascript:alert(1) ' +
      '/JS (app.alert) >> endobj =HYPERLINK("x") **bold** [link](http://x)';
    const site = {
      name: long('Saint Somewhere ', 200).trim(),
      organisation: long('Unbrokenword', 200),
      code: 'ZZ99999999',
    };
    const evidence = [
      { title: hostile, date: '2026-11-01', owner: long('Owner ', 300).trim(), url: 'https://example.invalid/x' },
    ];
    const made = await make({
      site,
      answers: {
        'IT-01': { value: 1, note: `${hostile} ${long('word ', 15_000).trim()}`, evidence },
        'GV-01': { value: 0, note: long('x', 3000) },
      },
    });
    expectSound(made);
    expect(made.pdf.tree.text).toContain('<script>alert(1)</script> {count, plural, one {#} other {#}}');
    expect(made.pdf.tree.text).toContain('=HYPERLINK("x") **bold** [link](http://x)');
  });
});
