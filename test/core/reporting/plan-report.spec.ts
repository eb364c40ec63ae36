import { describe, expect, it } from '@jest/globals';
import { assess, comparedWith, reportOf, type ReportOrder } from '../../../src/core/assess.js';
import type { Assessment, SupportPlan } from '../../../src/core/contracts/plan.js';
import type {
  ReportBars,
  ReportBlock,
  ReportModel,
  ReportTable,
  ReportTimeline,
} from '../../../src/core/contracts/report.js';
import type { Scorecard } from '../../../src/core/contracts/scorecard.js';
import { blockersOf } from '../../../src/core/reporting/blockers.js';
import { ticksOf } from '../../../src/core/reporting/time-axis.js';
import type { CheckedAssessment } from '../../../src/core/scoring/check-assessment.js';
import { compareAssessments } from '../../../src/core/scoring/compare.js';
import { requireWording } from '../../../src/wording/load-wording.js';
import { bestAnswers, checked, type RawDocument } from '../../support/catalogue.js';
import { blockTexts } from '../../support/report-texts.js';

type Site = CheckedAssessment & Assessment;

const BEST = bestAnswers();
const GAP = { value: 0 };
const wording = requireWording();

function site(answers: RawDocument['answers'], context: object = {}): Site {
  const made = checked({ answers, context } as RawDocument);
  return { ...made, ...assess(made.compiled, made.input, { draws: 50 }) };
}

function best(changes: Record<string, unknown> = {}, context: object = {}): Site {
  return site({ ...BEST, ...changes } as RawDocument['answers'], context);
}

function modelOf(made: Site, order: Partial<ReportOrder> = {}): ReportModel {
  const { scorecard, plan } = made;
  return reportOf(made, { wording, identity: { fingerprint: 'f', planId: 'SP-1' }, scorecard, plan, ...order });
}

const blocksOf = (model: ReportModel, id: string): readonly ReportBlock[] =>
  model.sections.find((section) => section.id === id)?.blocks ?? [];
const textsOf = (model: ReportModel, id: string): string[] => blocksOf(model, id).flatMap(blockTexts);
const tablesIn = (blocks: readonly ReportBlock[]): ReportTable[] =>
  blocks.filter((block): block is ReportTable => block.type === 'table');

describe('the first page', () => {
  it('should put what holds back data first, with owner and dates, and count the rest', () => {
    const made = best({ 'GV-01': GAP, 'GV-02': GAP, 'GV-03': GAP, 'PT-01': GAP, 'GV-04': GAP });
    const [heading] = modelOf(made).firstPage;
    expect(heading).toEqual({
      type: 'subheading',
      text: 'What to do first: what holds back the clearance for data longest',
    });
    const [what] = tablesIn(modelOf(made).firstPage);
    expect(what?.rows).toHaveLength(3);
    for (const [action, owner, start, finish] of what?.rows ?? []) {
      const planned = made.plan.actions.find(({ id, title }) => action === `${id} ${title}`);
      expect(planned?.ownerName.toLowerCase()).toBe(owner?.toLowerCase());
      expect([start, finish]).toEqual([
        expect.stringMatching(/^\d+ [A-Z][a-z]{2} \d{4}$/),
        expect.stringMatching(/20/),
      ]);
    }
    const texts = modelOf(made).firstPage.flatMap(blockTexts).join('\n');
    expect(texts).toContain('One more condition has to be met');
    expect(texts).toMatch(/ Start now: [A-Z]{2}-\d\d\S* \([^)]+\)/);
    const days = what?.rows.map(
      ([name = '']) => made.plan.actions.find(({ id }) => id === name.split(' ')[0])?.finishWeek,
    );
    expect(days).toEqual([...(days ?? [])].sort((a, b) => Number(b) - Number(a)));
    const all = blockersOf(made.scorecard, made.plan);
    expect(all).toEqual({ kind: 'data', actions: expect.any(Array) });
    expect(all.actions.map(({ questionId }) => questionId).sort()).toEqual(['GV-01', 'GV-02', 'GV-03', 'PT-01']);
  });

  it('should go on to what holds back go-live: gates and essentials', () => {
    const { scorecard, plan } = best({ 'GV-04': GAP, 'CO-06': { notKnown: true } });
    const { kind, actions } = blockersOf(scorecard, plan);
    expect(kind).toBe('live');
    // of a question with several actions the last: knowing is not yet having
    expect(actions.map(({ id }) => id).sort()).toEqual(['CO-06', 'GV-04']);
    const [first, second] = actions;
    expect([first?.critical, second?.critical]).toEqual([true, false]);
  });

  it('should name what raises the scores where only they are in the way', () => {
    const { scorecard, plan } = best();
    const raising = site({});
    expect(blockersOf(scorecard, plan)).toEqual({ kind: 'live', actions: [] });
    const threshold = {
      ...raising.plan,
      actions: raising.plan.actions.map((action) => ({ ...action, critical: true, finishWeek: 3, criticality: 1 })),
    };
    const clear: Scorecard = { ...raising.scorecard, gates: [], findings: [] };
    const ids = blockersOf(clear, threshold).actions.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids.map((id) => id.slice(0, 5)))).toEqual(
      new Set(threshold.actions.map(({ questionId }) => questionId)),
    );
  });

  it('should have no blockers when nothing is in the way, and say so of the dates once all is reached', () => {
    const ready = modelOf(best({}, { goLiveDate: '2027-01-11' }));
    const headings = (model: ReportModel): string[] =>
      model.firstPage.flatMap((block) => (block.type === 'subheading' ? [block.text] : []));
    expect(headings(ready)).toEqual(['What lapses next', 'When each stage is reached']);
    expect(ready.firstPage.at(-1)).toEqual({
      type: 'paragraph',
      text: expect.stringContaining('The site has set 11 January 2027 as its go-live date; this is not a forecast.'),
    });
    expect(modelOf(best()).firstPage.at(-1)).toEqual({
      type: 'paragraph',
      text: expect.stringContaining('The site has not set a go-live date.'),
    });
    const live = modelOf(best({}, { goLiveDate: '2026-11-01' }));
    expect(live.firstPage.at(-1)).toMatchObject({ rows: [], empty: 'Every stage has been reached.' });
    expect(blocksOf(live, 'timeline')).toEqual([]);
    expect(blocksOf(live, 'dates')).toEqual([]);
  });

  it('should count open gates apart for data and for go-live', () => {
    const gates = (made: Site): string | undefined =>
      modelOf(made).summary.find(({ label }) => label === 'Gates')?.text;
    expect(gates(best({ 'GV-01': GAP }))).toMatch(
      /^Before data leaves the trust: 7 of 8 open\. Before go-live: (\d+) of \1 open\.$/,
    );
  });

  it('should name the open gates that lapse first where nothing else is to do', () => {
    const made = best();
    const gates = made.scorecard.gates.map((gate, index) => ({
      ...gate,
      ...(index < 5 && { until: `2027-0${String(9 - index)}-01` }),
    }));
    const [table] = tablesIn(modelOf(made, { scorecard: { ...made.scorecard, gates } }).firstPage);
    expect(table?.rows.map(([, state, until]) => [state, until])).toEqual([
      ['Passed', '1 May 2027'],
      ['Passed', '1 June 2027'],
      ['Passed', '1 July 2027'],
    ]);
    const none = made.scorecard.gates.map(({ until: _until, ...gate }) => gate);
    const model = modelOf(made, { scorecard: { ...made.scorecard, gates: none } });
    expect(model.firstPage.map(({ type }) => type)).toEqual(['subheading', 'paragraph']);
    expect(textsOf(model, 'gates').join('\n')).toContain('evidence is in date, without an end');
  });

  it('should hold the date that the site wants against the plan', () => {
    const wanted = (targetDate: string, answers: RawDocument['answers']): string | undefined =>
      modelOf(site(answers, { targetDate })).summary.find(({ label }) => label === 'Wanted by')?.text;
    const gap = { ...BEST, 'GV-04': GAP } as RawDocument['answers'];
    expect(wanted('2028-03-01', gap)).toBe('1 March 2028; the plan is there in time if nothing slips');
    expect(wanted('2026-12-01', gap)).toMatch(
      /^1 December 2026; the plan is there \d+ weeks later even if nothing slips$/,
    );
    expect(wanted('2026-12-01', BEST)).toBeUndefined();
    const made = site(gap, { targetDate: '2026-12-01' });
    const none = { ifNothingSlips: null, p50: null, p90: null };
    const plan = { ...made.plan, dates: made.plan.dates.map((date) => ({ ...date, ...none, weeks: none })) };
    const never = modelOf(made, { plan }).summary.find(({ label }) => label === 'Wanted by')?.text;
    expect(never).toBe('1 December 2026; by this plan: not by this plan alone');
  });

  it('should promise no date that is too far off to be given', () => {
    const texts = modelOf(site({})).firstPage.flatMap(blockTexts).join('\n');
    expect(texts).toContain('promise none that is too far off to be given');
    expect(
      modelOf(best({ 'GV-04': GAP }))
        .firstPage.flatMap(blockTexts)
        .join('\n'),
    ).toContain('promise the last');
  });

  it('should put it first that a tool is in use without clearance, and since when', () => {
    const made = best({ 'GV-01': GAP }, { goLiveDate: '2026-11-01' });
    expect(modelOf(made).summary[0]?.text).toBe('In use since 1 November 2026 without clearance; 1 of 4, Preparing');
  });

  it('should name the product version, and say what being small means only of a small team', () => {
    const made = best({}, { productVersion: '2.1' });
    expect(modelOf(made).subtitle).toMatch(/ · product version 2\.1$/);
    const capacity = (value: number): string | undefined =>
      modelOf(made, { scorecard: { ...made.scorecard, capacity: value, capacityKnown: true } }).summary.find(
        ({ label }) => label === 'Capacity of the team',
      )?.text;
    expect(capacity(0.3)).toBe('30 of 100; a small team gets more support, not a lower place');
    expect(capacity(0.8)).toBe('80 of 100');
  });

  it('should say when a newer assessment has taken its place', () => {
    expect(modelOf(best()).notice).toBeNull();
    const identity = { fingerprint: 'f', planId: 'SP-1', supersededOn: '2026-12-01' };
    expect(modelOf(best(), { identity }).notice).toMatch(/^This plan has been superseded\. .* on 1 December 2026: /);
  });

  it('should name no plan in the footer of a document that has none', () => {
    const { footer } = modelOf(best(), { identity: { fingerprint: 'f' } });
    expect(footer.left).toBe('No organisation code · ai-site-readiness 1.0.0 (draft)');
  });
});

describe('charts', () => {
  it('should show every domain with its score, its bound and the mark for go-live', () => {
    const made = best({ 'IT-02': { notKnown: true }, 'TM-01': GAP });
    const [chart] = blocksOf(modelOf(made), 'domains') as [ReportBars];
    expect(chart.type).toBe('bars');
    expect(chart.mark?.at).toBe(0.5);
    made.scorecard.domains.forEach(({ name, score, upper }, index) => {
      const bar = chart.bars[index];
      expect([bar?.value, bar?.upper]).toEqual([(score as number) / 100, (upper as number) / 100]);
      expect(chart.alternative).toContain(`${name} ${String(Math.round(score as number))}`);
    });
    expect(chart.bars[0]?.text).toMatch(/^\d+ – 100$/);
    expect(chart.alternative).toMatch(/IT interoperability \d+, could be 100;/);
  });

  it('should show every action from start to finish with its slack, critical ones apart, in charts of a page each', () => {
    const made = site({});
    const charts = blocksOf(modelOf(made), 'timeline').filter(
      (block): block is ReportTimeline => block.type === 'timeline',
    );
    const rows = charts.flatMap((chart) => [...chart.rows]);
    expect(charts.length).toBeGreaterThan(1);
    expect(charts[1]?.caption).toMatch(/: \d+ to \d+ of \d+$/);
    const subjects = new Map(made.scorecard.findings.map(({ id, subject }) => [id, subject]));
    expect(rows.map(({ label }) => label)).toEqual(
      made.plan.actions.map(({ id, questionId }) => `${id} ${subjects.get(questionId) ?? ''}`),
    );
    const end = Math.max(...made.plan.actions.map(({ finishWeek }) => finishWeek));
    made.plan.actions.forEach((action, index) => {
      const [work, slack] = rows[index]?.spans ?? [];
      expect(work?.kind).toBe(action.critical ? 'critical' : 'work');
      expect((work?.from ?? -1) * end).toBeCloseTo(action.startWeek, 6);
      expect((work?.to ?? -1) * end).toBeCloseTo(action.finishWeek, 6);
      expect(slack?.kind).toBe(action.floatWeeks > 0 ? 'slack' : undefined);
    });
    for (const { rows: own, lines, ticks } of charts) {
      expect(own.length).toBeLessThanOrEqual(34);
      for (const { at } of [...lines, ...ticks]) expect(at >= 0 && at <= 1).toBe(true);
    }
    expect(charts.map(({ alternative }) => alternative).join('\n')).toMatch(/Critical, in order of start: /);
  });

  it('should say that no action of a chart is critical', () => {
    const made = best({ 'GV-04': GAP });
    const plan: SupportPlan = {
      ...made.plan,
      actions: made.plan.actions.map((action) => ({ ...action, critical: false })),
    };
    const [, chart] = blocksOf(modelOf(made, { plan }), 'timeline') as [ReportBlock, ReportTimeline];
    expect(chart.alternative).toMatch(/No action shown here is critical\. Cleared for go-live on \d+ \w+ 2027\./);
  });

  it('should leave out the line of a stage that the plan does not reach', () => {
    const made = best({ 'GV-04': GAP });
    const none = { ifNothingSlips: null, p50: null, p90: null };
    const plan = { ...made.plan, dates: made.plan.dates.map((date) => ({ ...date, ...none, weeks: none })) };
    const [, chart] = blocksOf(modelOf(made, { plan }), 'timeline') as [ReportBlock, ReportTimeline];
    expect(chart.lines).toEqual([]);
  });

  it('should draw a date as far as the chart goes', () => {
    const made = best({ 'GV-04': GAP });
    const [first] = made.plan.dates;
    const weeks = (ifNothingSlips: number | null, p50: number | null, p90: number | null): SupportPlan => ({
      ...made.plan,
      dates: [{ ...(first as SupportPlan['dates'][number]), weeks: { ifNothingSlips, p50, p90 } }],
    });
    const row = (plan: SupportPlan): unknown => {
      const [chart] = blocksOf(modelOf(made, { plan }), 'dates') as [ReportTimeline];
      return chart.rows[0];
    };
    expect(row(weeks(10, 20, 40))).toMatchObject({
      spans: [{ from: 0.25, to: 1, kind: 'slack' }],
      points: [{ at: 0.25 }, { at: 0.5 }, { at: 1 }],
    });
    expect(row(weeks(10, null, null))).toMatchObject({ points: [{ at: 1, kind: 'plan' }] });
    expect(row(weeks(104, 150, 400))).toMatchObject({
      spans: [{ from: 0.5, to: 1 }],
      points: [{ at: 0.5 }, expect.anything()],
    });
    const two: SupportPlan = { ...made.plan, dates: [...weeks(10, 20, 40).dates, ...weeks(null, null, null).dates] };
    const [chart] = blocksOf(modelOf(made, { plan: two }), 'dates') as [ReportTimeline];
    expect(chart.rows[1]).toMatchObject({ spans: [], points: [] });
  });

  it.each([
    [1, 2],
    [5, 6],
    [6, 4],
    [27, 4],
    [208, 5],
    [1000, 6],
  ])('should put a handful of dates along %i weeks', (weeks, count) => {
    const ticks = ticksOf('2026-11-23', weeks);
    expect(ticks).toHaveLength(count);
    expect(ticks[0]).toEqual({ at: 0, label: '23 Nov 2026' });
  });
});

describe('what changed since the last plan', () => {
  const changes = (before: Site, after: Site): ReportModel =>
    modelOf(after, { previous: comparedWith(before, after, { draws: 50 }) });

  it('should be left out where nobody knows, and say that a first plan is one', () => {
    expect(blocksOf(modelOf(best()), 'changes')).toEqual([]);
    expect(textsOf(modelOf(best(), { previous: null }), 'changes')).toEqual([
      'This is the first plan for this assessment, so there is nothing to compare it with.',
    ]);
  });

  it('should show gates, what moved the index, dates then and now, and actions that came and went', () => {
    const before = best({ 'GV-01': GAP, 'IT-02': { notKnown: true }, 'TR-01': GAP });
    const after = best({ 'GV-04': GAP, 'TR-01': GAP });
    const [gates, moved, dates] = tablesIn(blocksOf(changes(before, after), 'changes'));
    expect(gates?.rows.map(([name]) => name?.slice(0, 5))).toEqual(['GV-01', 'GV-04']);
    expect(moved?.rows.map(([name]) => name?.slice(0, 5)).sort()).toEqual(['GV-01', 'GV-04', 'IT-02']);
    for (const [, , points] of moved?.rows ?? []) expect(points).toMatch(/^[+−]\d+\.\d$/);
    expect(dates?.rows.map(([stage]) => stage)).toEqual(['Cleared for data', 'Cleared for go-live', 'Live']);
    expect(dates?.rows[0]?.slice(2)).toEqual(['reached', expect.stringMatching(/20/), 'reached']);
    const texts = textsOf(changes(before, after), 'changes').join('\n');
    expect(texts).toMatch(/Actions that are not needed any more: .*GV-01/);
    expect(texts).toMatch(/New actions: .*GV-04/);
    expect(texts).not.toContain('smaller change');
  });

  it('should name only new actions where none went, and only those that went where none is new', () => {
    const [few, more] = [best({ 'GV-01': GAP }), best({ 'GV-01': GAP, 'PT-01': GAP })];
    const added = textsOf(changes(few, more), 'changes').join('\n');
    expect(added).toContain('New actions: ');
    expect(added).not.toContain('not needed any more');
    const gone = textsOf(changes(more, few), 'changes').join('\n');
    expect(gone).toContain('not needed any more: ');
    expect(gone).not.toContain('New actions');
  });

  it('should say that a stage was behind once that is lost', () => {
    const [, , dates] = tablesIn(blocksOf(changes(best({ 'GV-04': GAP }), best({ 'GV-01': GAP })), 'changes'));
    expect(dates?.rows[0]?.[1]).toBe('was behind');
  });

  it('should say that nothing changed', () => {
    const same = best({ 'GV-01': GAP });
    const texts = textsOf(changes(same, same), 'changes').join('\n');
    expect(texts).toContain('No gate changed.');
    expect(texts).toContain('Nothing moved the index.');
    expect(texts).toContain('The same actions are needed as before.');
    const live = best({}, { goLiveDate: '2026-11-01' });
    expect(textsOf(changes(live, live), 'changes')).toContain('Neither plan has a stage ahead.');
  });

  it('should show the largest movements and count the others, and those that are about a domain', () => {
    const questions = ['IT-01', 'IT-02', 'IT-03', 'TM-01', 'TM-02', 'TM-03', 'GV-11', 'TR-02', 'CO-06', 'PT-02'];
    const before = best(Object.fromEntries(questions.map((id) => [id, GAP])));
    const after = best();
    const texts = textsOf(changes(before, after), 'changes').join('\n');
    expect(texts).toContain('2 smaller changes are left out here.');
    const comparison = compareAssessments(before, after);
    const lines = [
      { ...(comparison.index.lines[0] as (typeof comparison.index.lines)[number]), question: null, points: 0.01 },
    ];
    const previous = { comparison: { ...comparison, index: { ...comparison.index, lines } }, plan: before.plan };
    const [, moved] = tablesIn(blocksOf(modelOf(after, { previous }), 'changes'));
    expect(moved?.rows).toEqual([[lines[0]?.subject, lines[0]?.sentence, '0.0']]);
  });
});

describe('the pages between', () => {
  it("should put the site's own note beside the action that it is about", () => {
    const made = best({ 'GV-04': { value: 0, note: 'Booked for 2 December.' } });
    expect(textsOf(modelOf(made), 'details')).toContain('The site notes: Booked for 2 December.');
  });

  it('should count the questions of a query that is about many', () => {
    const made = best();
    const checks = [{ id: 'G01', severity: 'query' as const, text: 'Alike.', questions: Object.keys(BEST) }];
    const [table] = tablesIn(blocksOf(modelOf(made, { scorecard: { ...made.scorecard, checks } }), 'queries'));
    expect(table?.rows).toEqual([['G01', 'Alike.', `${String(Object.keys(BEST).length)} questions`]]);
  });
});

describe('the closing pages', () => {
  it('should explain words and leave room to sign', () => {
    const model = modelOf(best());
    expect(model.sections.slice(-2).map(({ id }) => id)).toEqual(['glossary', 'sign-off']);
    const [words] = tablesIn(blocksOf(model, 'glossary'));
    expect(words?.rows.map(([term]) => term)).toEqual(wording.glossary.map(({ term }) => term));
    const [signatures] = tablesIn(blocksOf(model, 'sign-off'));
    expect(signatures?.toFillIn).toBe(true);
    expect(signatures?.rows.every(([role, ...rest]) => role !== '' && rest.every((cell) => cell === ''))).toBe(true);
  });

  it('should say that an action takes no days of work', () => {
    const made = best({ 'GV-04': GAP });
    const plan = {
      ...made.plan,
      actions: made.plan.actions.map((action) => ({ ...action, trustDays: 0, vendorDays: 0 })),
    };
    expect(textsOf(modelOf(made, { plan }), 'details').join('\n')).toContain('Effort: no days of work.');
    expect(tablesIn(blocksOf(modelOf(made, { plan }), 'actions'))[0]?.rows[0]?.[2]).toMatch(/^0\n/);
  });
});

describe('the lists of owners', () => {
  it('should hold every action once, under its owner, with a place for the day on which it was done', () => {
    const made = best({ 'GV-01': GAP, 'GV-02': GAP, 'IT-05': GAP, 'TR-01': GAP, 'TM-01': { notKnown: true } });
    const tables = tablesIn(blocksOf(modelOf(made), 'owners'));
    const listedActions = tables.flatMap(({ rows }) => rows.map(([name]) => name)).sort();
    expect(listedActions).toEqual(made.plan.actions.map(({ id, title }) => `${id} ${title}`).sort());
    for (const { caption, rows, columns } of tables) {
      const owner = caption.split(':')[0]?.toLowerCase();
      const own = made.plan.actions.filter(({ ownerName }) => ownerName.toLowerCase() === owner);
      expect(rows.map(([name]) => name)).toEqual(own.map(({ id, title }) => `${id} ${title}`));
      expect(caption).toMatch(own.length === 1 ? /: 1 action$/ : new RegExp(`: ${String(own.length)} actions$`));
      expect(columns.at(-1)?.heading).toBe('Done on');
      expect(rows.every((row) => row.at(-1) === '')).toBe(true);
    }
    expect(new Set(tables.map(({ caption }) => caption)).size).toBe(tables.length);
  });
});

describe('how far an action can slip', () => {
  it('should call out what many forecasts wait for', () => {
    const made = best({ 'GV-01': GAP, 'GV-02': GAP, 'GV-03': GAP });
    const [first, ...others] = made.plan.actions.map((action) => ({
      ...action,
      critical: false,
      floatWeeks: 2,
      criticality: 0.1,
    }));
    const plan = { ...made.plan, actions: [{ ...first, criticality: 0.45 }, ...others] } as SupportPlan;
    const [table] = tablesIn(blocksOf(modelOf({ ...made, plan }), 'actions'));
    expect(table?.rows.map((row) => row.at(-1))).toEqual([
      '2 weeks; critical in 45% of forecasts',
      ...others.map(() => '2 weeks'),
    ]);
  });
});
