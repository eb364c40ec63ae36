import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/problem/problem.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { GrantEntity } from './grant.entity.js';
import type { RoleView } from './invitations.dto.js';
import type { MeView } from './me.dto.js';
import { PersonEntity } from './person.entity.js';
import { NOT_HANDED, type Handed, type RoleColumns } from './role-columns.js';
import { RoleNames, roleLine } from './role-names.js';
import { SessionEntity } from './session.entity.js';

/** Tells whoever asks who they are here. */
@Injectable()
export class MeService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly names: RoleNames,
  ) {}

  /** @throws Problem `not-found` for what is neither a person nor a key any more */
  get(actor: Actor): Promise<MeView> {
    return this.unitOfWork.read((manager) =>
      actor.scopes === undefined ? this.person(manager, actor) : this.key(manager, actor),
    );
  }

  private async person(manager: EntityManager, { id, sessionId = '' }: Actor): Promise<MeView> {
    const person = await manager.findOneBy(PersonEntity, { id });
    if (person === null) throw notFound('person', id);
    const session = await manager.findOneBy(SessionEntity, { id: sessionId });
    const roles = await this.rolesOf(manager, await manager.findBy(GrantEntity, { personId: id }));
    return { id, kind: 'person', name: person.name, roles, scopes: null, endsAt: session?.expiresAt ?? null };
  }

  private async key(manager: EntityManager, { id }: Actor): Promise<MeView> {
    const key = await manager.findOneBy(ApiKeyEntity, { id });
    if (key === null) throw notFound('key', id);
    const roles = await this.rolesOf(manager, [key]);
    return { id, kind: 'program', name: key.name, roles, scopes: key.scopes, endsAt: key.expiresAt };
  }

  private async rolesOf(manager: EntityManager, held: readonly (RoleColumns & Partial<Handed>)[]): Promise<RoleView[]> {
    const words = await this.names.of(manager, held);
    return held.map(({ role, trustId, vendorId, networkId, assessmentId, sections, ...rest }, index) => ({
      ...{ role, trustId, vendorId, networkId, assessmentId, sections },
      questions: rest.questions ?? NOT_HANDED.questions,
      handOverId: rest.handOverId ?? NOT_HANDED.handOverId,
      text: roleLine(words[index] as (typeof words)[number]),
    }));
  }
}
