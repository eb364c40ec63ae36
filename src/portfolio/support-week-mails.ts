import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isoDate, longDate, parseDay } from '../core/contracts/calendar.js';
import { may } from '../platform/access/decide.js';
import { rolesWith } from '../platform/access/permissions.js';
import { Clock } from '../platform/clock/clock.js';
import { isMonday, londonHourOf } from '../platform/clock/london-days.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobKinds, type RunningJob } from '../platform/jobs/job-kinds.js';
import { MailKinds, type MailContent, type OrderedMail } from '../platform/mail/mail-kinds.js';
import { MailPeople, type MailRecipient } from '../platform/mail/mail-people.js';
import { Outbox } from '../platform/mail/outbox.js';
import { SupportWeek } from './support-week.service.js';

const KIND = 'support-week';
/** Hour of the morning in London at which it is ordered, so that the mail of the day has it too. */
const FROM_HOUR = 5;
/** Hour of the morning in London at which it goes out. */
const SENT_HOUR = 7;

/** Tells everybody in a support team on Mondays whom to help this week. Written when it is sent, as things are then. */
@Injectable()
export class SupportWeekMails {
  constructor(
    jobs: JobKinds,
    mails: MailKinds,
    private readonly outbox: Outbox,
    private readonly people: MailPeople,
    private readonly week: SupportWeek,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {
    mails.register(KIND, { topic: 'week', content: (...given) => this.content(...given) });
    if (!outbox.isOpen) return;
    jobs.register('tell-support-week', {
      title: 'Tell support teams on Mondays whom to help this week',
      dailyFromHour: FROM_HOUR,
      run: (job) => this.run(job),
    });
  }

  private async run({ signal }: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const today = this.clock.today();
    if (!isMonday(today)) return { mails: 0 };
    const roles = rolesWith('portfolio.work');
    const ids = await this.unitOfWork.read((manager) => this.people.holdingAny(manager, roles));
    let mails = 0;
    for (const personId of ids) {
      signal.throwIfAborted();
      const week = isoDate(today);
      const order = {
        ...{ kind: KIND, to: { personId }, about: { week }, once: `${KIND} ${week} ${personId}` },
        notBefore: londonHourOf(today, SENT_HOUR),
      };
      if (await this.unitOfWork.keepBooks((manager, now) => this.outbox.order({ manager, now }, order))) mails += 1;
    }
    return { mails };
  }

  private async content(
    manager: EntityManager,
    { about }: OrderedMail,
    to: MailRecipient | undefined,
  ): Promise<MailContent | undefined> {
    const monday = parseDay(String(about.week));
    if (to === undefined || monday === undefined || !may(to.actor, 'portfolio.work')) return undefined;
    const ahead = await this.week.of(manager, to.actor, to.name, monday);
    // A week in which nothing is to be done needs no mail.
    if (Object.values(ahead).every((lines: readonly string[]) => lines.length === 0)) return undefined;
    return { path: '/portfolio?mine=yes', values: { ...ahead, monday: longDate(monday) } };
  }
}
