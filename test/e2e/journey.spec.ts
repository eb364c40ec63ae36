import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../src/core/contracts/comparison.js';
import type { Explanation } from '../../src/core/contracts/explanation.js';
import type { SupportPlan, WhatIf } from '../../src/core/contracts/plan.js';
import type { Scorecard } from '../../src/core/contracts/scorecard.js';
import { bestAnswers } from '../support/catalogue.js';
import { readPdf } from '../support/pdf.js';
import { ownWord } from '../support/own-word.js';
import { OPERATORS_ID } from '../support/operators-key.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

interface Section {
  readonly version: number;
  readonly state: string;
  readonly answered: number;
  readonly answers: Record<string, { value?: number; note?: string; evidence?: { id: string; title: string }[] }>;
}

interface Snapshot {
  readonly id: string;
  readonly number: number;
  readonly inputHash: string;
  readonly headline: string;
  readonly document: Record<string, unknown>;
}

let service: TestService;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await service.stop();
});

const EVIDENCE = [{ title: 'DPIA, signed', date: '2026-10-01', owner: 'Information governance lead' }];

async function save(assessmentId: string, section: string, answers: object): Promise<Section> {
  const address = `/api/v1/assessments/${assessmentId}/sections/${section}`;
  const before = await ask(service, 'GET', address);
  const headers = { 'if-match': before.headers.get('etag') ?? '' };
  const { status, body } = await ask<Section>(service, 'PUT', address, { body: { answers }, headers });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

async function submit(assessmentId: string): Promise<Snapshot> {
  const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
  const headers = { 'if-match': revision.headers.get('etag') ?? '' };
  const { status, body } = await ask<Snapshot>(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
    headers,
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}

function ofSection(code: string, answers: Record<string, object>): Record<string, object> {
  return Object.fromEntries(Object.entries(answers).filter(([id]) => id.startsWith(`${code}-`)));
}

describe('an assessment through the API, from the first answer to the plan', () => {
  it('should keep a section, score it as a draft, freeze it and explain it', async () => {
    const { assessmentId, deploymentId } = await setUpAssessment(service, { code: 'ZZ91' });
    const saved = await save(assessmentId, 'GV', {
      'GV-01': { value: 3, evidence: EVIDENCE, note: 'Signed by the SIRO' },
      'GV-02': { notKnown: true },
    });
    expect(saved).toMatchObject({
      version: 2,
      state: 'in-progress',
      answered: 1,
      notKnown: 1,
      updatedBy: OPERATORS_ID,
    });
    expect(saved.answers['GV-01']).toMatchObject({ value: 3, note: 'Signed by the SIRO', evidence: EVIDENCE });

    const draft = await ask<Scorecard>(service, 'GET', `/api/v1/assessments/${assessmentId}/scorecard`);
    expect(draft.body).toMatchObject({ tool: 'echogo-pro', asOf: '2026-11-23' });
    expect(draft.body.gates.find(({ id }) => id === 'GV-01')?.state).toBe('passed');

    const snapshot = await submit(assessmentId);
    expect(snapshot).toMatchObject({ number: 1, asOf: '2026-11-23', submittedBy: OPERATORS_ID, deploymentId });
    expect(snapshot.inputHash).toMatch(/^[0-9a-f]{64}$/);
    const scorecard = await ask<Scorecard>(service, 'GET', `/api/v1/snapshots/${snapshot.id}/scorecard`);
    expect(scorecard.body).toEqual(draft.body);
    const explanation = await ask<Explanation>(service, 'GET', `/api/v1/snapshots/${snapshot.id}/explanation`);
    const points = explanation.body.domains.reduce((sum, { counted }) => sum + (counted?.pointsLost ?? 0), 0);
    expect(points).toBeCloseTo(100 - scorecard.body.index.value, 9);
  });

  it('should give the same scorecard and plan for what was stored and for the same document sent', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ92' });
    await save(assessmentId, 'GV', { 'GV-01': { value: 3, evidence: EVIDENCE, note: 'Signed' } });
    const { id, document } = await submit(assessmentId);
    const [stored, sent] = [
      await ask(service, 'GET', `/api/v1/snapshots/${id}/scorecard`),
      await ask(service, 'POST', '/api/v1/score', { body: document }),
    ];
    expect(sent.status).toBe(200);
    expect(sent.body).toEqual(stored.body);
    const [storedPlan, sentPlan] = [
      await ask<SupportPlan>(service, 'GET', `/api/v1/snapshots/${id}/plan`),
      await ask<SupportPlan>(service, 'POST', '/api/v1/plan', { body: document }),
    ];
    expect(sentPlan.body).toEqual(storedPlan.body);
    expect(storedPlan.body.actions.length).toBeGreaterThan(20);
    const seeded = await ask<SupportPlan>(service, 'POST', '/api/v1/plan', { body: { ...document, seed: 7 } });
    expect(seeded.body.seed).toBe(7);
  });

  it('should give the plan as PDF by its address and by what is accepted, and nothing else', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ93' });
    const { id, document, inputHash } = await submit(assessmentId);
    const address = `${service.url}/api/v1/snapshots/${id}/plan`;
    const byAddress = await fetch(`${address}.pdf`);
    const byAccept = await fetch(address, { headers: { accept: 'application/pdf' } });
    const sent = await fetch(`${service.url}/api/v1/plan`, {
      method: 'POST',
      headers: { accept: 'application/pdf', 'content-type': 'application/json' },
      body: JSON.stringify(document),
    });
    for (const reply of [byAddress, byAccept, sent]) {
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe('application/pdf');
      expect(reply.headers.get('content-disposition')).toBe(
        'attachment; filename="support-plan-ZZ93-echogo-pro-2026-11-23.pdf"',
      );
    }
    const bytes = new Uint8Array(await byAddress.arrayBuffer());
    expect(new Uint8Array(await byAccept.arrayBuffer())).toEqual(bytes);
    const { pages } = await readPdf(bytes);
    const text = pages.map((page) => JSON.stringify(page)).join(' ');
    expect(text).toContain('Test Hospital');
    expect(text).toContain(inputHash.slice(0, 12));
    const followed = await fetch(`${address}.pdf`, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    expect(followed.headers.get('content-disposition')).toMatch(/^inline; /);
    await followed.arrayBuffer();
    const other = await ask(service, 'GET', `/api/v1/snapshots/${id}/plan`, { headers: { accept: 'image/png' } });
    expect(other).toMatchObject({
      status: 406,
      body: { code: 'not-acceptable', available: ['application/json', 'application/pdf'] },
    });
  });

  it('should keep what was submitted and go on in a new revision with the same answers', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ94' });
    const best = ownWord(bestAnswers());
    for (const code of ['IT', 'TM', 'GV', 'TR', 'CO', 'PT', 'VS', 'RD']) {
      await save(assessmentId, code, ofSection(code, { ...best, 'GV-01': { value: 0 } }));
    }
    const first = await submit(assessmentId);
    const closed = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/sections/GV`);
    expect(closed).toMatchObject({ status: 404, body: { code: 'no-open-revision' } });
    const again = await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
      headers: { 'if-match': '"1.8.1"' },
    });
    expect(again).toMatchObject({ status: 404, body: { code: 'no-open-revision' } });

    const opened = await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
    expect(opened).toMatchObject({ status: 201, body: { number: 2 } });
    expect((await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`)).body).toMatchObject({
      code: 'conflict',
    });
    const copied = await ask<Section>(service, 'GET', `/api/v1/assessments/${assessmentId}/sections/GV`);
    expect(copied.body.answers['GV-02']?.evidence).toHaveLength(1);
    await save(assessmentId, 'GV', { ...copied.body.answers, 'GV-01': { value: 3, evidence: EVIDENCE } });
    const second = await submit(assessmentId);
    expect(second.number).toBe(2);

    const stored = await ask<Snapshot>(service, 'GET', `/api/v1/snapshots/${first.id}`);
    expect(stored.body).toEqual(first);
    const comparison = await ask<Comparison>(service, 'GET', `/api/v1/assessments/${assessmentId}/comparison`);
    expect(comparison.body.answers).toMatchObject([{ id: 'GV-01', cause: 'answer' }]);
    expect(comparison.body.gates).toMatchObject([{ id: 'GV-01', movement: 'opened' }]);
    expect(comparison.body.index.lines).toHaveLength(1);
    const back = await ask<Comparison>(service, 'GET', `/api/v1/assessments/${assessmentId}/comparison?from=2&to=1`);
    expect(back.body.index.change).toBeCloseTo(-comparison.body.index.change, 9);
    const listed = await ask<{ items: Snapshot[] }>(service, 'GET', `/api/v1/assessments/${assessmentId}/snapshots`);
    expect(listed.body.items.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('should let a gate lapse by itself in the standing, never in what was submitted', async () => {
    const { assessmentId, deploymentId } = await setUpAssessment(service, { code: 'ZZ95' });
    const none = await ask(service, 'GET', `/api/v1/deployments/${deploymentId}/standing`);
    expect(none).toMatchObject({ status: 404, body: { code: 'nothing-submitted' } });
    await save(assessmentId, 'GV', { 'GV-01': { value: 3, evidence: EVIDENCE } });
    const { id } = await submit(assessmentId);
    const gate = ({ gates }: Scorecard) => gates.find((one) => one.id === 'GV-01')?.state;
    service.clock.set(new Date('2027-10-02T12:00:00Z'));
    try {
      const standing = await ask<{ scorecard: Scorecard }>(
        service,
        'GET',
        `/api/v1/deployments/${deploymentId}/standing`,
      );
      expect(standing.body.scorecard.asOf).toBe('2027-10-02');
      expect(gate(standing.body.scorecard)).toBe('failed');
      const frozen = await ask<Scorecard>(service, 'GET', `/api/v1/snapshots/${id}/scorecard`);
      expect(gate(frozen.body)).toBe('passed');
    } finally {
      service.clock.set(new Date('2026-11-23T12:00:00Z'));
    }
  });

  it('should say what changes would do, and change nothing', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ96' });
    await save(assessmentId, 'IT', { 'IT-05': { value: 0 } });
    const { id } = await submit(assessmentId);
    const before = await ask(service, 'GET', `/api/v1/snapshots/${id}/scorecard`);
    const result = await ask<WhatIf>(service, 'POST', `/api/v1/snapshots/${id}/what-if`, {
      body: { answers: { 'IT-05': { value: 3 } }, complete: ['GV-01'] },
    });
    expect(result.status).toBe(200);
    expect(result.body.difference.index).toBeGreaterThan(0);
    expect(result.body.difference.actionsRemoved).toContain('GV-01');
    expect(result.body.before.scorecard).toEqual(before.body);
    expect((await ask(service, 'GET', `/api/v1/snapshots/${id}/scorecard`)).body).toEqual(before.body);
    const wrong = await ask(service, 'POST', `/api/v1/snapshots/${id}/what-if`, { body: { complete: ['XX-99'] } });
    expect(wrong).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/complete/0', code: 'unknown-action' }] },
    });
  });

  it('should tell the history of an assessment, newest first, without a word that anybody typed', async () => {
    const { assessmentId, deploymentId } = await setUpAssessment(service, { code: 'ZZ97' });
    await save(assessmentId, 'GV', { 'GV-01': { value: 3, evidence: EVIDENCE, note: 'A secret of the trust' } });
    await submit(assessmentId);
    const address = `/api/v1/assessments/${assessmentId}/history`;
    const first = await ask<{ items: { type: string; data: object }[]; next: string }>(
      service,
      'GET',
      `${address}?limit=2`,
    );
    expect(first.body.items.map(({ type }) => type)).toEqual(['assessment-submitted', 'section-saved']);
    expect(first.body.items[1]?.data).toEqual({ revision: 1, section: 'GV', version: 2, questions: ['GV-01'] });
    const rest = await ask<{ items: { type: string }[]; next: null }>(
      service,
      'GET',
      `${address}?cursor=${first.body.next}`,
    );
    expect(rest.body).toMatchObject({ items: [{ type: 'assessment-started' }], next: null });
    const all = await ask<{ items: { type: string }[] }>(service, 'GET', `/api/v1/deployments/${deploymentId}/history`);
    expect(all.body.items.map(({ type }) => type)).toEqual([
      'assessment-submitted',
      'section-saved',
      'assessment-started',
      'deployment-created',
    ]);
    expect(JSON.stringify([first.body, rest.body, all.body])).not.toMatch(/secret|DPIA, signed/);
  });
});

describe('a section that two people change', () => {
  it('should keep the first, tell the second what is current, and lose nothing', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ98' });
    const address = `/api/v1/assessments/${assessmentId}/sections/IT`;
    const etag = (await ask(service, 'GET', address)).headers.get('etag') ?? '';
    const mine = await ask(service, 'PUT', address, {
      body: { answers: { 'IT-05': { value: 1 } } },
      headers: { 'if-match': etag },
    });
    expect(mine.headers.get('etag')).toBe('"2"');
    const theirs = await ask(service, 'PUT', address, { body: { answers: {} }, headers: { 'if-match': etag } });
    expect(theirs).toMatchObject({ status: 412, body: { code: 'stale-version', currentVersion: 2 } });
    expect(theirs.headers.get('etag')).toBe('"2"');
    const blind = await ask(service, 'PUT', address, { body: { answers: {} } });
    expect(blind).toMatchObject({ status: 428, body: { code: 'version-required' } });
    expect((await ask<Section>(service, 'GET', address)).body.answers['IT-05']).toEqual({ value: 1 });
  });

  it('should store nothing when one answer of many is wrong, and name every wrong one', async () => {
    const { assessmentId } = await setUpAssessment(service, { code: 'ZZ99' });
    const address = `/api/v1/assessments/${assessmentId}/sections/IT`;
    const answers = { 'IT-01': { value: 3 }, 'IT-04': { value: 9 }, 'GV-01': { value: 0 }, 'IT-05': { value: '1' } };
    const { status, body } = await ask(service, 'PUT', address, { body: { answers }, headers: { 'if-match': '"1"' } });
    expect(status).toBe(422);
    expect(
      (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${code} ${pointer}`),
    ).toEqual([
      'level-out-of-range /answers/IT-04/value',
      'level-out-of-range /answers/IT-05/value',
      'other-section /answers/GV-01',
    ]);
    expect((await ask(service, 'GET', address)).body).toMatchObject({ version: 1, answers: {}, state: 'not-started' });
  });

  it('should refuse to submit what has changed since it was looked at', async () => {
    const { assessmentId, deploymentId } = await setUpAssessment(service, { code: 'ZZ89' });
    const seen = (await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`)).headers.get('etag') ?? '';
    const patched = await ask(service, 'PATCH', `/api/v1/deployments/${deploymentId}`, {
      body: { use: 'research' },
      headers: { 'if-match': '"1"' },
    });
    expect(patched.status).toBe(200);
    const stale = await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
      headers: { 'if-match': seen },
    });
    expect(stale).toMatchObject({ status: 412, body: { currentVersion: '1.8.4' } });
  });
});
