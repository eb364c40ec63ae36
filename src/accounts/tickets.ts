import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { Problem } from '../platform/problem/problem.js';
import { hashOfToken, newToken } from './secrets.js';
import { TicketEntity, type TicketKind } from './ticket.entity.js';

const MILLISECONDS_A_DAY = 86_400_000;
/** Days for which a link works. */
const GOOD_DAYS: Readonly<Record<TicketKind, number>> = { 'set-up': 7, invitation: 14, reset: 1 };

/** What a ticket is made of besides what each has. */
export type TicketOrder = Pick<TicketEntity, 'kind' | 'createdBy'> & Partial<TicketEntity>;

const NOTHING = {
  ...{ personId: null, email: null, name: null, message: null, role: null, trustId: null, vendorId: null },
  ...{ networkId: null, assessmentId: null, sections: null, questions: null, handOverId: null },
  ...{ reason: null, closedAt: null },
} as const satisfies Partial<TicketEntity>;

/** Makes a link that works once. @returns the ticket, and the token, which is told this once */
export async function makeTicket(
  manager: EntityManager,
  now: Date,
  order: TicketOrder,
): Promise<{ ticket: TicketEntity; token: string }> {
  const token = newToken();
  const ticket: TicketEntity = {
    ...NOTHING,
    ...order,
    id: randomUUID(),
    tokenHash: hashOfToken(token),
    state: 'open',
    createdAt: now,
    expiresAt: new Date(now.getTime() + GOOD_DAYS[order.kind] * MILLISECONDS_A_DAY),
  };
  await manager.insert(TicketEntity, ticket);
  return { ticket, token };
}

/** Gives an open ticket a new link, good for as long as a new one; the old link ends. @param by who makes it */
export async function renewTicket(
  manager: EntityManager,
  now: Date,
  ticket: TicketEntity,
  by: string,
): Promise<{ ticket: TicketEntity; token: string }> {
  const token = newToken();
  const values = {
    tokenHash: hashOfToken(token),
    createdBy: by,
    expiresAt: new Date(now.getTime() + GOOD_DAYS[ticket.kind] * MILLISECONDS_A_DAY),
  };
  await manager.update(TicketEntity, { id: ticket.id }, values);
  return { ticket: { ...ticket, ...values }, token };
}

/** The open ticket of a link. @throws Problem `link-spent` when there is none: used, too old, or never given */
export async function openTicket(
  manager: EntityManager,
  now: Date,
  token: string,
  kind: TicketKind,
): Promise<TicketEntity> {
  const ticket = await manager.findOneBy(TicketEntity, { tokenHash: hashOfToken(token), kind, state: 'open' });
  if (ticket !== null && ticket.expiresAt > now) return ticket;
  throw linkSpent();
}

/** One answer for a link that was used, is too old, was withdrawn or never was. */
export function linkSpent(): Problem {
  return new Problem('link-spent', 'This link was used, has expired, or was not copied as a whole. Ask for a new one.');
}
