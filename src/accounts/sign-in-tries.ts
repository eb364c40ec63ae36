import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { SignInTryEntity } from './sign-in-try.entity.js';

/** For so many minutes a try counts. */
export const TRIES_MINUTES = 15;
const WINDOW = TRIES_MINUTES * 60_000;
const MOST_OF_ACCOUNT = 10;
/** A hospital's people share one address. */
const MOST_OF_ADDRESS = 100;
const KEPT_SUBJECTS = 20_000;

export interface SignInTry {
  /** E-mail address, whether it is anybody's or not */
  readonly account: string;
  /** Network address */
  readonly address: string;
}

/** Slows guesses down: by account and by address, the same for accounts that are there and those that are not. */
@Injectable()
export class SignInTries {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Counts a try before it is known whether it is right, so that many at once are not let through together.
   *
   * @throws Problem `too-many-requests`
   */
  async begin({ account, address }: SignInTry): Promise<void> {
    const subjects = [
      [subjectOf('account', account), MOST_OF_ACCOUNT],
      [subjectOf('address', address), MOST_OF_ADDRESS],
    ] as const;
    const wait = await this.unitOfWork.keepBooks(async (manager, now) => {
      const tries = await Promise.all(subjects.map(([subject]) => recentOf(manager, subject, now)));
      const full = tries.filter((recent, index) => recent.length >= (subjects[index]?.[1] ?? 0));
      if (full.length > 0) return Math.max(...full.map(([first = 0]) => first + WINDOW - now.getTime()));
      for (const [index, [subject]] of subjects.entries()) {
        await manager.upsert(SignInTryEntity, { subject, failures: [...(tries[index] ?? []), now.getTime()] }, [
          'subject',
        ]);
      }
      return 0;
    });
    if (wait > 0) throw tooMany(wait);
  }

  /** Forgets the tries of an account whose password was right; those of the address stay. */
  async succeeded({ account }: SignInTry): Promise<void> {
    await this.unitOfWork.keepBooks((manager) =>
      manager.delete(SignInTryEntity, { subject: subjectOf('account', account) }),
    );
  }

  /** Forgets what counts no more. */
  forgetOld(): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const rows = await manager.find(SignInTryEntity, { take: KEPT_SUBJECTS });
      for (const { subject, failures } of rows) {
        if (!failures.some((at) => isRecent(at, now))) await manager.delete(SignInTryEntity, { subject });
      }
    });
  }
}

function subjectOf(kind: 'account' | 'address', name: string): string {
  return createHash('sha256').update(`${kind}:${name.toLowerCase()}`).digest('hex');
}

async function recentOf(manager: EntityManager, subject: string, now: Date): Promise<number[]> {
  const row = await manager.findOneBy(SignInTryEntity, { subject });
  return (row?.failures ?? []).filter((at) => isRecent(at, now));
}

function isRecent(at: number, now: Date): boolean {
  return now.getTime() - at < WINDOW;
}

function tooMany(wait: number): Problem {
  const minutes = Math.ceil(wait / 60_000);
  return new Problem(
    'too-many-requests',
    `Too many tries to sign in. Wait ${String(minutes)} minutes, then try again.`,
    {
      headers: { 'Retry-After': String(Math.ceil(wait / 1000)) },
    },
  );
}
