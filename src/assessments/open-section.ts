import type { CompiledDomain } from '../core/instrument/compile.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { AssessmentEntity } from './assessment.entity.js';
import type { ContentItem } from './content.js';
import type { RevisionEntity } from './revision.entity.js';
import type { SectionEntity } from './section.entity.js';

/** A section of the open revision with all that is needed to read or change it. */
export interface OpenSection {
  readonly assessment: AssessmentEntity;
  readonly revision: RevisionEntity;
  readonly deployment: DeploymentView;
  readonly domain: CompiledDomain;
  readonly section: SectionEntity;
  readonly content: readonly ContentItem[];
  /** Ids of the files that its evidence may name */
  readonly fileIds: ReadonlySet<string>;
}
