import type { Catalogue } from '../core/instrument/catalogue.js';
import { checkAssessment } from '../core/scoring/check-assessment.js';
import { invalidAnswers } from '../platform/problem/problem.js';
import type { DeploymentView } from './deployments.dto.js';

type ContextFields = Pick<
  DeploymentView,
  | 'toolId'
  | 'use'
  | 'productVersion'
  | 'targetDate'
  | 'goLiveDate'
  | 'reporters'
  | 'physiologists'
  | 'projectStaff'
  | 'changes'
  | 'alternatives'
>;

/** A deployment's part of the answers contract: its `context`. */
function contextOf(deployment: ContextFields): Readonly<Record<string, unknown>> {
  const { use, productVersion, targetDate, goLiveDate, reporters, physiologists, projectStaff } = deployment;
  const { changes, alternatives } = deployment;
  return { use, productVersion, targetDate, goLiveDate, reporters, physiologists, projectStaff, changes, alternatives };
}

/** The same for answers by one version of the instrument, without the alternatives that only others have. */
export function contextFor(
  deployment: ContextFields,
  { alternativeIds }: Catalogue,
): Readonly<Record<string, unknown>> {
  const alternatives = deployment.alternatives.filter((id) => alternativeIds.includes(id));
  return contextOf({ ...deployment, alternatives });
}

/** Any day does: the rules of the context do not depend on it. */
const ANY_DAY = '2026-01-01';

/** Holds a deployment's facts against the core's rules. @throws Problem `invalid-answers` with pointers into the body */
export function checkContext(deployment: ContextFields, catalogue: Catalogue): void {
  const checked = checkAssessment(
    { tool: deployment.toolId, asOf: ANY_DAY, context: contextOf(deployment) },
    catalogue,
  );
  if (checked.ok) return;
  throw invalidAnswers(
    checked.defects.map((defect) => ({ ...defect, pointer: defect.pointer.replace(/^\/context/, '') })),
  );
}
