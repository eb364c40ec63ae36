import { describe, expect, it } from '@jest/globals';
import { dayNumber } from '../../../src/core/contracts/calendar.js';
import { QUEUES, type QueuePlace } from '../../../src/core/contracts/portfolio.js';
import type { Answer, DeploymentContext } from '../../../src/core/contracts/answers.js';
import { compileInstrument } from '../../../src/core/instrument/compile.js';
import { queueOf } from '../../../src/core/portfolio/queue.js';
import { readCohort } from '../../../src/demo/read-cohort.js';
import { checked, compiledFor } from '../../support/catalogue.js';
import { AS_OF, answerWorth, echoSite, IN_DATE, siteWith, valueAnswer } from '../../support/plans.js';
import { newlySubmitted, queueCase, submission } from '../../support/portfolio.js';

const echo = compiledFor();
const OLD = [{ title: 'Old', date: AS_OF - 800, source: 'self' as const }];

type Changes = Record<string, Answer | undefined>;

/** A site that is at its best but for some answers. */
function placeOf(
  changes: Changes,
  context: Partial<DeploymentContext> = {},
  value: number | undefined = 1,
): QueuePlace {
  return queueOf(newlySubmitted(echoSite(value, changes, context)));
}

/** Several submissions of one site, each so many days before today, with evidence that was good on its day */
function placeAfter(history: readonly (readonly [daysAgo: number, changes: Changes])[]): QueuePlace {
  const submissions = history.map(([daysAgo, changes]) => {
    const { input } = echoSite(1, changes);
    const asOf = AS_OF - daysAgo;
    const dated = [...input.answers].map(([id, answer]): [string, Answer] => {
      const evidence = answer.evidence.map((item) => (IN_DATE.includes(item) ? { ...item, date: asOf - 20 } : item));
      return [id, { ...answer, evidence }];
    });
    return submission(echo, { ...input, asOf, answers: new Map(dated) });
  });
  return queueOf(queueCase(submissions, AS_OF));
}

/** The best answer to a question, with evidence that is not valid any more from that day on */
function lapsedAnswer(id: string, daysAgo: number, value = 1): Answer {
  const evidence = [
    { title: 'Document', date: AS_OF - 300, expires: AS_OF - daysAgo, owner: 'A. Person', source: 'self' },
  ] as const;
  return { ...answerWorth(echo, id, value), evidence };
}

describe("the demonstration's work list", () => {
  const deployments = readCohort().filter(({ submissions }) => submissions.length > 0);

  it('should hold a site in every queue', () => {
    expect(new Set(deployments.map(({ queue }) => queue))).toEqual(new Set(QUEUES));
  });

  it.each(deployments.map((deployment) => [deployment.site.name, deployment] as const))(
    'should place %s where an expert would',
    (_, { tool, submissions, queue }) => {
      const frozen = submissions.map((document) => {
        const { compiled, input } = checked({ tool, ...document } as Parameters<typeof checked>[0]);
        return submission(compiled, input);
      });
      expect(queueOf(queueCase(frozen, dayNumber(2026, 11, 27))).queue).toBe(queue);
    },
  );
});

describe('regressed', () => {
  it('should be a site whose evidence of a gate lapsed, with the day', () => {
    const place = placeAfter([[400, {}]]);
    expect(place.queue).toBe('regressed');
    expect(place.lostGates.every(({ how }) => how === 'lapsed')).toBe(true);
    expect(place.reason).toMatch(/ lapsed on \d+ \w+ 2026; \d+ other gates have closed too\.$/);
    expect(place.advice).toMatch(/^Call this week: agree who opens it again and by when\./);
  });

  it('should say since when the vendor could have renewed it', () => {
    const place = placeOf({ 'GV-10': valueAnswer(3, OLD) });
    expect(place).toMatchObject({ queue: 'regressed', lostGates: [{ id: 'GV-10', kind: 'data', how: 'lapsed' }] });
    const [waiting] = place.vendorActions;
    expect(waiting).toMatchObject({ id: 'GV-10', clears: 'GV-10' });
    expect(waiting?.days).toBeGreaterThan(400);
    expect(place.waitedDays).toBe(waiting?.days);
    expect(place.advice).toMatch(/ You could begin with GV-10 \(renew: .*\)\.$/);
  });

  it('should be told as lapsed where a gate passed conditionally until then', () => {
    const place = placeAfter([[30, { 'GV-09': lapsedAnswer('GV-09', 5, 0.6) }]]);
    expect(place).toMatchObject({ queue: 'regressed', lostGates: [{ id: 'GV-09', how: 'lapsed' }] });
    expect(place.reason).toMatch(/^GV-09 .* lapsed on 18 November 2026\.$/);
  });

  it('should be a site that answered otherwise on a gate that was open', () => {
    const place = placeAfter([
      [60, {}],
      [10, { 'GV-01': valueAnswer(0), 'GV-02': valueAnswer(0) }],
    ]);
    expect(place.lostGates.map(({ id, how }) => [id, how])).toEqual([
      ['GV-01', 'answered-otherwise'],
      ['GV-02', 'answered-otherwise'],
    ]);
    expect(place.reason).toBe('GV-01 DPIA was open and is closed; 1 other gate has closed too.');
    expect(place.advice).toBe('Call this week: agree who opens it again and by when.');
  });

  it('should be a site whose evidence is for another version', () => {
    const evidence = [
      { title: 'Test', date: AS_OF - 20, owner: 'A. Person', source: 'self' as const, productVersion: '2.0' },
    ];
    const bound = echo.questions.find(({ question, gate }) => question.versionBound === true && gate !== null);
    const id = String(bound?.id);
    const place = placeOf({ [id]: { ...answerWorth(echo, id, 1), evidence } }, { productVersion: '2.1' });
    expect(place.lostGates).toMatchObject([{ id, how: 'lapsed' }]);
    expect(place.reason).toBe(`${id} ${String(bound?.question.subject)} no longer holds for the version in use.`);
  });

  it.each([
    [['GV-01'], /^GV-01 DPIA is closed; the tool is in use without clearance\.$/],
    [['GV-01', 'GV-02'], /^GV-01 DPIA is closed; 1 other gate is closed too; the tool is in use without clearance\.$/],
    [['GV-01', 'GV-02', 'GV-03'], /^GV-01 DPIA is closed; 2 other gates are closed too; the tool is in use without/],
  ])('should be a tool in use without clearance, whatever was open before: %p', (ids, reason) => {
    const place = placeOf(Object.fromEntries(ids.map((id) => [id, valueAnswer(0)])), { goLiveDate: AS_OF - 10 });
    expect(place).toMatchObject({ queue: 'regressed', lostGates: [] });
    expect(place.reason).toMatch(reason);
    expect(place.advice).toMatch(/^Call today: the trust has to pause use, or record /);
  });
});

describe('unblock now', () => {
  it('should be a site of which one vendor action clears a gate, with whose and how long', () => {
    const place = placeOf({ 'GV-10': valueAnswer(0) });
    expect(place).toMatchObject({ queue: 'unblock-now', waitedDays: 0, vendorShare: 1, escalate: null });
    expect(place.reason).toBe(
      "One action of yours clears a gate: GV-10 (obtain the vendor's current security evidence).",
    );
    expect(place.advice).toMatch(/^Do it first: it takes the vendor's security and data-protection lead \d+ hours\.$/);
  });

  it('should count the days since the first submission in one row that shows it', () => {
    const gap = { 'GV-10': valueAnswer(0) };
    const place = placeAfter([
      [90, gap],
      [60, { 'GV-10': valueAnswer(0), 'GV-09': valueAnswer(3) }],
      [30, gap],
    ]);
    expect(place.vendorActions).toMatchObject([{ id: 'GV-10', since: '2026-08-25', days: 90 }]);
    expect(place.reason).toMatch(/, which has waited 90 days\.$/);
    const interrupted = placeAfter([
      [90, gap],
      [60, { 'GV-10': undefined }],
      [1, gap],
    ]);
    expect(interrupted.reason).toMatch(/, which has waited 1 day\.$/);
  });

  it.each([
    [['GV-05', 'GV-10'], '; one more clears another.'],
    [['GV-05', 'GV-10', 'IT-06'], '; two more clear others.'],
  ])('should say how many more clear a gate: %p', (ids, end) => {
    const place = placeOf(Object.fromEntries(ids.map((id) => [id, valueAnswer(0)])));
    expect(place.queue).toBe('unblock-now');
    expect(place.reason.endsWith(end)).toBe(true);
  });

  it('should not count a wait since a lapse after which its needs were still open', () => {
    const lapsed = { 'IT-07': lapsedAnswer('IT-07', 50) };
    const waited = (...history: (readonly [number, Changes])[]): number | undefined =>
      placeAfter(history).vendorActions.find(({ id }) => id === 'IT-07')?.days;
    expect(waited([100, lapsed])).toBe(50);
    expect(waited([40, lapsed])).toBe(50);
    expect(waited([100, lapsed], [20, lapsed])).toBe(50);
    expect(waited([40, { ...lapsed, 'IT-05': valueAnswer(0) }], [10, lapsed])).toBe(10);
  });

  it('should not be offered while a gate that the vendor cannot move would outlast what is cleared now', () => {
    const place = placeOf({ 'GV-10': valueAnswer(0), 'GV-09': valueAnswer(0) });
    expect(place.queue).not.toBe('unblock-now');
    expect(place.vendorActions).toMatchObject([{ id: 'GV-10', clears: null }]);
  });

  it('should not be offered for a gate of going live while a data gate is closed', () => {
    const place = placeOf({ 'GV-01': valueAnswer(0), 'TR-03': valueAnswer(0), 'VS-03': valueAnswer(0) });
    expect(place.vendorActions.every(({ clears }) => clears === null)).toBe(true);
    expect(place.queue).toBe('wait-on-trust');
  });
});

describe('build capacity', () => {
  it('should be a small team with much to do', () => {
    const small = {
      'TM-01': valueAnswer(0),
      'TM-02': valueAnswer(0),
      'TM-08': valueAnswer(5),
      'GV-09': valueAnswer(0),
    };
    const place = queueOf(newlySubmitted(echoSite(0.2, small)));
    expect(place.queue).toBe('build-capacity');
    expect(place.reason).toMatch(/^Much to do \(Intensive, \d+ actions\) for a small team \(capacity \d+ of 100\)\.$/);
    expect(place.advice).toMatch(/^Start early, with regular hours: the plan takes \d+ hours of yours\./);
  });

  it('should be a team of which nothing is known as well, and say to ask', () => {
    const place = queueOf(newlySubmitted(echoSite(undefined)));
    expect(place.queue).toBe('build-capacity');
    expect(place.reason).toMatch(/ for a team of which nothing is known yet, so ask\.$/);
  });
});

describe('wait on trust', () => {
  it.each(['GV-01', 'GV-02', 'GV-03', 'GV-07', 'PT-01', 'IT-05'])(
    'should be the advice to escalate when only the trust can open its one closed gate: %s',
    (id) => {
      const place = placeOf({ [id]: valueAnswer(0) });
      expect(place.queue).toBe('wait-on-trust');
      expect(place.vendorShare).toBeLessThan(0.25);
      expect(place.escalate).toMatch(/^the trust's .* or its regional network$/);
      expect(place.advice).toBe(`Escalate to ${String(place.escalate)}: more of your hours would move little.`);
      expect(place.reason).toMatch(
        new RegExp(`^It waits for the trust's .*: ${id} \\(.*\\); \\d+% of the critical path is yours to move\\.$`),
      );
    },
  );
});

describe('self-serve', () => {
  it('should be a site that is live or cleared, with the first gate to lapse', () => {
    const cleared = placeOf({});
    expect(cleared).toMatchObject({
      queue: 'self-serve',
      reason: 'Cleared for go-live: every gate is open.',
      escalate: null,
      vendorShare: 0,
    });
    expect(cleared.advice).toMatch(
      /^Nothing has to be offered now\. [A-Z]{2}-\d\d .* is the first gate to lapse, on \d+ \w+ \d{4}\.$/,
    );
    expect(placeOf({}, { goLiveDate: AS_OF - 10 }).reason).toBe('Live, with every gate open.');
  });

  it.each([
    [['TR-02'], '1 action is left'],
    [['TR-02', 'TR-03'], '2 actions are left'],
  ])('should say how much there is to renew after clearance: %p', (ids, left) => {
    const place = placeOf(Object.fromEntries(ids.map((id) => [id, lapsedAnswer(id, 1)])));
    expect(place.queue).toBe('self-serve');
    expect(place.reason).toBe(`Cleared for go-live: every gate is open; ${left}.`);
  });

  it('should offer what the vendor could do all the same', () => {
    const place = placeOf({ 'TR-03': lapsedAnswer('TR-03', 1) });
    expect(place.advice).toMatch(/^Leave it with the trust for now\. You could begin with TR-03 \(.*\)\./);
  });

  it.each([
    ['TM-04', 'none of your hours'],
    ['VS-04', '\\d+ hours of yours'],
  ])('should be a site with every gate open and little left, which the trust can do alone: %s', (id, hours) => {
    const place = placeOf({ [id]: valueAnswer(0) });
    expect(place.queue).toBe('self-serve');
    expect(place.reason).toMatch(
      new RegExp(`^Every gate is open and the trust can do the rest alone: \\d actions? left, with ${hours}\\.$`),
    );
    expect(place.advice).toMatch(/^Leave it with the trust for now\./);
  });

  it('should name no lapse where the evidence of no gate has an end', () => {
    const questions = echo.instrument.questions.map(({ expiry: _, ...question }) => question);
    const endless = compileInstrument({ ...echo.instrument, questions }, echo.tool, echo.use);
    const place = queueOf(newlySubmitted({ compiled: endless, input: siteWith(endless, 1) }));
    expect(place.advice).toBe('Nothing has to be offered now.');
  });
});
