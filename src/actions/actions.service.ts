import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AssessmentView } from '../assessments/assessments.dto.js';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { KEPT, keptFrom } from '../assessments/kept-notes.js';
import { SnapshotsService } from '../assessments/snapshots.service.js';
import { isoDate } from '../core/contracts/calendar.js';
import type { PlannedAction, WhatIf } from '../core/contracts/plan.js';
import { may } from '../platform/access/decide.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { PlansService } from '../plans/plans.service.js';
import { ActionProgressEntity } from './action-progress.entity.js';
import { actionList, isAskedFor, UNTOUCHED, type Words } from './action-views.js';
import type { ActionList, ActionsQuery, ActionView, SaveActionProgress } from './actions.dto.js';
import { isConfirmed } from './confirmation.js';
import { CurrentPlans, type CurrentPlan } from './current-plans.js';

/** The actions of an assessment with where it stands, for pages. */
export interface ActionsOf {
  readonly assessment: AssessmentView;
  readonly current: CurrentPlan;
  readonly list: ActionList;
  readonly mayChange: boolean;
}

/** One action as a page shows it. */
export interface ActionDetail extends Omit<ActionsOf, 'list'> {
  readonly action: ActionView;
  /** As the plan has it; undefined for one that it no longer has */
  readonly planned: PlannedAction | undefined;
  /** The actions that come first */
  readonly needs: readonly ActionView[];
  /** Whether the open revision holds what would confirm it; null where none is open, or this reader does not see it */
  readonly inOpenRevision: boolean | null;
}

/** What a plan would be if some actions were done. */
export interface WhatIfDone {
  /** Null when there was nothing to work out */
  readonly result: WhatIf | null;
  readonly taken: readonly ActionView[];
  /** Actions that only find out: what they would come to, nobody knows before there is an answer */
  readonly open: readonly ActionView[];
}

/** What a trust says of the actions of its plans. It never changes an answer, a score or a gate. */
@Injectable()
export class ActionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly assessments: AssessmentsService,
    private readonly snapshots: SnapshotsService,
    private readonly plans: PlansService,
    private readonly current: CurrentPlans,
  ) {}

  /** @throws Problem `not-found`, `nothing-submitted`, `instrument-unavailable`, `busy` */
  async list(actor: Actor, assessmentId: string, query: ActionsQuery = {}): Promise<ActionList> {
    const { items, past, ...list } = (await this.of(actor, assessmentId)).list;
    const asked = (action: ActionView): boolean => isAskedFor(action, query);
    return { ...list, items: items.filter(asked), past: past.filter(asked) };
  }

  /** @throws as `list` */
  async get(actor: Actor, assessmentId: string, actionId: string): Promise<ActionView> {
    return found((await this.of(actor, assessmentId)).list, actionId);
  }

  /** All actions with what belongs to them. @throws as `list` */
  async of(actor: Actor, assessmentId: string): Promise<ActionsOf> {
    const assessment = await this.assessments.get(actor, assessmentId);
    const current = await this.current.of(actor, assessment.deploymentId);
    const rows = await this.unitOfWork.read((manager) =>
      manager.find(ActionProgressEntity, { where: { assessmentId }, order: { actionId: 'ASC' } }),
    );
    const list = actionList(rows, {
      ...{ assessmentId, current, today: isoDate(this.clock.today()) },
      wordsOf: this.wordsFor(actor, assessment),
    });
    return { assessment, current, list, mayChange: may(actor, 'actions.track', placeOf(assessment)) };
  }

  /** One action with what a page tells of it. @throws as `list` */
  async detail(actor: Actor, assessmentId: string, actionId: string): Promise<ActionDetail> {
    const { list, ...rest } = await this.of(actor, assessmentId);
    const action = found(list, actionId);
    return {
      ...rest,
      action,
      planned: rest.current.plan.actions.find(({ id }) => id === action.id),
      needs: list.items.filter(({ id }) => action.needs.includes(id)),
      inOpenRevision: await this.inOpenRevision(actor, rest.assessment, action),
    };
  }

  /**
   * Says how far an action is.
   *
   * @throws Problem as `list`, and `stale-version`
   */
  async say(
    actor: Actor,
    assessmentId: string,
    actionId: string,
    command: SaveActionProgress,
    expectedVersion: number,
  ): Promise<ActionView> {
    const assessment = await this.assessments.get(actor, assessmentId);
    const { plan } = await this.current.of(actor, assessment.deploymentId);
    const planned = plan.actions.find(({ id }) => id === actionId);
    try {
      await this.store(actor, assessment, { actionId, planned, command, expectedVersion });
    } catch (error) {
      // Two were the first to say something of it.
      if (error instanceof Problem && error.code === 'conflict') throw staleVersion(UNTOUCHED + 1);
      throw error;
    }
    return this.get(actor, assessmentId, actionId);
  }

  /**
   * What would change if some actions were done; nothing is stored. Ids of what the plan does not have are left out.
   *
   * @throws as `list`
   */
  async whatIf(
    actor: Actor,
    { list, current }: Pick<ActionsOf, 'list' | 'current'>,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<WhatIfDone> {
    const chosen = list.items.filter(({ id }) => ids.includes(id));
    const taken = chosen.filter(({ type }) => type !== 'find-out');
    const open = chosen.filter(({ type }) => type === 'find-out');
    if (taken.length === 0) return { result: null, taken, open };
    const complete = taken.map(({ id }) => id);
    const order = signal === undefined ? {} : { signal };
    return { result: await this.plans.whatIf(actor, current.submission.id, { complete }, order), taken, open };
  }

  private store(
    actor: Actor,
    { id: assessmentId, trust, toolId, deploymentId }: AssessmentView,
    { actionId, planned, command, expectedVersion }: Saying,
  ): Promise<void> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const row = await manager.findOneBy(ActionProgressEntity, { assessmentId, actionId });
      const known = planned ?? row;
      if (known === null) throw notFound('action', actionId);
      const version = row?.version ?? UNTOUCHED;
      if (version !== expectedVersion) throw staleVersion(version);
      const { state, targetDate, ownOwner, note } = command;
      const { questionId, type, title } = known;
      const values = { ...{ questionId, type, title, state, targetDate, ownOwner, note }, ...doneBy(actor, now) };
      const id = await this.keep(manager, row, { assessmentId, actionId, ...values });
      const fields = (['state', 'targetDate', 'ownOwner', 'note'] as const).filter(
        (field) => command[field] !== (row?.[field] ?? (field === 'state' ? 'not-begun' : null)),
      );
      record({
        type: 'action-changed',
        subjectId: id,
        ...{ trustId: trust.id, toolId, deploymentId, assessmentId },
        // Neither note nor name: they can be taken out, and what is on record cannot.
        data: { actionId, state, fields },
      });
    });
  }

  /** @returns the row's id */
  private async keep(
    manager: EntityManager,
    row: ActionProgressEntity | null,
    values: Omit<ActionProgressEntity, 'id' | 'version'>,
  ): Promise<string> {
    if (row === null) {
      const id = randomUUID();
      await manager.insert(ActionProgressEntity, { id, version: UNTOUCHED + 1, ...values });
      return id;
    }
    const { id, version } = row;
    if (!(await updateVersion(manager, ActionProgressEntity, { id }, version, values))) throw staleVersion(version);
    return id;
  }

  /** A trust's own words, as far as this reader is shown them. */
  private wordsFor(actor: Actor, { id, notesKept, trust }: AssessmentView): (row: ActionProgressEntity) => Words {
    const kept = keptFrom({ id, notesKept, trustId: trust.id }, actor, 'results.read');
    return ({ ownOwner, note }) => (kept ? { ownOwner: null, note: note === null ? null : KEPT } : { ownOwner, note });
  }

  private async inOpenRevision(actor: Actor, assessment: AssessmentView, action: ActionView): Promise<boolean | null> {
    if (assessment.openRevision === null || !may(actor, 'draft.score', placeOf(assessment))) return null;
    try {
      return isConfirmed(action, await this.snapshots.draftScorecard(actor, assessment.id));
    } catch (error) {
      // It cannot be scored just now, or was submitted this moment: then nothing is said of it.
      if (error instanceof Problem) return null;
      throw error;
    }
  }
}

/** What somebody says of which action, on which version. */
interface Saying {
  readonly actionId: string;
  readonly planned: PlannedAction | undefined;
  readonly command: SaveActionProgress;
  readonly expectedVersion: number;
}

function doneBy({ id }: Actor, now: Date): { updatedAt: Date; updatedBy: string } {
  return { updatedAt: now, updatedBy: id };
}

function placeOf({ id: assessmentId, trust }: AssessmentView): { assessmentId: string; trustId: string } {
  return { assessmentId, trustId: trust.id };
}

/** @throws Problem `not-found` */
function found({ items, past }: ActionList, actionId: string): ActionView {
  const action = [...items, ...past].find(({ id }) => id === actionId);
  if (action === undefined) throw notFound('action', actionId);
  return action;
}
