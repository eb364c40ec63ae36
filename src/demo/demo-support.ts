import type { INestApplicationContext } from '@nestjs/common';
import { isoDate } from '../core/contracts/calendar.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { ContactsService } from '../support/contacts.service.js';
import type { LogContact } from '../support/support.dto.js';
import { PromisesService } from '../support/promises.service.js';
import { DemoClock } from './demo-clock.js';

const MILLISECONDS_A_DAY = 86_400_000;

/** A contact so many days ago. */
interface DemoContact extends Pick<LogContact, 'kind' | 'hours' | 'note'> {
  readonly daysAgo: number;
  readonly actionId?: string;
}

/** What was promised so many days ago, for so many days from then on. */
interface DemoPromise {
  readonly what: string;
  readonly actionId: string;
  readonly daysAgo: number;
  readonly dueInDays: number;
}

const CONTACTS: Readonly<Record<string, readonly DemoContact[]>> = {
  'Kestrelgarth Hospital': [
    {
      kind: 'call',
      hours: 0.5,
      daysAgo: 41,
      note: 'They ask for the statement on the new data centre.',
      actionId: 'GV-10',
    },
    { kind: 'e-mail', hours: 0.25, daysAgo: 12, note: 'Asked our security lead for the statement again.' },
  ],
  'Fenmere Infirmary': [
    { kind: 'meeting', hours: 1.5, daysAgo: 20, note: 'Went through the plan with the IT lead.' },
    { kind: 'call', hours: 0.75, daysAgo: 6, note: 'Firewall form: which addresses, which ports.', actionId: 'IT-05' },
  ],
  'Quillmarsh Hospital': [
    { kind: 'visit', hours: 6, daysAgo: 75, note: 'A day with the one person who looks after it all.' },
  ],
  'Winterbeck Infirmary': [
    { kind: 'call', hours: 0.5, daysAgo: 15, note: 'Told them that the review of the DPIA is late.' },
  ],
};

const PROMISES: Readonly<Record<string, readonly DemoPromise[]>> = {
  'Kestrelgarth Hospital': [
    { what: 'Send the missing security statement', actionId: 'GV-10', daysAgo: 12, dueInDays: 9 },
  ],
  'Fenmere Infirmary': [
    { what: 'Send the assurance pack for release 2.2', actionId: 'GV-05', daysAgo: 6, dueInDays: 13 },
  ],
};

/** What the vendor's support team has logged and promised so far. */
export async function addDemoSupport(app: INestApplicationContext, vendor: Actor): Promise<void> {
  const clock = app.get(Clock);
  const now = clock.now();
  const at = (daysAgo: number): string => {
    const day = new Date(now.getTime() - daysAgo * MILLISECONDS_A_DAY);
    if (clock instanceof DemoClock) clock.set(day);
    return isoDate(clock.today());
  };
  const { items } = await app.get(DeploymentsService).list(vendor, { limit: 200 });
  for (const { id, site } of items) {
    for (const { daysAgo, ...contact } of CONTACTS[site.name] ?? []) {
      await app.get(ContactsService).log(vendor, id, { ...contact, on: at(daysAgo) });
    }
    for (const { daysAgo, dueInDays, ...promise } of PROMISES[site.name] ?? []) {
      const dueOn = at(daysAgo - dueInDays);
      at(daysAgo);
      await app.get(PromisesService).make(vendor, id, { ...promise, dueOn });
    }
  }
  if (clock instanceof DemoClock) clock.set(undefined);
}
