import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, Not } from 'typeorm';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobKinds } from '../platform/jobs/job-kinds.js';
import { forgetKeptForms } from './kept-forms.service.js';
import { forgetSessions } from './sessions.service.js';
import { SignInTries } from './sign-in-tries.js';
import { TicketEntity } from './ticket.entity.js';

/** Hour of the night in London at which it begins. */
const FROM_HOUR = 3;
/** After an invitation was answered, withdrawn or expired. */
export const INVITATION_KEPT_DAYS = 90;
const MILLISECONDS_A_DAY = 86_400_000;
const ROWS_AT_ONCE = 500;

/** Forgets every night what is kept on people no longer than it is needed. */
@Injectable()
export class Forgetting {
  constructor(
    kinds: JobKinds,
    private readonly unitOfWork: UnitOfWork,
    private readonly tries: SignInTries,
  ) {
    kinds.register('forget-people', {
      title: 'Forget what is out of date on people: ended sessions, addresses of old invitations, tries to sign in',
      dailyFromHour: FROM_HOUR,
      run: () => this.run(),
    });
  }

  private async run(): Promise<Readonly<Record<string, unknown>>> {
    const sessions = await this.unitOfWork.keepBooks(async (manager, now) => {
      await forgetKeptForms(manager, now);
      return forgetSessions(manager, now);
    });
    let invitations = 0;
    for (let count = await this.forgetSome(); count > 0; count = await this.forgetSome()) invitations += count;
    await this.tries.forgetOld();
    return { sessions, invitations };
  }

  /** @returns how many invitations lost their names and words this time */
  private forgetSome(): Promise<number> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const before = new Date(now.getTime() - INVITATION_KEPT_DAYS * MILLISECONDS_A_DAY);
      const old = await manager.find(TicketEntity, {
        select: { id: true },
        // An open one that is so old expired long ago.
        where: [
          { email: Not(IsNull()), closedAt: LessThan(before) },
          { email: Not(IsNull()), closedAt: IsNull(), expiresAt: LessThan(before) },
        ],
        take: ROWS_AT_ONCE,
      });
      if (old.length === 0) return 0;
      const gone = { email: null, name: null, message: null, reason: null };
      await manager.update(TicketEntity, { id: In(old.map(({ id }) => id)) }, gone);
      return old.length;
    });
  }
}
