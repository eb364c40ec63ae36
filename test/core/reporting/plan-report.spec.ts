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
  const firstRows = (made: Site): string[] =>
    tablesIn(modelOf(made).firstPage)[0]?.rows.map(([name = '']) => name) ?? [];
  const firstTexts = (made: Site, order: Partial<ReportOrder> = {}): string =>
    modelOf(made, order).firstPage.flatMap(blockTexts).join('\n');

  it('should put first what starts first and can slip least, with owner and dates', () => {
    const made = best({ 'GV-01': GAP, 'GV-02': GAP, 'GV-03': GAP, 'PT-01': GAP, 'GV-04': GAP, 'IT-12': GAP });
    expect(modelOf(made).firstPage[0]).toEqual({ type: 'subheading', text: 'What to do first' });
    const [what] = tablesIn(modelOf(made).firstPage);
    expect(what?.rows).toHaveLength(3);
    const shown = (what?.rows ?? []).map(([name, owner, start, finish]) => {
      const planned = made.plan.actions.find(({ questionId, title }) => name === `${questionId} ${title}`);
      expect(planned?.ownerName.toLowerCase()).toBe(owner?.toLowerCase());
      for (const day of [start, finish]) expect(day).toMatch(/^\d+ [A-Z][a-z]{2} \d{4}$/);
      return planned as SupportPlan['actions'][number];
    });
    const places = shown.map(({ startWeek, floatWeeks }) => startWeek * 1000 + floatWeeks);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(shown[0]).toMatchObject({ startWeek: 0, critical: true });
  });

  it('should put closing a gap before finding out, and what more forecasts wait for before the rest', () => {
    const made = best({ 'GV-01': { notKnown: true }, 'GV-02': GAP, 'GV-03': GAP, 'PT-01': GAP });
    const actions = made.plan.actions.map((action, index) => ({
      ...action,
      startWeek: 0,
      floatWeeks: 1,
      criticality: index === 1 ? 0.5 : 0.25,
    }));
    const plan: SupportPlan = { ...made.plan, actions };
    const rows = firstRows({ ...made, plan });
    const closing = actions.filter(({ type }) => type === 'close-gap');
    const most = closing.filter(({ criticality }) => criticality === 0.5);
    expect(rows).not.toContain('GV-01 Find out: DPIA');
    expect(most.length).toBeLessThanOrEqual(1);
    const others = closing.filter(({ criticality }) => criticality !== 0.5).sort((a, b) => (a.id < b.id ? -1 : 1));
    const names = [...most, ...others].map(({ questionId, title }) => `${questionId} ${title}`);
    expect(rows).toEqual(names.slice(0, 3));
  });

  it('should say what the clearance for data, or for go-live, waits for longest', () => {
    const made = best({ 'GV-01': GAP, 'GV-02': GAP, 'GV-03': GAP, 'PT-01': GAP, 'GV-04': GAP });
    const all = blockersOf(made.scorecard, made.plan);
    expect(all).toEqual({ kind: 'data', actions: expect.any(Array) });
    expect(all.actions.map(({ questionId }) => questionId).sort()).toEqual(['GV-01', 'GV-02', 'GV-03', 'PT-01']);
    const [last] = all.actions;
    expect(Math.max(...all.actions.map(({ finishWeek }) => finishWeek))).toBe(last?.finishWeek);
    expect(firstTexts(made)).toContain(
      `4 conditions are still to be met for the clearance for data. It waits longest for ${last?.id ?? ''} ${last?.title ?? ''}, done by `,
    );
    expect(firstTexts(best({ 'GV-04': GAP }))).toContain(
      'One condition is still to be met for the clearance for go-live. It waits longest for GV-04 ',
    );
  });

  it('should speak of no clearance where the site has it and only keeps it up', () => {
    const lapsed = { value: 3, evidence: [{ title: 'Old', date: '2026-05-01', expires: '2026-11-01', owner: 'Lead' }] };
    const made = best({ 'CO-05': lapsed });
    expect(made.scorecard.stage.number).toBe(3);
    expect(firstTexts(made)).toMatch(/What takes longest is CO-05 Renew: .*, done by \d+ \w+ \d{4} if nothing slips\./);
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

  it('should name the open gates that lapse first where nothing else is to do, and when to start', () => {
    const dated = (expires: string): object => ({
      value: 3,
      evidence: [{ title: 'Signed', date: '2026-06-30', expires, owner: 'Lead' }],
    });
    const made = best({ 'GV-01': dated('2027-05-01'), 'GV-04': dated('2026-11-30'), 'GV-03': dated('2027-06-01') });
    const [table] = tablesIn(modelOf(made).firstPage);
    expect(table?.rows.map((row) => row.slice(0, 3))).toEqual([
      ['GV-04 local clinical safety case', 'Passed', '30 November 2026'],
      ['GV-01 DPIA', 'Passed', '1 May 2027'],
      ["GV-03 Caldicott Guardian's decision", 'Passed', '1 June 2027'],
    ]);
    const [now, later] = table?.rows.map((row) => row[3]) ?? [];
    expect(now).toBe('now');
    // as long as the plan would take to renew it, on the day after it has lapsed
    const { plan } = best({ 'GV-01': { ...dated('2026-11-01'), value: 3 } });
    const renewal = plan.actions.find(({ id }) => id === 'GV-01');
    expect(renewal?.type).toBe('renew');
    const days = (Date.parse('2027-05-01') - Date.parse(`${later ?? ''} UTC`)) / 86_400_000;
    expect(days % 7).toBe(0);
    expect(days / 7).toBeLessThanOrEqual(renewal?.leadWeeks ?? 0);
    expect(days / 7).toBeGreaterThan(0);
    expect(tablesIn(blocksOf(modelOf(made), 'actions'))[0]).toMatchObject({
      caption: '',
      empty: 'No action is open for go-live. What has to be kept up: the reviews on page 1, and monitoring.',
    });
    const none = made.scorecard.gates.map(({ until: _until, ...gate }) => gate);
    const model = modelOf(made, { scorecard: { ...made.scorecard, gates: none } });
    expect(model.firstPage.map(({ type }) => type)).toEqual(['subheading', 'paragraph']);
    expect(textsOf(model, 'gates').join('\n')).toContain('evidence is in date, without an end');
    expect(tablesIn(blocksOf(model, 'actions'))[0]?.empty).not.toContain('page 1');
  });

  it('should say which gates close by themselves before the dates of the plan, and again where the owners look', () => {
    const conditional = {
      value: 1,
      evidence: [{ title: 'Register', date: '2026-06-30', expires: '2026-12-31', source: 'register' }],
    };
    const made = best({ 'GV-04': GAP, 'GV-09': conditional });
    const gates =
      "GV-09 trust's DSPT status (conditional: finish its improvement plan, or have it extended, by 31 Dec 2026)";
    expect(modelOf(made).firstPage).toContainEqual({
      type: 'paragraph',
      text: `An open gate closes by itself before these dates, even if nothing slips: ${gates}. Start its review in time.`,
      emphasis: true,
    });
    expect(textsOf(modelOf(made), 'owners')[0]).toContain(gates);
    const lasting = best({ 'GV-07': GAP, 'GV-09': { value: 2 } });
    expect(firstTexts(lasting)).not.toContain('close by themselves');
  });

  it('should say that a lapsed document still counts in the score', () => {
    const lapsed = { value: 3, evidence: [{ title: 'Old', date: '2026-05-01', expires: '2026-11-01', owner: 'Lead' }] };
    const index = (made: Site): string | undefined =>
      modelOf(made).summary.find(({ label }) => label === 'Readiness index')?.text;
    const text = 'A lapsed document still counts in the score. It closes its gate all the same.';
    expect(textsOf(modelOf(best({ 'GV-01': lapsed })), 'domains')).toContain(text);
    expect(index(best({ 'GV-01': lapsed }))).toMatch(/; a lapsed document still counts in it$/);
    // an ordinary question has no gate to close
    expect(textsOf(modelOf(best({ 'CO-05': lapsed })), 'domains')).not.toContain(text);
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
    ).toContain('promise the last.');
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
    expect(modelOf(best(), { identity }).footer.left).toMatch(/ · superseded$/);
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
      made.plan.actions.map(({ questionId, type, title }) =>
        type === 'close-gap' ? `${questionId} ${subjects.get(questionId) ?? ''}` : `${questionId} ${title}`,
      ),
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
    const blocks = blocksOf(changes(before, after), 'changes');
    const [actions, gates, moved] = blocks.flatMap((block) => (block.type === 'list' ? [block.items] : []));
    const [dates] = tablesIn(blocks);
    expect(actions).toHaveLength(2);
    expect(gates?.map((text) => text.slice(0, 5))).toEqual(['GV-01', 'GV-04']);
    expect(moved?.map((text) => text.slice(0, 5)).sort()).toEqual(['GV-01', 'GV-04', 'IT-02']);
    for (const text of moved ?? []) expect(text).toMatch(/ [+-]\d+\.\d points\.$/);
    expect(dates?.rows.map(([stage]) => stage)).toEqual(['Cleared for data', 'Cleared for go-live', 'Live']);
    expect(dates?.rows[0]?.slice(2)).toEqual(['reached', expect.stringMatching(/20/), 'reached']);
    const texts = textsOf(changes(before, after), 'changes').join('\n');
    expect(texts).toMatch(
      /Actions that are not needed any more: .*IT-02 \(find out\) complete and labelled stress echo views/,
    );
    expect(texts).toMatch(/New actions: .*GV-04 local clinical safety case/);
    expect(texts).toMatch(/ 1 gate opened\. 1 gate was lost\.\n/);
    for (const said of ['The site went ', 'The index went from ']) expect(texts.split(said)).toHaveLength(2);
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

  it('should say that a stage had been reached once that is lost', () => {
    const [dates] = tablesIn(blocksOf(changes(best({ 'GV-04': GAP }), best({ 'GV-01': GAP })), 'changes'));
    expect(dates?.rows[0]?.[1]).toBe('had been reached');
  });

  it('should say that nothing changed', () => {
    const same = best({ 'GV-01': GAP });
    const texts = textsOf(changes(same, same), 'changes').join('\n');
    expect(texts).toMatch(/ The index is \d+\.\d, as before\. No question changed\.\n/);
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
    expect(texts).toContain('What moved the index most (2 smaller changes are left out)');
    const comparison = compareAssessments(before, after);
    const lines = [
      { ...(comparison.index.lines[0] as (typeof comparison.index.lines)[number]), question: null, points: 0.01 },
    ];
    const previous = { comparison: { ...comparison, index: { ...comparison.index, lines } }, plan: before.plan };
    expect(blocksOf(modelOf(after, { previous }), 'changes')).toContainEqual({
      type: 'list',
      items: [lines[0]?.sentence],
    });
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
    expect(textsOf(model, 'sign-off')[0]).toContain('see to it that what is open stays open');
    const [signatures] = tablesIn(blocksOf(model, 'sign-off'));
    expect(signatures?.columns.slice(1).every(({ toFillIn }) => toFillIn === 'to be filled in')).toBe(true);
    expect(signatures?.toFillIn).toBe(true);
    expect(signatures?.rows.every(([role, ...rest]) => role !== '' && rest.every((cell) => cell === ''))).toBe(true);
  });

  it('should have those sign who answer for the plan, and each owner of an action once', () => {
    const made = best({ 'GV-03': GAP, 'GV-04': GAP, 'IT-12': GAP });
    const roles = tablesIn(blocksOf(modelOf(made), 'sign-off'))[0]?.rows.map(([role = '']) => role) ?? [];
    expect(roles.slice(0, 5)).toEqual([
      'Senior responsible owner at the trust',
      'Senior information risk owner (SIRO)',
      'Caldicott Guardian',
      'Clinical safety officer',
      'Clinical lead',
    ]);
    expect(new Set(roles).size).toBe(roles.length);
    for (const { ownerName } of made.plan.actions)
      expect(roles.map((role) => role.toLowerCase())).toContain(ownerName.toLowerCase());
    expect(roles).toContain('IT lead');
    expect(textsOf(modelOf(made), 'sign-off')[0]).toContain('take on the actions that carry their role');
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
  const sections = (model: ReportModel): Map<string, ReportBlock[]> => {
    const lists = new Map<string, ReportBlock[]>();
    let latest: ReportBlock[] = [];
    for (const block of blocksOf(model, 'owners')) {
      if (block.type === 'subheading') lists.set(block.text, (latest = []));
      else latest.push(block);
    }
    return lists;
  };
  const made = best({
    ...{ 'GV-01': GAP, 'GV-02': GAP, 'IT-05': GAP, 'TR-01': GAP, 'PT-01': GAP, 'VS-03': GAP },
    ...{ 'TM-01': { notKnown: true }, 'CO-02': GAP, 'GV-04': GAP, 'IT-12': GAP },
  });

  it('should hold every action once, under its owner, with a place for the day on which it was done', () => {
    const lists = sections(modelOf(made));
    const rows = [...lists.values()].flatMap((blocks) => tablesIn(blocks)).flatMap((table) => [...table.rows]);
    expect(rows).toHaveLength(made.plan.actions.length);
    for (const [heading, blocks] of lists) {
      const own = made.plan.actions.filter(({ ownerName }) => ownerName.toLowerCase() === heading.toLowerCase());
      const [table] = tablesIn(blocks);
      expect(table?.rows.map(([name]) => name) ?? []).toEqual(
        own.map(({ questionId, title, critical }) => `${questionId} ${title}${critical ? ' (critical)' : ''}`),
      );
      if (table === undefined) continue;
      expect(table.columns.at(-1)).toMatchObject({ heading: 'Done on', toFillIn: 'to be filled in' });
      expect(table.rows.every((row) => row.at(-1) === '')).toBe(true);
    }
  });

  it('should be in alphabetical order, the vendor last, and name them all first', () => {
    const model = modelOf(made);
    const names = [...sections(model).keys()];
    const sides = names.map((name) => name.startsWith('The vendor'));
    expect(sides).toEqual([...sides].sort());
    expect(sides.at(-1)).toBe(true);
    const trust = names.filter((name) => !name.startsWith('The vendor')).map((name) => name.toLowerCase());
    expect(trust).toEqual([...trust].sort());
    const opening = textsOf(model, 'owners').find((text) => text.startsWith('Roles with something to do: ')) ?? '';
    for (const name of names) expect(opening.toLowerCase()).toContain(name.toLowerCase());
  });

  it('should tell those who help with what, whether they own an action or not', () => {
    const lists = sections(modelOf(made));
    let [owning, only] = [0, 0];
    const subjects = new Map(made.scorecard.findings.map(({ id, subject }) => [id, subject]));
    for (const [heading, blocks] of lists) {
      const helped = made.plan.actions.filter(({ helpers }) =>
        helpers.some((name) => name.toLowerCase() === heading.toLowerCase()),
      );
      const text = blocks.flatMap((block) => (block.type === 'paragraph' ? [block.text] : []));
      expect(text).toHaveLength(helped.length === 0 ? 0 : 1);
      for (const { id, questionId } of helped) expect(text[0]).toContain(`${id} ${subjects.get(questionId) ?? ''}`);
      if (helped.length === 0) continue;
      const owns = tablesIn(blocks).length > 0;
      expect(text[0]).toMatch(owns ? /^Also helps with: / : /^Helps with: /);
      if (owns) owning += 1;
      else only += 1;
    }
    expect(owning > 0 && only > 0).toBe(true);
  });
});

describe('each action', () => {
  const items = (made: Site, id: string): readonly string[] => {
    const blocks = blocksOf(modelOf(made), 'details');
    const { questionId, title } = made.plan.actions.find(
      (action) => action.id === id,
    ) as SupportPlan['actions'][number];
    const from = blocks.findIndex((block) => block.type === 'subheading' && block.text === `${questionId} ${title}`);
    return (blocks[from + 3] as Extract<ReportBlock, { type: 'list' }>).items;
  };

  it('should say whom to ask only where that is somebody else than the owner', () => {
    const made = best({ 'VS-03': GAP, 'GV-01': GAP });
    const [vendor] = made.plan.actions.filter(({ id }) => id === 'VS-03');
    expect(vendor?.ownerName).toBe(vendor?.askVendor);
    expect(items(made, 'VS-03')[0]).not.toContain('Whom to ask');
    expect(items(made, 'GV-01')[0]).toContain(' Whom to ask: ');
  });

  it('should say nothing of needs that are not there, nor of a path that it is on in no forecast', () => {
    const made = best({ 'GV-01': GAP, 'GV-02': GAP, 'GV-03': GAP });
    const actions = made.plan.actions.map((action) => ({ ...action, needs: [], criticality: 0.004 }));
    const texts = textsOf(modelOf({ ...made, plan: { ...made.plan, actions } }), 'details').join('\n');
    expect(texts).not.toMatch(/Needs|critical path/);
    const some = textsOf(modelOf(made), 'details').join('\n');
    expect(some).toContain('Needs first: GV-01');
    expect(some).toMatch(/On the critical path in \d+% of forecasts\./);
  });

  it('should name what is to be found out as it is read aloud, and never by its technical id', () => {
    const made = best({ 'IT-03': { notKnown: true }, 'GV-02': { value: 3, evidence: [] }, 'GV-03': GAP });
    const model = modelOf(made);
    const texts = model.sections.flatMap(({ blocks }) => blocks.flatMap(blockTexts)).join('\n');
    expect(made.plan.actions.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['IT-03:find-out', 'GV-02:find-evidence']),
    );
    expect(texts).not.toMatch(/:find-/);
    expect(texts).toContain('IT-03 Find out: image quality');
    expect(texts).toContain('Needs first: IT-03 (find out)');
    expect(texts).toContain('GV-02 Find dated evidence: data-processing agreement');
    expect(texts).toContain('(evidence)');
    expect(textsOf(modelOf(best({ 'GV-03': GAP })), 'actions').join('\n')).not.toContain('(find out)');
  });

  it('should tie patient data to data gates: until they pass, or only while they stay open', () => {
    const texts = (made: Site): string => textsOf(modelOf(made), 'details').join('\n');
    expect(texts(best({ 'CO-05': GAP }))).toContain('Uses patient data: only while every data gate stays open.');
    const closed = texts(best({ 'CO-05': GAP, 'GV-01': GAP }));
    expect(closed).toContain('Uses patient data: every data gate must pass first.');
    expect(closed).not.toContain('stays open');
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
      '2 weeks\noften critical: 45%',
      ...others.map(() => '2 weeks'),
    ]);
    expect(textsOf(modelOf({ ...made, plan }), 'timeline').at(-1)).toContain(
      `In the forecasts also often critical: ${first?.id ?? ''}.`,
    );
  });
});
