import type { INestApplicationContext } from '@nestjs/common';
import { ConcernsService } from '../concerns/concerns.service.js';
import { PublishedAnswersService } from '../concerns/published-answers.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { DemoClock } from './demo-clock.js';

const MILLISECONDS_A_DAY = 86_400_000;

/** Who asks and who answers. */
export interface DemoSides {
  readonly lead: Actor;
  readonly vendor: Actor;
  readonly assessmentId: string;
}

/** A question that was answered and published, one that was answered, and a concern that waits. */
export async function addDemoConcerns(
  app: INestApplicationContext,
  { lead, vendor, assessmentId }: DemoSides,
): Promise<void> {
  const clock = app.get(Clock);
  const now = clock.now();
  const daysAgo = (days: number): void => {
    if (clock instanceof DemoClock) clock.set(new Date(now.getTime() - days * MILLISECONDS_A_DAY));
  };
  const concerns = app.get(ConcernsService);
  daysAgo(19);
  const ports = await concerns.ask(lead, assessmentId, {
    kind: 'question',
    subject: 'Which network ports does the gateway need?',
    text: 'Our network team asks for a list with direction and protocol before the change board meets.',
    questionId: 'IT-05',
  });
  daysAgo(18);
  const answer =
    'Port 11112 inbound from the PACS for DICOM, and 443 outbound to the processing service, both TCP. Nothing else.';
  await concerns.reply(vendor, ports.id, `${answer}\nThe network guide has the addresses in section 3.`);
  await app.get(PublishedAnswersService).publish(vendor, ports.id, {
    question: 'Which network ports does the gateway need?',
    answer,
  });
  daysAgo(12);
  const training = await concerns.ask(lead, assessmentId, {
    kind: 'question',
    subject: 'Can training be on the site?',
    text: 'Most of our physiologists cannot leave the department for half a day.',
  });
  daysAgo(9);
  await concerns.reply(
    vendor,
    training.id,
    'Yes. Two sessions of an hour in your department, at times that you choose.',
  );
  daysAgo(4);
  await concerns.ask(lead, assessmentId, {
    kind: 'concern',
    subject: 'No name for out-of-hours support',
    text: 'The agreement names a telephone line but nobody who answers at night. Our clinical safety officer will not sign without it.',
    questionId: 'VS-01',
    mayPublish: false,
  });
  if (clock instanceof DemoClock) clock.set(undefined);
}
