import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { bestAnswers } from './catalogue.js';
import { ask, setUpAssessment, type TestService } from './service.js';
import { submitAgain, submitAnswers, type Submitted } from './submitted.js';

/** Deployments of the cohort, by what became of them. */
export interface SmallCohort {
  /** Submitted on 5 October without its data protection impact assessment, with it on 16 November, live on 20 November */
  readonly live: Submitted;
  /** Submitted on 5 October without its data protection impact assessment, and nothing since */
  readonly waiting: Submitted;
  /** The same, of another tool, and in use since 1 November all the same */
  readonly uncleared: Submitted;
  /** Id of a deployment of which nothing was submitted */
  readonly silent: string;
}

/** Works out where every deployment stands. */
export async function refreshPortfolio(service: TestService): Promise<void> {
  await service.app.get(JobRunner).runDue();
}

/** A portfolio of four sites, as it stands on Monday, 23 November 2026. */
export async function smallCohort(service: TestService): Promise<SmallCohort> {
  const without = (tool?: string): Record<string, object> => {
    const { 'GV-01': dpia, ...others } = bestAnswers(tool);
    return { ...others, 'GV-01': { ...dpia, value: 0 } };
  };
  service.clock.set(new Date('2026-10-05T12:00:00Z'));
  const live = await submitAnswers(service, without(), { code: 'ZC01' });
  const waiting = await submitAnswers(service, without(), { code: 'ZC02' });
  const tool = 'chest-xray-triage';
  const uncleared = await submitAnswers(service, without(tool), { code: 'ZC03', tool });
  const { deploymentId: silent } = await setUpAssessment(service, { code: 'ZC04' });
  await refreshPortfolio(service);
  service.clock.set(new Date('2026-11-16T12:00:00Z'));
  await ask(service, 'POST', `/api/v1/assessments/${live.assessmentId}/revisions`);
  await submitAgain(service, live.assessmentId, bestAnswers());
  await refreshPortfolio(service);
  service.clock.set(new Date('2026-11-23T12:00:00Z'));
  await goLive(service, live.deploymentId, '2026-11-20');
  await goLive(service, uncleared.deploymentId, '2026-11-01');
  await refreshPortfolio(service);
  return { live, waiting, uncleared, silent };
}

async function goLive(service: TestService, deploymentId: string, goLiveDate: string): Promise<void> {
  const address = `/api/v1/deployments/${deploymentId}`;
  const headers = { 'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '' };
  const { status } = await ask(service, 'PATCH', address, { body: { goLiveDate }, headers });
  if (status !== 200) throw new Error(`${address} answered ${String(status)}`);
}
