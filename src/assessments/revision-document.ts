import type { Catalogue } from '../core/instrument/catalogue.js';
import { contextFor } from '../deployments/check-context.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { AssessmentEntity } from './assessment.entity.js';
import { catalogueOf } from './check-stored.js';
import { answersOf, type ContentItem } from './content.js';
import type { RevisionEntity } from './revision.entity.js';

/** A revision as an answers document, without the day for which it is scored. @throws Problem `instrument-unavailable` */
export function documentOf(
  deployment: DeploymentView,
  revision: RevisionEntity,
  assessment: AssessmentEntity,
  content: readonly ContentItem[],
  catalogue: Catalogue,
): Readonly<Record<string, unknown>> {
  const { trust, site } = deployment;
  return {
    tool: deployment.toolId,
    instrument: `${assessment.instrumentId}@${revision.instrumentVersion}`,
    site: { name: site.name, organisation: trust.name, code: trust.code },
    context: contextFor(deployment, catalogueOf(assessment, revision, catalogue)),
    answers: answersOf(content),
  };
}
