import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isoDate, longDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import { may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobKinds, type RunningJob } from '../platform/jobs/job-kinds.js';
import { MailKinds, type MailContent, type OrderedMail } from '../platform/mail/mail-kinds.js';
import { MailPeople, type MailRecipient } from '../platform/mail/mail-people.js';
import { Outbox } from '../platform/mail/outbox.js';
import { AssessmentEntity } from './assessment.entity.js';
import { AssessmentNames } from './assessment-names.js';
import { EvidenceEntity } from './evidence.entity.js';
import { RevisionEntity } from './revision.entity.js';

/** Days before evidence expires at which the trust's leads hear of it: for what takes weeks, and for what takes days. */
const THRESHOLDS = [14, 60] as const;
/** Hour of the morning in London, before the mail of the day goes out. */
const FROM_HOUR = 5;

/** A day on which evidence of an assessment expires. */
interface Expiry {
  readonly assessmentId: string;
  readonly trustId: string;
  readonly expires: string;
}

/** Looks every morning for evidence that expires soon, and tells the leads of the trust, at each threshold once. */
@Injectable()
export class LapsingEvidence {
  constructor(
    jobs: JobKinds,
    mails: MailKinds,
    private readonly outbox: Outbox,
    private readonly people: MailPeople,
    private readonly places: Places,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly names: AssessmentNames,
  ) {
    mails.register('lapsing', { topic: 'lapsing', content: (...given) => this.content(...given) });
    if (!outbox.isOpen) return;
    jobs.register('tell-lapsing', {
      title: 'Tell trust leads of evidence that expires soon',
      dailyFromHour: FROM_HOUR,
      run: (job) => this.run(job),
    });
  }

  private async run({ signal }: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const today = this.clock.today();
    const found = await this.unitOfWork.read((manager) =>
      expiries(manager)
        .where(BETWEEN, { from: isoDate(today), to: isoDate(today + THRESHOLDS[1]) })
        .getRawMany<Expiry>(),
    );
    let mails = 0;
    for (const expiry of found) {
      signal.throwIfAborted();
      mails += await this.tell(expiry, (parseDay(expiry.expires) as DayNumber) - today);
    }
    return { expiries: found.length, mails };
  }

  /** @returns how many mails were ordered */
  private tell({ assessmentId, trustId, expires }: Expiry, days: number): Promise<number> {
    const threshold = THRESHOLDS.find((one) => days <= one) as number;
    return this.unitOfWork.keepBooks(async (manager, now) => {
      let mails = 0;
      for (const personId of await this.people.holding(manager, 'trust-lead', trustId)) {
        const once = `lapsing ${assessmentId} ${expires} ${String(threshold)} ${personId}`;
        const order = { kind: 'lapsing', to: { personId }, about: { assessmentId, expires }, once };
        if (await this.outbox.order({ manager, now }, order)) mails += 1;
      }
      return mails;
    });
  }

  private async content(
    manager: EntityManager,
    { about }: OrderedMail,
    to: MailRecipient | undefined,
  ): Promise<MailContent | undefined> {
    const [assessmentId, expires] = [String(about.assessmentId), String(about.expires)];
    const day = parseDay(expires);
    const place = await this.places.find(manager, 'assessmentId', assessmentId);
    if (to === undefined || day === undefined || place === undefined || !may(to.actor, 'revision.read', place)) return;
    // It was replaced meanwhile, or taken away, or it is too late to hear of it.
    if (day < this.clock.today()) return;
    const [still] = await expiries(manager)
      .where(BETWEEN, { from: expires, to: expires })
      .andWhere('assessment.id = :assessmentId', { assessmentId })
      .getRawMany<Expiry>();
    if (still === undefined) return;
    const parts = await this.names.partsOf(manager, assessmentId);
    return parts && { path: `/assessments/${assessmentId}`, values: { ...parts, day: longDate(day) } };
  }
}

const BETWEEN = 'evidence.expires BETWEEN :from AND :to';

/** The days on which evidence expires that counts: of the open revision, and of the one that was submitted last. */
function expiries(manager: EntityManager): ReturnType<EntityManager['createQueryBuilder']> {
  const last = manager
    .createQueryBuilder(RevisionEntity, 'submitted')
    .select('MAX(submitted.number)')
    .where("submitted.assessmentId = assessment.id AND submitted.state = 'submitted'");
  return manager
    .createQueryBuilder()
    .select('assessment.id', 'assessmentId')
    .addSelect('assessment.trustId', 'trustId')
    .addSelect('evidence.expires', 'expires')
    .from(EvidenceEntity, 'evidence')
    .innerJoin(AssessmentEntity, 'assessment', 'assessment.id = evidence.assessmentId')
    .innerJoin(
      RevisionEntity,
      'revision',
      `revision.id = evidence.revisionId AND (revision.state = 'open' OR revision.number = (${last.getQuery()}))`,
    )
    .groupBy('assessment.id')
    .addGroupBy('assessment.trustId')
    .addGroupBy('evidence.expires')
    .orderBy('evidence.expires')
    .addOrderBy('assessment.id');
}
