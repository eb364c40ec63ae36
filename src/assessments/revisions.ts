import type { EntityManager } from 'typeorm';
import type { Use } from '../core/contracts/instrument.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { CompiledDomain } from '../core/instrument/compile.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { AssessmentEntity } from './assessment.entity.js';
import type { SectionState, SectionSummary } from './assessments.dto.js';
import { RevisionEntity } from './revision.entity.js';
import { SectionEntity } from './section.entity.js';

/** @throws Problem `not-found` */
export async function assessmentOf(manager: EntityManager, id: string): Promise<AssessmentEntity> {
  const assessment = await manager.findOneBy(AssessmentEntity, { id });
  if (assessment === null) throw notFound('assessment', id);
  return assessment;
}

/** The open revision of an assessment. @throws Problem `no-open-revision` */
export async function openRevisionOf(manager: EntityManager, assessmentId: string): Promise<RevisionEntity> {
  const revision = await manager.findOneBy(RevisionEntity, { assessmentId, state: 'open' });
  if (revision !== null) return revision;
  throw new Problem('no-open-revision', 'The last revision was submitted. Open a new one to go on.');
}

/** @throws Problem `not-found` */
export async function sectionOf(manager: EntityManager, revisionId: string, code: string): Promise<SectionEntity> {
  const section = await manager.findOneBy(SectionEntity, { revisionId, code });
  if (section === null) throw notFound('section', code);
  return section;
}

export function sectionsOf(manager: EntityManager, revisionId: string): Promise<SectionEntity[]> {
  return manager.findBy(SectionEntity, { revisionId });
}

/**
 * A revision's version: it moves on with each save of a section and each change of the deployment, its site or its trust,
 * since all of them count into what would be submitted.
 */
export function revisionVersion(
  { number }: RevisionEntity,
  sections: readonly SectionEntity[],
  deployment: Pick<DeploymentView, 'version' | 'trust' | 'site'>,
): string {
  const saves = sections.reduce((sum, { version }) => sum + version, 0);
  const facts = deployment.version + deployment.trust.version + deployment.site.version;
  return `${String(number)}.${String(saves)}.${String(facts)}`;
}

/** The domain of a section under a deployment's tool and use; undefined for a code that is not one. */
export function domainOf(
  catalogue: Catalogue,
  { toolId, use }: { toolId: string; use: Use },
  code: string,
): CompiledDomain | undefined {
  return catalogue.compiled(toolId, use).domains.find(({ domain }) => domain.code === code);
}

/** How far a section is, counted over the questions that the tool and the use ask. */
export function summaryOf(
  section: SectionEntity,
  { domain, questions }: CompiledDomain,
  answers: ReadonlyMap<string, 'known' | 'not-known'>,
): SectionSummary {
  const asked = questions.filter(({ ruledOut }) => !ruledOut);
  const answered = asked.filter(({ id }) => answers.get(id) === 'known').length;
  const notKnown = asked.filter(({ id }) => answers.get(id) === 'not-known').length;
  return {
    code: section.code,
    name: domain.name,
    state: stateOf(asked.length, answered, notKnown),
    questions: asked.length,
    answered,
    notKnown,
    version: section.version,
    updatedAt: section.updatedAt,
    updatedBy: section.updatedBy,
  };
}

function stateOf(questions: number, answered: number, notKnown: number): SectionState {
  if (answered === questions) return 'completed';
  if (answered + notKnown === questions) return 'information-missing';
  return answered + notKnown === 0 ? 'not-started' : 'in-progress';
}
