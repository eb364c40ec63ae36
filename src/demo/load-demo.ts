import type { INestApplicationContext } from '@nestjs/common';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { SectionsService } from '../assessments/sections.service.js';
import { SnapshotsService } from '../assessments/snapshots.service.js';
import type { UpdateDeployment } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { SitesService } from '../organisations/sites.service.js';
import { TrustsService } from '../organisations/trusts.service.js';
import { operator } from '../platform/actor/actor.js';
import type { DemoClock } from './demo-clock.js';
import { readCohort, type DemoDeployment, type DemoDocument } from './read-cohort.js';

const DEMO_ACTOR = operator('demo');
/** Days before the first submission on which the assessment was started. */
const STARTED_DAYS_BEFORE = 21;
const MILLISECONDS_A_DAY = 86_400_000;

/**
 * Fills an empty database with the fictional deployments of `data/demo`, through the same services that the API calls.
 *
 * @param clock put back to the day of each entry, and to the time of day at the end
 * @param progress called after each deployment with how many are done and how many there are
 */
export async function loadDemo(
  app: INestApplicationContext,
  clock: DemoClock,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const cohort = readCohort();
  const loader = new DemoLoader(app, clock);
  for (const [index, entry] of cohort.entries()) {
    await loader.load(entry);
    progress(index + 1, cohort.length);
  }
  clock.set(undefined);
}

class DemoLoader {
  private readonly trustIds = new Map<string, string>();

  constructor(
    private readonly app: INestApplicationContext,
    private readonly clock: DemoClock,
  ) {}

  async load(entry: DemoDeployment): Promise<void> {
    const { trust, site, tool, vendorOwner, submissions, open } = entry;
    const documents = [...submissions, ...(open === undefined ? [] : [open])];
    const first = documents[0] as DemoDocument;
    this.clock.set(new Date(noon(first.asOf).getTime() - STARTED_DAYS_BEFORE * MILLISECONDS_A_DAY));
    const trustId = await this.trust(trust);
    const { id: siteId } = await this.app.get(SitesService).create(DEMO_ACTOR, trustId, site);
    const facts = { ...(first.context as UpdateDeployment), vendorOwner };
    const deployment = await this.app.get(DeploymentsService).create(DEMO_ACTOR, { ...facts, siteId, toolId: tool });
    const assessment = await this.app.get(AssessmentsService).create(DEMO_ACTOR, { deploymentId: deployment.id });
    for (const [index, document] of documents.entries()) {
      this.clock.set(noon(document.asOf));
      if (index > 0) await this.app.get(AssessmentsService).openRevision(DEMO_ACTOR, assessment.id);
      await this.fillIn(assessment.id, deployment.id, document);
      if (document !== open) await this.submit(assessment.id);
    }
  }

  private async trust(trust: DemoDeployment['trust']): Promise<string> {
    const known = this.trustIds.get(trust.code);
    if (known !== undefined) return known;
    const { id } = await this.app.get(TrustsService).create(DEMO_ACTOR, trust);
    this.trustIds.set(trust.code, id);
    return id;
  }

  private async fillIn(assessmentId: string, deploymentId: string, { context, answers }: DemoDocument): Promise<void> {
    const deployments = this.app.get(DeploymentsService);
    const { version } = await deployments.get(DEMO_ACTOR, deploymentId);
    await deployments.update(DEMO_ACTOR, deploymentId, context, version);
    const sections = this.app.get(SectionsService);
    const revision = await this.app.get(AssessmentsService).revision(DEMO_ACTOR, assessmentId);
    for (const { code, state, version: expected } of revision.sections) {
      const own = Object.entries(answers).filter(([id]) => id.startsWith(`${code}-`));
      if (own.length === 0 && state === 'not-started') continue;
      await sections.importAnswers(DEMO_ACTOR, assessmentId, code, Object.fromEntries(own), expected);
    }
  }

  private async submit(assessmentId: string): Promise<void> {
    const { version } = await this.app.get(AssessmentsService).revision(DEMO_ACTOR, assessmentId);
    await this.app.get(SnapshotsService).submit(DEMO_ACTOR, assessmentId, version);
  }
}

function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}
