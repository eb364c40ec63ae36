import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sensitivity } from '../../src/core/contracts/sensitivity.js';
import { bestAnswers } from '../support/catalogue.js';
import { ask, startService, type TestService } from '../support/service.js';
import { submitAgain, submitAnswers, type Submitted } from '../support/submitted.js';
import { readAs, signedIn } from '../support/signed-in.js';
import { attributes, expectSoundPage, readPage, type PageReply } from '../web/page-text.js';

/* The pages of a result and of a plan in every state that a site can be in, as whoever may read them gets them. */

const MOST_BYTES = 40 * 1024;
const LONG = `Long ${'and longer '.repeat(120)}`.trim();

let service: TestService;
let nothing: Submitted;
let best: Submitted;
let blocked: Submitted;
let inUse: Submitted;
let scribe: Submitted;

beforeAll(async () => {
  service = await startService();
  const all = bestAnswers();
  nothing = await submitAnswers(service, {}, { code: 'ZZ61' });
  best = await submitAnswers(service, all, { code: 'ZZ62' });
  const notes = Object.fromEntries(Object.entries(all).map(([id, answer]) => [id, { ...answer, note: LONG }]));
  const conditional = {
    value: 1,
    evidence: [{ title: 'Improvement plan', date: '2026-10-01', owner: 'A. Person', expires: '2027-03-31' }],
  };
  blocked = await submitAnswers(
    service,
    { ...notes, 'GV-01': { value: 2 }, 'GV-02': undefined, 'IT-05': { value: 0 }, 'GV-09': conditional },
    { code: 'ZZ63' },
  );
  const lapsed = { value: 3, evidence: [{ title: 'DPIA', date: '2025-01-01', owner: 'A. Person' }] };
  inUse = await submitAnswers(
    service,
    { ...all, 'GV-01': lapsed },
    { code: 'ZZ64', context: { goLiveDate: '2026-01-05' } },
  );
  scribe = await submitAnswers(service, bestAnswers('ambient-scribe'), { code: 'ZZ65', tool: 'ambient-scribe' });
});

afterAll(async () => {
  await service.stop();
});

const scorecard = (of: Submitted): Promise<PageReply> => readPage(service, `/snapshots/${of.snapshotId}/scorecard`);
const wordsOf = ({ html }: PageReply): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

describe('the page of a result', () => {
  it('should be sound, small and of no other host in every state', async () => {
    for (const site of [nothing, best, blocked, inUse, scribe]) {
      for (const name of ['scorecard', 'plan', 'explanation']) {
        const page = await readPage(service, `/snapshots/${site.snapshotId}/${name}`);
        expect(page.status).toBe(200);
        expectSoundPage(page, /<title>(.*) - Site/.exec(page.html)?.[1] ?? 'none');
        if (name !== 'explanation') expect(gzipSync(page.html).length).toBeLessThanOrEqual(MOST_BYTES);
        const ids = attributes(page.html, 'id');
        const inside = attributes(page.html, 'href').filter((href) => href.startsWith('#'));
        expect(inside.filter((href) => !ids.includes(href.slice(1)))).toEqual([]);
      }
    }
  });

  it('should never look ready with a closed data gate, however high the index', async () => {
    const page = await scorecard(blocked);
    const words = wordsOf(page);
    const index = Number(/Index (\d+) of 100/.exec(words)?.[1]);
    expect(index).toBeGreaterThan(80);
    const first =
      'Not ready: 2 data gates must open before any patient data leaves the trust. A high score does not change that: no score opens a gate.';
    expect(words).toContain(first);
    expect(words.indexOf(first)).toBeLessThan(words.indexOf(`Index ${String(index)}`));
    expect(words).toContain('Preparing This site is here');
    // what stands in the way comes before what is open
    const gates = words.slice(words.indexOf('Before any patient data leaves the trust:'));
    expect(gates.indexOf('GV-01')).toBeLessThan(gates.indexOf('GV-03'));
    expect(words).not.toMatch(/the tool (?:works|is safe)|safe to use|Ready to go/i);
  });

  it('should say what clears each gate that is closed or open on conditions, by what document, and whose job it is', async () => {
    const { html } = await scorecard(blocked);
    const row = (id: string): string =>
      new RegExp(`<tr[^>]*>(?:(?!</tr>).)*#${id}"(?:(?!</tr>).)*</tr>`, 's').exec(html)?.[0] ?? '';
    expect(row('GV-01')).toMatch(
      /It passes when: “The DPIA is approved and signed.*Whose job: <strong>information governance lead/s,
    );
    expect(row('GV-01')).toContain(`/snapshots/${blocked.snapshotId}/plan#action-GV-01"`);
    expect(row('GV-02')).toContain(`/snapshots/${blocked.snapshotId}/plan#action-GV-02:find-out"`);
    expect(row('GV-02')).toContain('Closed: not known');
    expect(row('GV-09')).toMatch(/Open, on conditions.*closes by itself on 31 March 2027/s);
    const plan = await readPage(service, `/snapshots/${blocked.snapshotId}/plan`);
    expect(attributes(plan.html, 'id')).toEqual(expect.arrayContaining(['action-GV-01', 'action-GV-02:find-out']));
    const numbers = await readPage(service, `/snapshots/${blocked.snapshotId}/explanation`);
    expect(attributes(numbers.html, 'id')).toEqual(expect.arrayContaining(['GV-01', 'IT-05']));
  });

  it('should warn without mistake of a tool that is in use without clearance', async () => {
    const words = wordsOf(await scorecard(inUse));
    expect(words).toContain('In use without clearance The tool is in use here, and 1 condition of its use is not met.');
    expect(words).not.toContain('Everything that go-live needs');
    expect(wordsOf(await readPage(service, `/snapshots/${inUse.snapshotId}/plan`))).toContain(
      'In use without clearance',
    );
  });

  it('should say of a site with nothing answered that it is too early, and of one with everything that the trust decides', async () => {
    const early = wordsOf(await scorecard(nothing));
    expect(early).toContain('Too little is known to say how ready this site is: 0% of the assessment.');
    expect(early).toContain('There is no earlier submission to compare it with.');
    const ready = wordsOf(await scorecard(best));
    expect(ready).toContain(
      'Everything that go-live needs is met today. Whether to go live stays the trust’s decision.',
    );
    expect(ready).toContain('Every answer is known.');
    expect(ready).toContain('Nothing: every question that applies has its full value.');
  });

  it('should lead down to the single question: its answer, note, points and cost', async () => {
    const words = wordsOf(await scorecard(blocked));
    expect(words).toMatch(/Why this score.*GV-02 data-processing agreement.*Not answered.*points/);
    expect(words).toContain(LONG);
    expect(words).toMatch(/GV-01 \S.*? of \d+\.\d/);
  });

  it('should tell of a newer submission, what changed, and where to compare', async () => {
    const { assessmentId, snapshotId } = nothing;
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
    const next = await submitAgain(service, assessmentId, { 'IT-01': bestAnswers()['IT-01'] });
    const now = await readPage(service, `/snapshots/${next}/scorecard`);
    expect(attributes(now.html, 'href')).toContain(`/assessments/${assessmentId}/compare?from=1&amp;to=2`);
    expect(wordsOf(now)).toMatch(/What changed .*1 question changed, 1 gate opened/);
    const old = await readPage(service, `/snapshots/${snapshotId}/scorecard`);
    expect(wordsOf(old)).toContain('There is a newer submission');
    expect(attributes(old.html, 'href')).toContain(`/snapshots/${next}/scorecard`);
  });

  it('should say when the same answers come to something else today', async () => {
    const before = service.clock.now();
    service.clock.set(new Date('2028-02-01T12:00:00Z'));
    try {
      expect(wordsOf(await scorecard(best))).toMatch(
        /Something has changed since it was submitted By the same answers, today: \S/,
      );
    } finally {
      service.clock.set(before);
    }
  });

  it('should show the weights moved as the API gives them, with no stage above preparing', async () => {
    const { status, body } = await ask<Sensitivity>(
      service,
      'GET',
      `/api/v1/snapshots/${blocked.snapshotId}/sensitivity`,
    );
    expect(status).toBe(200);
    expect(body.stages).toEqual([1]);
    const words = wordsOf(await scorecard(blocked));
    expect(words).toContain(body.sentence);
    for (const { less, more } of body.domains) {
      expect(words).toContain(less.index.toFixed(1));
      expect(words).toContain(more.index.toFixed(1));
    }
    expect(words).toContain('No weight opens a gate.');
  });
});

describe('the page of a plan', () => {
  it('should be narrowed to a role by its address, with nothing of the others, and stay as it was made', async () => {
    const address = `/snapshots/${blocked.snapshotId}/plan`;
    const whole = await readPage(service, address);
    const codes = attributes(whole.html, 'value').filter((value) => value.includes('-'));
    expect(codes).toContain('information-governance-lead');
    const own = await readPage(service, `${address}?owner=information-governance-lead`);
    expectSoundPage(own, `${/<title>(.*) - Site/.exec(whole.html)?.[1] ?? ''}: information governance lead`);
    expect(wordsOf(own)).toMatch(/Only the \d+ actions? that the information governance lead owns or helps with\./);
    expect(own.html).toContain('<option value="information-governance-lead" selected>');
    expect(own.html).toContain(`<form class="app-filter app-no-print" action="${address}" method="get">`);
    const inside = attributes(own.html, 'href').filter((href) => href.startsWith('#'));
    expect(inside.filter((href) => !attributes(own.html, 'id').includes(href.slice(1)))).toEqual([]);
    const actions = (page: PageReply): string[] => attributes(page.html, 'id').filter((id) => id.startsWith('action-'));
    expect(actions(own).length).toBeGreaterThan(0);
    expect(actions(own).length).toBeLessThan(actions(whole).length);
    const everybody = await readPage(service, `${address}?owner=everybody`);
    expect(wordsOf(everybody)).toBe(wordsOf(whole));
  });

  it('should lead on to the vendor for each action, and to working it off', async () => {
    const address = `/snapshots/${blocked.snapshotId}/plan`;
    const lead = await signedIn(service, [{ role: 'trust-lead', trustId: blocked.trustId }]);
    const question = `/assessments/${blocked.assessmentId}/concerns/new?action=GV-02%3Afind-out`;
    const actions = `/assessments/${blocked.assessmentId}/actions`;
    const own = attributes((await readAs(service, lead, address)).html, 'href');
    expect(own).toEqual(expect.arrayContaining([question, actions]));
    // whoever does not ask for the site is not led to it
    const others = attributes((await readPage(service, address)).html, 'href');
    expect(others).toContain(actions);
    expect(others).not.toContain(question);
  });
});
