import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Counter, Gauge } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { operator, type Actor } from '../actor/actor.js';
import { Clock } from '../clock/clock.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { JobKinds, type RunningJob } from '../jobs/job-kinds.js';
import { Metrics } from '../metrics/metrics.js';
import { MailChoices } from './mail-choices.service.js';
import { MailKinds, type MailContent } from './mail-kinds.js';
import { MailPeople, type MailRecipient } from './mail-people.js';
import { MailQueue } from './mail-queue.js';
import { MailTexts } from './mail-texts.js';
import { isTooOld } from './mail-times.js';
import { MAIL_TRANSPORT, type Delivery, type MailTransport, type OutgoingMail } from './mail-transport.js';
import type { MailEntity } from './mail.entity.js';

/** When the server cannot be reached, this instance leaves it alone for so long. */
const REST_MILLISECONDS = 30_000;
/** Mails that one job sends: other jobs wait for it meanwhile. */
const MOST_AT_ONCE = 50;
const SERVICE: Actor = { ...operator('service'), role: 'service' };

/** A mail with what it says today. */
interface Part {
  readonly mail: MailEntity;
  readonly content: MailContent;
}

interface Letter {
  readonly outgoing: OutgoingMail;
  readonly parts: readonly Part[];
}

/**
 * Sends what was ordered: each mail at least once. It is marked sent after the server has taken it; an instance that ends
 * between the two has it sent again, with the same Message-ID.
 */
@Injectable()
export class MailSender {
  private readonly log = new Logger(MailSender.name);
  private readonly total: Counter | undefined;
  private readonly waiting: Gauge | undefined;
  private restUntil = 0;

  constructor(
    jobs: JobKinds,
    metrics: Metrics,
    private readonly kinds: MailKinds,
    private readonly queue: MailQueue,
    private readonly people: MailPeople,
    private readonly choices: MailChoices,
    private readonly texts: MailTexts,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport | undefined,
  ) {
    if (transport === undefined) return;
    this.total = metrics.counter('mails_total', 'Mails by what became of them: sent, put-off, dropped, given-up', [
      'outcome',
    ]);
    this.waiting = metrics.gauge('mails_due', 'Mails that wait although their time has come');
    for (const outcome of ['sent', 'put-off', 'dropped', 'given-up']) this.total.inc({ outcome }, 0);
    jobs.register('send-mail', {
      title: 'Send the mail whose turn has come',
      isDue: () => this.isDue(),
      run: (job) => this.run(job),
    });
  }

  private async isDue(): Promise<boolean> {
    const now = this.clock.now();
    const due = await this.queue.due(this.kinds.names, now);
    this.waiting?.set(due);
    const rests = now.getTime() < this.restUntil && this.restUntil - now.getTime() <= REST_MILLISECONDS;
    return due > 0 && !rests;
  }

  private async run({ signal }: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const counts = { sent: 0, putOff: 0, dropped: 0, givenUp: 0 };
    for (let number = 0; number < MOST_AT_ONCE; number += 1) {
      signal.throwIfAborted();
      const mails = await this.queue.take(this.kinds.names);
      if (mails.length === 0) break;
      const letter = await this.letterOf(mails);
      const wanted = letter?.parts.map(({ mail }) => mail) ?? [];
      const stale = mails.filter((mail) => !wanted.includes(mail));
      if (stale.length > 0) await this.drop(stale);
      counts.dropped += stale.length;
      if (letter === undefined) continue;
      const delivery = await this.attempt(letter.outgoing);
      await this.settle(wanted, delivery);
      if (delivery.outcome === 'sent') counts.sent += 1;
      else if (delivery.outcome === 'refused') counts.givenUp += 1;
      else counts.putOff += 1;
      if (delivery.outcome === 'later' && delivery.everything) {
        this.restUntil = this.clock.now().getTime() + REST_MILLISECONDS;
        break;
      }
    }
    return counts;
  }

  /** What mails say as things are now; undefined when nothing is left to say. Nothing is sent while the database is held. */
  private letterOf(mails: readonly MailEntity[]): Promise<Letter | undefined> {
    return this.unitOfWork.read(async (manager) => {
      const [first] = mails as readonly [MailEntity];
      const to = first.personId === null ? undefined : await this.people.find(manager, first.personId);
      const address = to?.address ?? (first.personId === null ? first.address : null);
      if (address === null) return undefined;
      const parts: Part[] = [];
      for (const mail of mails) {
        const content = await this.contentOf(manager, mail, to);
        if (content !== undefined) parts.push({ mail, content });
      }
      return parts.length === 0 ? undefined : { parts, outgoing: this.outgoing(parts, address, to) };
    });
  }

  private async contentOf(
    manager: EntityManager,
    mail: MailEntity,
    to: MailRecipient | undefined,
  ): Promise<MailContent | undefined> {
    const { kind, personId, createdAt } = mail;
    if (isTooOld(createdAt, this.clock.now())) return undefined;
    const { topic, content } = this.kinds.get(kind);
    if (personId !== null && (await this.choices.of(manager, personId, topic)) === 'never') return undefined;
    return content(manager, mail, to);
  }

  private outgoing(parts: readonly Part[], address: string, to: MailRecipient | undefined): OutgoingMail {
    const [{ mail, content }] = parts as readonly [Part];
    const name = to?.name;
    const text = mail.inDigest
      ? this.texts.digest(
          parts.map((part) => ({ kind: part.mail.kind, content: part.content })),
          name ?? '',
        )
      : this.texts.one(mail.kind, content, {
          ...(name !== undefined && { name }),
          chosen: this.kinds.get(mail.kind).topic !== 'account',
        });
    return { id: mail.id, address, ...(name !== undefined && { name }), ...text };
  }

  private attempt(outgoing: OutgoingMail): Promise<Delivery> {
    if (this.transport === undefined) throw new Error('There is no way to send mail');
    return this.transport.send(outgoing);
  }

  private async settle(mails: readonly MailEntity[], delivery: Delivery): Promise<void> {
    if (delivery.outcome === 'sent') {
      await this.queue.sent(mails);
      this.total?.inc({ outcome: 'sent' });
      return;
    }
    const { outcome, trouble } = delivery;
    const [{ kind, id }] = mails as readonly [MailEntity];
    // Neither addresses nor what the server said, which may repeat them.
    this.log.warn(`Mail ${kind} ${id} was not sent: ${trouble}`);
    if (outcome === 'refused') await this.giveUp(mails, trouble);
    else await this.queue.putOff(mails, trouble);
    this.total?.inc({ outcome: outcome === 'refused' ? 'given-up' : 'put-off' });
  }

  /** What is too old was tried for days: that is told. What is out of date otherwise nobody misses. */
  private async drop(mails: readonly MailEntity[]): Promise<void> {
    const now = this.clock.now();
    const tried = mails.filter(({ createdAt, trouble }) => trouble !== null && isTooOld(createdAt, now));
    const others = mails.filter((mail) => !tried.includes(mail));
    if (tried.length > 0) {
      this.log.error(`${String(tried.length)} mails were given up after days: ${tried[0]?.trouble ?? ''}`);
      await this.giveUp(tried, tried[0]?.trouble ?? '');
      this.total?.inc({ outcome: 'given-up' }, tried.length);
    }
    if (others.length === 0) return;
    await this.queue.dropped(others);
    this.total?.inc({ outcome: 'dropped' }, others.length);
  }

  private giveUp(mails: readonly MailEntity[], trouble: string): Promise<void> {
    return this.unitOfWork.write(SERVICE, async ({ manager, now, record }) => {
      await this.queue.end(manager, now, mails, { state: 'given-up', trouble });
      for (const { id, kind, attempts } of mails) {
        record({ type: 'mail-given-up', subjectId: id, data: { kind, attempts, trouble } });
      }
    });
  }
}
