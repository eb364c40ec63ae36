import { ownWord } from './own-word.js';
import { ask, setUpAssessment, type TestService } from './service.js';

type Answers = Readonly<Record<string, object | undefined>>;

export interface Submitted {
  readonly assessmentId: string;
  readonly deploymentId: string;
  readonly trustId: string;
  readonly snapshotId: string;
}

/** An assessment with these answers, submitted. Evidence is what the site says itself. */
export async function submitAnswers(
  service: TestService,
  answers: Answers,
  where: Parameters<typeof setUpAssessment>[1] = {},
): Promise<Submitted> {
  const { siteId: _site, ...ids } = await setUpAssessment(service, where);
  return { ...ids, snapshotId: await submitAgain(service, ids.assessmentId, answers) };
}

/** Saves answers into the open revision and submits it. @returns the snapshot's id */
export async function submitAgain(service: TestService, assessmentId: string, answers: Answers): Promise<string> {
  const assessment = `/api/v1/assessments/${assessmentId}`;
  const given = Object.entries(answers).filter((entry): entry is [string, object] => entry[1] !== undefined);
  for (const code of new Set(given.map(([id]) => id.slice(0, 2)))) {
    const own = ownWord(Object.fromEntries(given.filter(([id]) => id.startsWith(`${code}-`))));
    await changed(service, 'PUT', `${assessment}/sections/${code}`, `${assessment}/sections/${code}`, { answers: own });
  }
  const { id } = await changed(service, 'POST', `${assessment}/revision`, `${assessment}/submit`);
  return id;
}

/** A change made on the version that is read first. */
async function changed(
  service: TestService,
  method: string,
  readFrom: string,
  address: string,
  body?: object,
): Promise<{ id: string }> {
  const before = await ask(service, 'GET', readFrom);
  const headers = { 'if-match': before.headers.get('etag') ?? '' };
  const reply = await ask<{ id: string }>(service, method, address, { body, headers });
  if (reply.status >= 300) throw new Error(`${address} answered ${JSON.stringify(reply.body)}`);
  return reply.body;
}
