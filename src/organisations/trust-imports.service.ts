import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { searchText } from '../platform/database/search-text.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { hashOf } from '../platform/hash/stable-json.js';
import { staleVersion } from '../platform/http/versions.js';
import { Problem } from '../platform/problem/problem.js';
import { READ_TRUST_FILE, type OfficialTrust, type ReadTrustFile, type TrustFileDefect } from './official-trust.js';
import {
  differencesOf,
  type DifferenceKind,
  type KnownTrust,
  type TrustDifference,
  type TrustDifferences,
} from './trust-differences.js';
import type {
  ApplyTrustImport,
  ClosedTrustInUse,
  PreviewTrustImport,
  TrustDifferenceView,
  TrustImportPreview,
  TrustImportResult,
} from './trust-imports.dto.js';
import { TrustEntity } from './trust.entity.js';
import { TrustUses } from './trust-uses.js';

/**
 * Takes trusts over from the official file: first what would change is shown, then just that is done, or nothing. No trust
 * is ever removed, and who succeeded a closed one is not in the file: somebody records that as a merger.
 */
@Injectable()
export class TrustImportsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly uses: TrustUses,
    @Inject(READ_TRUST_FILE) private readonly readFile: ReadTrustFile,
  ) {}

  /** @throws Problem `invalid-request` with every defect of the file */
  preview(_actor: Actor, { csv }: PreviewTrustImport): Promise<TrustImportPreview> {
    const file = this.read(csv);
    return this.unitOfWork.read((manager) => this.previewOf(manager, file));
  }

  /**
   * Does what a preview has shown; where there is nothing to do, nothing is written.
   *
   * @param progress told how many trusts are done, which begins again where others were in the way
   * @throws Problem `invalid-request` as `preview`, `conflict` when something else would change than what was shown
   */
  async apply(
    actor: Actor,
    { csv, digest }: ApplyTrustImport,
    progress: (done: number) => void = () => undefined,
  ): Promise<TrustImportResult> {
    const file = this.read(csv);
    const shown = await this.unitOfWork.read((manager) => this.previewOf(manager, file));
    if (shown.digest !== digest) throw notShown();
    if (shown.differences.length === 0) return countsOf({ differences: [], unchanged: shown.unchanged });
    return this.unitOfWork.write(actor, async (scope) => {
      const compared = differencesOf(await knownTrusts(scope.manager), file);
      if (digestOf(compared.differences) !== digest) throw notShown();
      for (const [index, difference] of compared.differences.entries()) {
        await takeOver(scope, difference);
        progress(index + 1);
      }
      const counts = countsOf(compared);
      scope.record({ type: 'trusts-imported', subjectId: randomUUID(), data: { ...counts, digest } });
      return counts;
    });
  }

  private read(csv: string): readonly OfficialTrust[] {
    const { trusts, defects } = this.readFile(csv);
    if (defects.length === 0) return trusts;
    const count = defects.length === 1 ? 'One thing is' : `${String(defects.length)} things are`;
    throw new Problem('invalid-request', `${count} wrong with the file. Nothing was stored.`, {
      errors: defects.map((defect) => ({ pointer: '/csv', code: 'wrong-format', detail: defectText(defect) })),
    });
  }

  private async previewOf(manager: EntityManager, file: readonly OfficialTrust[]): Promise<TrustImportPreview> {
    const rows = await manager.find(TrustEntity, { order: { code: 'ASC' } });
    const { differences, unchanged, missing } = differencesOf(rows.map(knownOf), file);
    return {
      digest: digestOf(differences),
      differences: differences.map(viewOf),
      unchanged,
      missing: missing.map(({ id, code, name }) => ({ trustId: id, code, name })),
      closedInUse: await this.closedInUse(manager, rows, file),
    };
  }

  /** As things would be with the file: the closed trusts that nobody has said what became of. */
  private async closedInUse(
    manager: EntityManager,
    rows: readonly TrustEntity[],
    file: readonly OfficialTrust[],
  ): Promise<ClosedTrustInUse[]> {
    const days = new Map(file.map(({ code, closedOn }) => [code, closedOn]));
    const closed = rows.flatMap(({ id, code, name, closedOn: before, mergedIntoId }) => {
      const closedOn = days.has(code) ? days.get(code) : before;
      return typeof closedOn === 'string' && mergedIntoId === null ? [{ trustId: id, code, name, closedOn }] : [];
    });
    const counts = await this.uses.of(
      manager,
      closed.map(({ trustId }) => trustId),
    );
    return closed.flatMap((trust) => {
      const deployments = counts.get(trust.trustId) ?? 0;
      return deployments === 0 ? [] : [{ ...trust, deployments }];
    });
  }
}

async function takeOver({ manager, now, record }: WriteScope, difference: TrustDifference): Promise<void> {
  const { kind, known, official, changes } = difference;
  if (known === undefined) {
    const id = randomUUID();
    await manager.insert(TrustEntity, {
      ...{ ...official, id, nameSearched: searchText(official.name), mergedIntoId: null, mergedOn: null },
      ...{ version: 1, createdAt: now, updatedAt: now },
    });
    record({ type: EVENTS[kind], subjectId: id, trustId: id, data: { code: official.code } });
    return;
  }
  const { id, version } = known;
  const values = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
  const name = changes.find(({ field }) => field === 'name')?.after;
  const searched = typeof name === 'string' ? { nameSearched: searchText(name) } : {};
  if (!(await updateVersion(manager, TrustEntity, { id }, version, { ...values, ...searched, updatedAt: now }))) {
    throw staleVersion(version);
  }
  const { closedOn } = official;
  record({
    type: EVENTS[kind],
    subjectId: id,
    trustId: id,
    data: { fields: changes.map(({ field }) => field), ...(kind === 'closed' && { closedOn }) },
  });
}

const EVENTS: Readonly<Record<DifferenceKind, string>> = {
  new: 'trust-created',
  changed: 'trust-changed',
  closed: 'trust-closed',
  reopened: 'trust-reopened',
};

async function knownTrusts(manager: EntityManager): Promise<KnownTrust[]> {
  return (await manager.find(TrustEntity)).map(knownOf);
}

function knownOf({ id, version, code, name, region, address, postcode, openedOn, closedOn }: TrustEntity): KnownTrust {
  return { id, version, code, name, region, address, postcode, openedOn, closedOn };
}

/** Of what would be done, whatever else there is in the file and here. */
function digestOf(differences: readonly TrustDifference[]): string {
  return hashOf(differences.map(viewOf));
}

function viewOf({ kind, known, official, changes }: TrustDifference): TrustDifferenceView {
  const { code, name, closedOn } = official;
  return { kind, code, name, trustId: known?.id ?? null, closedOn, changes };
}

function countsOf({ differences, unchanged }: Pick<TrustDifferences, 'differences' | 'unchanged'>): TrustImportResult {
  const count = (kind: DifferenceKind): number => differences.filter((one) => one.kind === kind).length;
  const [added, changed] = [count('new'), count('changed')];
  return { added, changed, closed: count('closed'), reopened: count('reopened'), unchanged };
}

function defectText({ line, column, message }: TrustFileDefect): string {
  if (line === 0) return message;
  return `Line ${String(line)}${column === null ? '' : `, ${column}`}: ${message}`;
}

function notShown(): Problem {
  return new Problem('conflict', 'What would change is not what was shown any more. Nothing was stored.', {
    errors: [{ pointer: '/digest', code: 'stale', detail: 'Look at the preview again, and confirm that one.' }],
  });
}
