import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../support/service.js';
import { PASSWORD, sendForm, signedIn } from '../support/signed-in.js';

/* Guesses at a password: as many as PASSWORD_GUESSES says, of one account that is there and one that is not. */

const GUESSES = Number(process.env.PASSWORD_GUESSES ?? 60);
const MOST = 10;
const AT_ONCE = 30;
const QUARTER = 15 * 60_000;
const LONG = 3_600_000;
const UNKNOWN = 'person0@example.nhs.uk';

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly session: boolean;
  readonly html: string;
}

let service: TestService;
let known: string;

beforeAll(async () => {
  service = await startService();
  known = (await signedIn(service, [{ role: 'administrator' }], 'person1@example.nhs.uk')).email;
});

afterAll(() => service.stop());

async function guess(email: string, password: string): Promise<Answer> {
  const response = await fetch(`${service.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', origin: service.url, 'x-nobody': '1' },
    body: new URLSearchParams({ email, password }),
  });
  // What differs from one request to the next at any account, and what was typed.
  const html = (await response.text()).replace(/nonce="[^"]*"/g, '').replaceAll(email, '');
  const { status, headers } = response;
  return { status, retryAfter: headers.get('retry-after'), session: headers.has('set-cookie'), html };
}

async function guesses(count: number): Promise<{ known: Answer[]; unknown: Answer[] }> {
  const answers = { known: [] as Answer[], unknown: [] as Answer[] };
  for (let done = 0; done < count; done += AT_ONCE) {
    const batch = Array.from(
      { length: Math.min(AT_ONCE, count - done) },
      (_, index) => `guess number ${String(done + index)}`,
    );
    const both = await Promise.all(batch.map((word) => Promise.all([guess(known, word), guess(UNKNOWN, word)])));
    for (const [one, other] of both) {
      answers.known.push(one);
      answers.unknown.push(other);
    }
  }
  return answers;
}

const tried = (answers: readonly Answer[]): Answer[] => answers.filter(({ status }) => status === 400);
const held = (answers: readonly Answer[]): Answer[] => answers.filter(({ status }) => status === 429);
const different = (answers: readonly Answer[]): number => new Set(answers.map(({ html }) => html)).size;

describe('guesses at a password', () => {
  it(
    'should be tried ten times a quarter of an hour for each account, whether there is one or not',
    async () => {
      const answers = await guesses(GUESSES);
      for (const own of [answers.known, answers.unknown]) {
        expect([tried(own).length, held(own).length]).toEqual([MOST, GUESSES - MOST]);
        expect(held(own).filter(({ retryAfter }) => Number(retryAfter) < 1 || Number(retryAfter) > 900)).toEqual([]);
        expect(own.filter(({ session }) => session)).toEqual([]);
      }
      expect(different([...tried(answers.known), ...tried(answers.unknown)])).toBe(1);
      expect(different([...held(answers.known), ...held(answers.unknown)])).toBe(1);
      const failed = await service.database.query(
        "SELECT subject_id FROM events WHERE type = 'sign-in-failed' ORDER BY subject_id",
      );
      expect(failed.filter((row) => row.subject_id === 'unknown')).toHaveLength(MOST);
      expect(failed).toHaveLength(MOST * 2);
    },
    LONG,
  );

  it('should keep even the right password out until the quarter of an hour is over', async () => {
    const locked = await guess(known, PASSWORD);
    expect([locked.status, locked.session]).toEqual([429, false]);
    service.clock.set(new Date(service.clock.now().getTime() + QUARTER - 1000));
    expect((await guess(known, PASSWORD)).status).toBe(429);
    service.clock.set(new Date(service.clock.now().getTime() + 1000));
    const open = await sendForm(service, undefined, '/sign-in', { email: known, password: PASSWORD });
    expect(open.status).toBe(303);
    expect(open.cookie).toBeDefined();
  });

  const measured = process.env.PASSWORD_GUESSES === undefined ? it.skip : it;
  measured(
    'should take the same time (told, not held)',
    async () => {
      const times = { known: [] as number[], unknown: [] as number[] };
      for (let round = 0; round < 20; round += 1) {
        service.clock.set(new Date(service.clock.now().getTime() + QUARTER));
        for (const [kind, email] of [
          ['known', known],
          ['unknown', UNKNOWN],
        ] as const) {
          const begun = performance.now();
          expect((await guess(email, 'not this one')).status).toBe(400);
          times[kind].push(performance.now() - begun);
        }
      }
      const median = (all: number[]): string => (all.sort((a, b) => a - b)[all.length >> 1] ?? 0).toFixed(1);
      console.log(`median of a sign-in: known ${median(times.known)} ms, unknown ${median(times.unknown)} ms`);
    },
    LONG,
  );
});
