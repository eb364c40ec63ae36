import process from 'node:process';
import { expect, it } from '@jest/globals';
import { ENGINE } from '../support/databases.js';
import { ask, setUpAssessment, startService } from '../support/service.js';

/** `npm run reliability:editors` takes 50 editors and 200 rounds. */
const [EDITORS, ROUNDS] = [Number(process.env.EDITORS ?? 20), Number(process.env.EDITOR_ROUNDS ?? 4)];

it(`should let one of ${String(EDITORS)} editors of a section win in each of ${String(ROUNDS)} rounds, and tell all others`, async () => {
  const service = await startService();
  const second = ENGINE === 'postgres' ? await startService(service.database.place) : service;
  const { assessmentId } = await setUpAssessment(service, { code: 'ZV01' });
  const section = `/api/v1/assessments/${assessmentId}/sections/IT`;
  let refused = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const replies = await Promise.all(
      Array.from({ length: EDITORS }, async (_, editor) => {
        const note = `round ${String(round)} editor ${String(editor)}`;
        const reply = await ask<{ code?: string; version?: number; currentVersion?: number }>(
          editor % 2 === 0 ? service : second,
          'PUT',
          section,
          {
            body: { answers: { 'IT-05': { value: editor % 4, note } } },
            headers: { 'if-match': `"${String(round)}"` },
          },
        );
        return { note, reply };
      }),
    );
    const [winner, ...more] = replies.filter(({ reply }) => reply.status === 200);
    expect(more).toEqual([]);
    for (const { reply, note } of replies) {
      if (note === winner?.note) continue;
      expect([reply.status, reply.body.code, reply.body.currentVersion]).toEqual([412, 'stale-version', round + 1]);
      refused += 1;
    }
    // The winner's text is there, whole, and nobody else's.
    const { body } = await ask<{ answers: Record<string, { note: string }> }>(second, 'GET', section);
    expect(body.answers['IT-05']?.note).toBe(winner?.note);
  }
  const saved = await service.database.query("SELECT 1 FROM events WHERE type = 'section-saved'");
  expect(saved).toHaveLength(ROUNDS);
  if (process.env.EDITORS !== undefined) {
    console.log(
      `${ENGINE}: ${String(EDITORS)} editors, ${String(ROUNDS)} rounds: ${String(ROUNDS)} won, ${String(refused)} got 412, 0 updates lost`,
    );
  }
  if (second !== service) await second.stop();
  await service.stop();
}, 600_000);
