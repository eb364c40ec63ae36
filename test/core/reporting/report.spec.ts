import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assess, reportOf, type ReportOrder } from '../../../src/core/assess.js';
import type { AssessmentInput } from '../../../src/core/contracts/answers.js';
import type { Assessment } from '../../../src/core/contracts/plan.js';
import type { ReportBlock, ReportModel, ReportTable, ReportTimeline } from '../../../src/core/contracts/report.js';
import type { CompiledInstrument } from '../../../src/core/instrument/compile.js';
import { buildReport } from '../../../src/core/reporting/report.js';
import { renderPdf } from '../../../src/rendering/pdf/render-pdf.js';
import { renderText } from '../../../src/rendering/text/render-text.js';
import { bestAnswers, checked, compiledFor, TOOLS, USES, type RawDocument } from '../../support/catalogue.js';
import { caseOf } from '../../support/arbitraries.js';
import { anySite, planRuns } from '../../support/plans.js';
import { reportTexts } from '../../support/report-texts.js';
import { requireWording } from '../../../src/wording/load-wording.js';

/** What a document is made of beside the site. */
const NAMED = {
  wording: requireWording(),
  identity: { fingerprint: '0123456789abcdef0123456789abcdef', planId: 'SP-1' },
};

interface Made extends Assessment {
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
  readonly model: ReportModel;
}

function make(compiled: CompiledInstrument, input: AssessmentInput, withPlan = true, draws = 100): Made {
  const { scorecard, plan } = assess(compiled, input, { draws });
  const model = reportOf({ compiled, input }, { scorecard, ...(withPlan && { plan }), ...NAMED });
  return { scorecard, plan, compiled, input, model };
}

/** A document with its scorecard, plan or history changed by hand. */
function modelOf({
  compiled,
  ...made
}: Pick<Made, 'compiled' | 'input' | 'scorecard'> & Partial<ReportOrder>): ReportModel {
  return reportOf({ compiled, input: made.input }, { ...NAMED, ...made });
}

function report(document: RawDocument & { site?: object }, withPlan = true): Made {
  const { compiled, input } = checked(document);
  return make(compiled, input, withPlan);
}

const blocks = ({ sections }: ReportModel, id?: string): ReportBlock[] =>
  sections.filter((section) => id === undefined || section.id === id).flatMap((section) => [...section.blocks]);
const tables = (model: ReportModel, id?: string): ReportTable[] =>
  blocks(model, id).filter((block): block is ReportTable => block.type === 'table');

/** What holds for every report, whatever the site. */
function expectSound({ model, plan, scorecard, compiled, input }: Made): void {
  for (const { columns, rows, caption } of tables(model)) {
    expect(columns.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1, 9);
    for (const row of rows) expect([caption, row.length]).toEqual([caption, columns.length]);
  }
  expect(new Set(model.sections.map(({ id }) => id)).size).toBe(model.sections.length);
  const rows = tables(model, 'answers').flatMap((table) => [...table.rows]);
  expect(rows.map(([name = '']) => name.slice(0, 5)).sort()).toEqual(compiled.questions.map(({ id }) => id).sort());
  for (const [name = '', answer] of rows) {
    const finding = scorecard.findings.find(({ id }) => id === name.slice(0, 5));
    const blank = finding?.outcome === 'not-applicable' ? 'Not asked for this tool and use.' : 'Not answered.';
    if (input.answers.has(name.slice(0, 5))) expect(answer).not.toBe(blank);
    else expect(answer).toBe(blank);
  }
  const gates = tables(model, 'gates').flatMap((table) => table.rows.map(([name = '']) => name.slice(0, 5)));
  expect(gates.sort()).toEqual(scorecard.gates.map(({ id }) => id).sort());
  const evidence = tables(model, 'evidence')[0]?.rows.map(([says]) => says);
  expect(evidence).toEqual(compiled.tool.evidence.map(({ says }) => says));
  const planned = plan.actions.map(({ questionId, title }) => `${questionId} ${title}`);
  const hasPlan = model.sections.some(({ id }) => id === 'actions');
  const listed = hasPlan ? planned : [];
  expect(tables(model, 'actions').flatMap((table) => table.rows.map(([name]) => name))).toEqual(listed);
  const details = blocks(model, 'details').flatMap((block) => (block.type === 'subheading' ? [block.text] : []));
  expect(details).toEqual(listed);
  expectRounded(model);
  for (const text of reportTexts(model)) {
    expect(text).not.toMatch(/\b(?:undefined|NaN|Infinity|null)\b|\[object| {2}|\.\.(?!\.)| ,|^\s|\s$/);
    // dates in long form: a date as 2026-11-23 is for files
    expect(text.replace(/https?:\S+/g, '')).not.toMatch(/\b\d{4}-\d\d-\d\d\b/);
    expect(text).not.toMatch(PRAISE);
  }
}

/** Only an answer is shown with as many digits as it was given. */
function expectRounded(model: ReportModel): void {
  const others = { ...model, sections: model.sections.filter(({ id }) => id !== 'answers') };
  for (const text of reportTexts(others)) expect(text).not.toMatch(/\d\.\d{3}/);
}

/** Sentences that would say that the tool works; "whether it works" is what nobody says. */
const PRAISE =
  /(?<!whether )\b(?:the tool|it|AI|EchoGo Pro|Chest X-ray triage|Ambient scribe) (?:works(?! with)|is (?:accurate|effective|safe|proven)|improves|saves (?:time|lives))\b/i;

const BEST = bestAnswers();
const SITE = { name: 'Made-up Unit', organisation: 'Made-up Trust', code: 'ZZ1' };

describe('the report at every stage', () => {
  const answers = (
    change: Record<string, Record<string, unknown> | undefined>,
  ): Record<string, Record<string, unknown>> =>
    Object.fromEntries(
      Object.entries({ ...BEST, ...change }).filter(
        (entry): entry is [string, Record<string, unknown>] => entry[1] !== undefined,
      ),
    );
  const GAP = { value: 0 };
  it.each<[number, string, RawDocument]>([
    [0, 'nothing known', {}],
    [1, 'a data gate closed', { answers: answers({ 'GV-01': GAP }) }],
    [2, 'a go-live gate closed', { answers: answers({ 'GV-04': GAP }) }],
    [3, 'everything met', { answers: BEST }],
    [4, 'in use', { answers: BEST, context: { goLiveDate: '2026-11-01' } }],
  ])('should be sound at stage %i: %s', (stage, _, document) => {
    for (const site of [undefined, SITE, { name: 'Only a name' }]) {
      for (const withPlan of [true, false]) {
        const made = report({ ...document, ...(site && { site }) }, withPlan);
        expect(made.scorecard.stage.number).toBe(stage);
        expectSound(made);
        expect(made.model.summary[0]).toEqual({ label: 'Stage', text: `${stage} of 4, ${made.scorecard.stage.name}` });
      }
    }
  });

  it('should warn when the tool is in use without clearance', () => {
    const made = report({ answers: answers({ 'GV-01': GAP }), context: { goLiveDate: '2026-11-01' } });
    expectSound(made);
    expect(made.model.warning).toBe(true);
    expect(made.model.headline).toMatch(/^In use without clearance: GV-01/);
  });

  it('should have no actions and no details when everything is met', () => {
    const { model } = report({ answers: BEST });
    expect(model.sections.map(({ id }) => id)).not.toContain('details');
    expect(blocks(model, 'actions')).toEqual([expect.objectContaining({ type: 'table', rows: [] })]);
    expect(tables(model, 'actions')[0]?.empty).toMatch(/^No action is open for go-live\. /);
    expect(blocks(model, 'domains').at(-1)).toEqual({
      type: 'list',
      items: ['There is no gap: every applicable question has its full value.'],
    });
    expect(model.summary.find(({ label }) => label === 'Readiness index')?.text).toMatch(/^100 of 100: /);
    expect(model.summary.some(({ label }) => label.startsWith('Cleared for go-live'))).toBe(false);
  });

  it('should say that a team is not known, and that nothing is', () => {
    const { model } = report({});
    expect(model.title).toBe('Support plan: EchoGo Pro at a site without a name');
    expect(model.summary).toContainEqual({ label: 'Capacity of the team', text: 'Team not known: ask' });
    expect(model.summary).toContainEqual({
      label: 'How much is known',
      text: '0 of 58 questions (0% by weight); confidence low',
    });
    expect(model.footer.left).toBe('No organisation code · plan SP-1 · ai-site-readiness 1.0.0 (draft)');
  });

  it('should name its site, trust, code, date and use', () => {
    const { model } = report({ site: SITE, context: { use: 'research' } }, false);
    expect(model.title).toBe('Scorecard: EchoGo Pro at Made-up Unit');
    expect(model.subtitle).toBe('Made-up Trust · As of 23 November 2026 · research use');
    expect(model.footer).toEqual({ left: expect.stringMatching(/^ZZ1 · /), fingerprint: '0123456789ab' });
  });

  it('should leave out "draft" once the instrument is published', () => {
    const { compiled, input } = checked({});
    const published = { ...compiled, instrument: { ...compiled.instrument, status: 'published' as const } };
    expect(make(published, input).model.footer.left).toBe('No organisation code · plan SP-1 · ai-site-readiness 1.0.0');
  });
});

describe('the report of every tool and use', () => {
  it.each(TOOLS.flatMap((tool) => USES.map((use) => [tool, use] as const)))('should be sound: %s, %s', (tool, use) => {
    const made = report({ tool, context: { use }, site: SITE });
    expectSound(made);
    expect(reportTexts(made.model).join('\n')).toContain(
      `It says nothing about whether ${made.compiled.tool.name} works.`,
    );
  });
});

describe('parts of a report', () => {
  const withAnswer = (id: string, answer: Record<string, unknown>): string | undefined => {
    const { model } = report({ answers: { [id]: answer } });
    return tables(model, 'answers')
      .flatMap((table) => [...table.rows])
      .find(([name]) => name?.startsWith(id))?.[1];
  };

  it('should give every kind of answer in words', () => {
    expect(withAnswer('IT-01', { notKnown: true, note: 'Asked.' })).toBe('Not known.\nNote: Asked.');
    const other = compiledFor().questions.find(({ question }) => question.notApplicable?.when !== undefined);
    expect(withAnswer(other?.id as string, { notApplicable: 'None here' })).toBe('Does not apply: None here');
    expect(withAnswer('IT-01', { value: 0 })).toBe(compiledFor().byId.get('IT-01')?.question.levels?.[0]?.text);
    expect(withAnswer('IT-02', { value: 85 })).toBe('85% of a 20-study sample');
    expect(withAnswer('TM-01', { value: 2.5 })).toBe('2.5 person-days a week');
  });

  it('should give evidence with everything that was said of it', () => {
    const evidence = (item: object): string | undefined =>
      withAnswer('IT-01', { value: 3, evidence: [{ title: 'Sheet', ...item }] })
        ?.split('\n')
        .at(-1);
    expect(evidence({})).toBe('Evidence: Sheet (no date)');
    expect(evidence({ checkedOn: '2026-11-02' })).toBe('Evidence: Sheet (no date, checked on 2 November 2026)');
    expect(evidence({ checkedBy: 'B. Person' })).toBe('Evidence: Sheet (no date, checked by B. Person)');
    const all = {
      date: '2026-10-01',
      effectiveFrom: '2026-10-02',
      expires: '2027-10-01',
      owner: 'A. Person',
      productVersion: '2.1',
      source: 'register',
      checkedBy: 'B. Person',
      checkedOn: '2026-11-02',
      url: 'https://example.org/a',
    };
    expect(evidence(all)).toBe(
      'Evidence: Sheet (dated 1 October 2026, counts from 2 October 2026, expires 1 October 2027, owner A. Person, ' +
        'product version 2.1, from a public register, checked by B. Person on 2 November 2026, https://example.org/a)',
    );
  });

  it('should say when a domain is not assessable, and show a dash', () => {
    const { compiled, input } = checked({});
    const { instrument } = compiled;
    // no real profile rules out so much of a domain: here its questions may not apply
    const questions = compiled.questions.filter(({ question }) => question.domain === 'RD');
    const answers = new Map(
      questions.map(({ id }) => [id, { type: 'not-applicable' as const, reason: 'None here', evidence: [] }]),
    );
    const made = make({ ...compiled, instrument }, { ...input, answers });
    expectSound(made);
    const row = tables(made.model, 'domains')[0]?.rows.find(([name]) => name?.endsWith('(RD)'));
    expect(row?.slice(1, 3)).toEqual(['–', '–']);
    expect(reportTexts(made.model).join('\n')).toContain('Too little of Resources and demand applies to be scored');
  });

  it('should pass over a domain without questions, and say what is not recorded', () => {
    const { compiled, input } = checked({});
    const { scorecard } = make(compiled, input);
    const questions = compiled.questions.map(({ question }) => question).filter(({ domain }) => domain !== 'RD');
    const tool = { ...compiled.tool, evidence: [], notes: [] };
    const { instrument } = compiled;
    const model = buildReport({ scorecard, input, tool, instrument, questions, renewalWeeks: new Map(), ...NAMED });
    expect(tables(model, 'answers')).toHaveLength(7);
    expect(blocks(model, 'evidence')).toHaveLength(2);
    expect(tables(model, 'evidence')[0]?.empty).toBe('No evidence is recorded for this tool.');
  });

  it('should show queries and warnings about answers', () => {
    const { scorecard, input, compiled } = report({ answers: BEST });
    const checks = (['query', 'warning'] as const).map((severity) => ({
      id: 'G01',
      severity,
      questions: ['IT-01'],
      text: 'Odd.',
    }));
    const model = modelOf({ compiled, input, scorecard: { ...scorecard, checks } });
    expect(tables(model, 'queries')[0]?.rows.map(([, text]) => text)).toEqual(['Odd.', 'Warning: Odd.']);
  });

  it('should say it in words when a date is too far away or the plan does not lead there', () => {
    const { scorecard, input, compiled, plan } = report({});
    const goLive = (weeks: number | null, p90: string | null, last: number | null = weeks): readonly string[] => {
      const dates = plan.dates
        .filter(({ stage }) => stage === 3)
        .map((date) => ({
          ...date,
          ifNothingSlips: weeks === 6 ? '2027-01-04' : null,
          p50: '2027-01-04',
          p90,
          weeks: { ifNothingSlips: weeks, p50: weeks, p90: last },
        }));
      const model = modelOf({ compiled, input, scorecard, plan: { ...plan, dates } });
      const [table] = model.firstPage.filter((block) => block.type === 'table' && block.columns.length === 4).slice(-1);
      const [chart] = blocks(model, 'dates').filter(({ type }) => type === 'timeline') as ReportTimeline[];
      if (chart !== undefined)
        expect(chart.alternative).toMatch(/^Each stage with three dates\. Cleared for go-live: /);
      return [...((table as ReportTable).rows[0] as string[]).slice(1), chart?.alternative.slice(50) ?? 'no chart'];
    };
    const [rePlan, never] = ['more than four years: re-plan', 'not by this plan alone'];
    expect(goLive(300, null)).toEqual([rePlan, '4 January 2027', rePlan, 'no chart']);
    expect(goLive(6, '2027-02-01')).toEqual([
      ...['4 January 2027', '4 January 2027', '1 February 2027'],
      'by 4 January 2027 if nothing slips, half of such sites by 4 January 2027, nine in ten by 1 February 2027.',
    ]);
    expect(goLive(6, null, null).slice(2)).toEqual([
      never,
      `by 4 January 2027 if nothing slips, half of such sites by 4 January 2027, nine in ten ${never}.`,
    ]);
    expect(goLive(6, null, 300).slice(3)).toEqual([
      `by 4 January 2027 if nothing slips, half of such sites by 4 January 2027, nine in ten in ${rePlan}.`,
    ]);
    expect(goLive(null, null)).toEqual([never, never, never, 'no chart']);
  });
});

describe('what stands in the way', () => {
  const GAP = { value: 0 };
  const decide = (changes: Record<string, Record<string, unknown>>): string | undefined =>
    report({ answers: { ...BEST, ...changes } }, false).model.summary.find(({ label }) => label.includes('decide'))
      ?.text;

  it('should name the first questions to settle before a decision and count the rest', () => {
    expect(decide({})).toBe('Yes');
    expect(decide({ 'CO-01': GAP })).toBe('No: CO-01 clinical appraisal of the evidence comes first');
    expect(decide({ 'GV-11': GAP, 'CO-01': GAP })).toMatch(/^No: GV-11 .* and CO-01 .* come first$/);
    const five = { 'TM-03': GAP, 'TM-04': GAP, 'GV-11': GAP, 'CO-01': GAP, 'VS-04': GAP };
    expect(decide(five)).toMatch(/^No: TM-03 .*, TM-04 .*, GV-11 .* and 2 more come first$/);
  });

  it('should count what only finds out', () => {
    const introduction = (...unknown: string[]): string => {
      const asked = Object.fromEntries(unknown.map((id) => [id, { notKnown: true }]));
      const { model } = report({ answers: { ...BEST, 'GV-01': GAP, ...asked } });
      return reportTexts(model).find((text) => text.includes('All efforts and times are estimates.')) ?? '';
    };
    expect(introduction()).toMatch(/estimates\.$/);
    expect(introduction('CO-06')).toContain(' 1 action only finds out what is not known. ');
    expect(introduction('CO-06', 'PT-02')).toContain(' 2 actions only find out what is not known. ');
  });
});

describe('any report', () => {
  const anyPrintedSite = anySite().map(({ compiled, input }) => caseOf(compiled, input));

  it('should be sound and be rendered as text', () => {
    fc.assert(
      fc.property(
        anyPrintedSite,
        fc.constantFrom(40, 80, 120),
        fc.boolean(),
        ({ compiled, input }, width, withPlan) => {
          const made = make(compiled, input, withPlan, 5);
          expectSound(made);
          const text = renderText(made.model, width);
          expect(Math.max(...text.split('\n').map((line) => Array.from(line).length))).toBeLessThanOrEqual(width);
        },
      ),
      { ...planRuns(25), endOnFailure: true },
    );
  });

  describe('as a PDF', () => {
    let models: ReportModel[];
    beforeAll(() => {
      models = fc
        .sample(anySite(), { numRuns: 2, seed: 1 })
        .map(({ compiled, input }) => make(compiled, input, true, 5).model);
    });

    it('should be rendered', async () => {
      for (const model of models) {
        const bytes = await renderPdf(model);
        expect(Buffer.from(bytes.slice(0, 5)).toString('latin1')).toBe('%PDF-');
      }
    });
  });
});
