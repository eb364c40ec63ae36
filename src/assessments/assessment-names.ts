import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { ToolsService } from '../tools/tools.service.js';
import { AssessmentEntity } from './assessment.entity.js';

/**
 * SQL for whether a revision of an assessment is open, for lists of what hangs on one.
 *
 * @param assessment column that holds its id, as `alias.column_name`
 * @param number column that holds the number of the revision; any where it is left out
 */
export function hasOpenRevision(assessment: string, number?: string): string {
  const which = number === undefined ? '' : ` AND going.number = ${number}`;
  return `EXISTS (SELECT 1 FROM revisions going WHERE going.assessment_id = ${assessment} AND going.state = 'open'${which})`;
}

/** What assessments are called, for lists of what hangs on them and for mail. */
@Injectable()
export class AssessmentNames {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly tools: ToolsService,
  ) {}

  /** Names of the tool and the site of an assessment; undefined where it is not there any more. */
  async partsOf(manager: EntityManager, id: string): Promise<{ tool: string; site: string } | undefined> {
    const assessment = await manager.findOneBy(AssessmentEntity, { id });
    if (assessment === null) return undefined;
    const { toolId, site } = await this.deployments.find(manager, assessment.deploymentId);
    return { tool: this.tools.nameOf(toolId), site: site.name };
  }

  /** Tool and site by the assessment's id, such as "EchoGo Pro at Holt Community Hospital". */
  async of(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const assessments = await manager.find(AssessmentEntity, {
      select: { id: true, deploymentId: true },
      where: { id: In([...new Set(ids)]) },
    });
    const deployments = await this.deployments.findAll(
      manager,
      assessments.map(({ deploymentId }) => deploymentId),
    );
    const names = new Map(
      deployments.map(({ id, toolId, site }) => [id, `${this.tools.nameOf(toolId)} at ${site.name}`]),
    );
    return new Map(assessments.map(({ id, deploymentId }) => [id, names.get(deploymentId) ?? '']));
  }
}
