import { Injectable } from '@nestjs/common';
import { validateSync } from 'class-validator';
import type { EntityManager } from 'typeorm';
import { SetVendorOwner, type DeploymentView } from '../deployments/deployments.dto.js';
import { VendorOwners } from '../deployments/vendor-owners.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { hashOf } from '../platform/hash/stable-json.js';
import { Problem } from '../platform/problem/problem.js';
import { IMPORTED } from './export-columns.js';
import { readImport, type ImportFault, type ImportRow, type ImportTable } from './import-table.js';
import type { ExportFormat } from './portfolio.dto.js';
import type {
  ApplyPortfolioImport,
  OwnerChange,
  PortfolioImportPreview,
  PortfolioImportResult,
  PreviewPortfolioImport,
} from './portfolio-import.dto.js';

/** Errors that are told of at once. */
const MOST_TOLD = 200;

/** What a file comes to when it is held against what there is. */
interface Compared {
  readonly changes: readonly { readonly deployment: DeploymentView; readonly after: string | null }[];
  readonly unchanged: number;
  readonly faults: readonly ImportFault[];
}

/**
 * Takes an exported work list back: who looks after each site, and nothing else of it. First what would change is shown,
 * then just that is done, or nothing.
 */
@Injectable()
export class PortfolioImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly owners: VendorOwners,
  ) {}

  /** What a file would change, or all that is wrong with it. */
  async preview(actor: Actor, { format, content }: PreviewPortfolioImport): Promise<PortfolioImportPreview> {
    const table = await readImport(format, content);
    const compared = await this.unitOfWork.read((manager) => this.compare(manager, actor, table));
    const { changes, unchanged, faults } = compared;
    const isSound = faults.length === 0;
    return {
      digest: isSound ? digestOf(compared) : null,
      changes: isSound ? changes.map(viewOf) : [],
      unchanged: isSound ? unchanged : 0,
      ignoredColumns: table.ignored,
      errors: faults.slice(0, MOST_TOLD),
      errorCount: faults.length,
    };
  }

  /**
   * Does what a preview has shown; where there is nothing to do, nothing is written.
   *
   * @throws Problem `invalid-request` with what is wrong with the file, `conflict` when something else would change than
   *   what was shown
   */
  async apply(actor: Actor, { format, content, digest }: ApplyPortfolioImport): Promise<PortfolioImportResult> {
    const table = await readImport(format, content);
    const shown = await this.unitOfWork.read((manager) => this.compare(manager, actor, table));
    refuseOther(shown, format, digest);
    if (shown.changes.length === 0) return { changed: 0, unchanged: shown.unchanged };
    return this.unitOfWork.write(actor, async (scope) => {
      const compared = await this.compare(scope.manager, actor, table);
      refuseOther(compared, format, digest);
      for (const { deployment, after } of compared.changes) await this.owners.change(scope, deployment, after);
      const counts = { changed: compared.changes.length, unchanged: compared.unchanged };
      scope.record({ type: 'portfolio-imported', subjectId: actor.id, data: { format, ...counts, digest } });
      return counts;
    });
  }

  private async compare(manager: EntityManager, actor: Actor, { rows, faults: read }: ImportTable): Promise<Compared> {
    const ids = rows.flatMap(({ deploymentId }) => deploymentId ?? []);
    const reached = await this.owners.reached(manager, actor, [...new Set(ids)]);
    const deployments = new Map(reached.map((deployment) => [deployment.id, deployment]));
    const faults = [...read];
    const unread = new Set(read.map(({ row }) => row));
    const firstAt = new Map<string, number>();
    const changes: { deployment: DeploymentView; after: string | null }[] = [];
    const ruleFor = remembered(brokenRules);
    for (const row of rows.filter(({ at }) => !unread.has(at))) {
      const deploymentId = row.deploymentId ?? '';
      const deployment = deployments.get(deploymentId);
      const wrong = [...rowFaults(row, deployment, firstAt.get(deploymentId)), ...ruleFor(row.owner)];
      faults.push(...wrong.map(([column, detail]) => ({ row: row.at, column, detail })));
      if (!firstAt.has(deploymentId)) firstAt.set(deploymentId, row.at);
      if (deployment === undefined || wrong.length > 0) continue;
      // Spaces at its ends are lost in a file.
      if ((deployment.vendorOwner?.trim() ?? null) !== row.owner) changes.push({ deployment, after: row.owner });
    }
    changes.sort((a, b) => (sortKey(a.deployment) < sortKey(b.deployment) ? -1 : 1));
    faults.sort((a, b) => (a.row ?? -1) - (b.row ?? -1));
    return { changes, unchanged: rows.length - changes.length, faults };
  }
}

type Wrong = readonly [column: string, detail: string];

/** What is wrong with a row, its owner aside. @param before where the deployment stood in the file already */
function rowFaults(row: ImportRow, deployment: DeploymentView | undefined, before: number | undefined): Wrong[] {
  // whose a deployment is that is not theirs, nobody is told
  if (deployment === undefined) return [[IMPORTED.id, 'This must be the id of one of your deployments.']];
  const wrong: Wrong[] = [];
  if (before !== undefined)
    wrong.push([IMPORTED.id, `This deployment stands in the file before, at ${String(before)}.`]);
  const { site, toolId } = deployment;
  if (row.siteCode !== null && row.siteCode !== site.code) {
    const code = site.code === null ? 'no code' : `the code ${site.code}`;
    wrong.push([
      IMPORTED.site,
      `The site of this deployment has ${code}. Leave this cell as it was exported, or empty.`,
    ]);
  }
  if (row.toolId !== null && row.toolId !== toolId) {
    wrong.push([
      IMPORTED.tool,
      `This deployment is of the tool ${toolId}. Leave this cell as it was exported, or empty.`,
    ]);
  }
  return wrong;
}

/** What is wrong with an owner by the rule of `PUT /api/v1/deployments/{deploymentId}/vendor-owner`. */
function brokenRules(vendorOwner: string | null): Wrong[] {
  const errors = validateSync(Object.assign(new SetVendorOwner(), { vendorOwner }));
  return errors
    .flatMap(({ constraints = {} }) => Object.values(constraints))
    .map((message) => [IMPORTED.owner, `${message.replace(/^vendorOwner/, 'This')}.`]);
}

/** The same function, which works each value out once: many sites have one owner. */
function remembered<In, Out>(of: (value: In) => Out): (value: In) => Out {
  const known = new Map<In, Out>();
  return (value) => {
    const found = known.get(value) ?? of(value);
    known.set(value, found);
    return found;
  };
}

/** @throws Problem `invalid-request`, `conflict` */
function refuseOther(compared: Compared, format: ExportFormat, digest: string): void {
  const { faults } = compared;
  if (faults.length > 0) {
    const count = faults.length === 1 ? 'One thing is' : `${String(faults.length)} things are`;
    throw new Problem('invalid-request', `${count} wrong with the file. Nothing was stored.`, {
      errors: faults.slice(0, MOST_TOLD).map((fault) => ({
        ...{ pointer: '/content', code: 'wrong-format', detail: faultText(fault, format) },
      })),
    });
  }
  if (digestOf(compared) === digest) return;
  throw new Problem('conflict', 'What would change is not what was shown any more. Nothing was stored.', {
    errors: [{ pointer: '/digest', code: 'stale', detail: 'Look at the preview again, and confirm that one.' }],
  });
}

/** Where rows of a format are, in words. */
export const ROW_WORDS: Readonly<Record<ExportFormat, string>> = { csv: 'Line', xlsx: 'Row', json: 'Item' };

/** One fault in a line, such as “Line 3, owner: This must …”. */
export function faultText({ row, column, detail }: ImportFault, format: ExportFormat): string {
  const place = [row === null ? null : `${ROW_WORDS[format]} ${String(row)}`, column].filter((part) => part !== null);
  return place.length === 0 ? detail : `${place.join(', ')}: ${detail}`;
}

/** Of what would be done, whatever else there is in the file and here. */
function digestOf({ changes }: Compared): string {
  return hashOf(changes.map(({ deployment, after }) => [deployment.id, deployment.vendorOwner, after]).sort());
}

function sortKey({ site, id }: DeploymentView): string {
  return `${site.name.toLowerCase()} ${id}`;
}

function viewOf({ deployment, after }: Compared['changes'][number]): OwnerChange {
  const { id, toolId, trust, site, vendorOwner } = deployment;
  return { deploymentId: id, toolId, trustName: trust.name, siteName: site.name, before: vendorOwner, after };
}
