import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { WhatIf } from '../../src/core/contracts/plan.js';
import { makeFolder, ROOT, runCli, runHere, writeFile } from '../support/cli.js';

const site = writeFile(
  makeFolder(),
  'site.yaml',
  `tool: echogo-pro
asOf: "2026-11-23"
answers:
  IT-05: { value: 1 }
  GV-01: { value: 1, note: "a draft" }
  GV-02: { value: 1 }
  GV-05: { value: 3 }
  TM-01: { value: 2 }
`,
);
const ask = async (...args: string[]): Promise<WhatIf> =>
  JSON.parse((await runHere(['what-if', site, '--json', ...args])).out) as WhatIf;

describe('readiness what-if', () => {
  it('should show what changes in words', () => {
    const { code, out, err } = runCli(['what-if', site, '--set', 'IT-05=3', '--complete', 'GV-01']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Before: /);
    expect(out).toMatch(/^After: {2}/m);
    expect(out).toMatch(/^Index \d+ → \d+ \(could be \d+ → \d+\)$/m);
    expect(out).toMatch(/^Gate GV-01: not passed → passed$/m);
    expect(out).toMatch(/^Cleared for go-live: .+ if nothing slips/m);
    expect(out).toMatch(/^No longer needed: .*GV-01/m);
    expect(out).toMatch(/This is a promise, not a fact/);
    expect(out).not.toMatch(/undefined|NaN|null/);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('should give before, after and difference as JSON', async () => {
    const result = await ask('--set', 'IT-05=3');
    expect(result.after.scorecard.index.value).toBeGreaterThan(result.before.scorecard.index.value);
    expect(result.difference).toMatchObject({
      index: expect.any(Number),
      stage: { before: 0, after: 0 },
      vendorHours: expect.any(Number),
    });
    expect(result.before.plan.asOf).toBe('2026-11-23');
  });

  it('should take numbers and not-known, several at once', async () => {
    const { after } = await ask('--set', 'IT-05=3', '--set', 'TM-01=4.5', '--set', 'GV-02=not-known');
    const outcome = (id: string): string | undefined =>
      after.scorecard.findings.find((finding) => finding.id === id)?.notKnownReason;
    expect(outcome('GV-02')).toBe('answered-not-known');
    expect(outcome('TM-01')).toBeUndefined();
  });

  it('should take found evidence as what it is found for', async () => {
    const found = await ask('--complete', 'GV-05:find-evidence');
    expect(found.before.plan.actions.map(({ id }) => id)).toContain('GV-05:find-evidence');
    expect(found.difference.actionsRemoved).toContain('GV-05:find-evidence');
    expect(found.difference.gates).toContainEqual({ id: 'GV-05', before: 'not-known', after: 'passed' });
  });

  it('should say what a completed action still needs', async () => {
    const { out } = await runHere(['what-if', site, '--complete', 'GV-04']);
    expect(out).toMatch(/^Note: GV-04 .+ is taken as done, but it needs what\s+is not done: /m);
  });

  it('should name every wrong change at once', async () => {
    const args = ['--set', 'ZZ-99=1', '--set', 'IT-01=9', '--complete', 'XX-01', '--complete', 'GV-01:find-out'];
    const { code, out, err } = await runHere(['what-if', site, ...args]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^--set ZZ-99: "ZZ-99" is not a question/),
      '--set IT-01: IT-01 takes a level as a whole number from 0 to 3; got 9.',
      '--complete XX-01: "XX-01" is not an action of EchoGo Pro; ids look like GV-01.',
      '--complete GV-01:find-out: Finding out ends with an answer: say which with --set.',
      '4 problems found. Nothing was computed.',
    ]);
  });

  it.each([
    [[], /say what changes: '--set IT-05=3' or '--complete GV-01'/],
    [['--set', 'IT-05'], /takes a question and an answer, such as IT-05=3 or TM-01=not-known; got "IT-05"/],
    [['--set', 'IT-05=high'], /takes a question and an answer/],
    [['--set', 'IT-05=1', '--set', 'IT-05=2'], /answers a question twice: IT-05=2/],
  ])('should refuse %j as wrong usage', async (args, message) => {
    expect(await runHere(['what-if', site, ...args])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(message),
    });
  });

  it('should take one file', async () => {
    const result = await runHere(['what-if', path.dirname(site), '--complete', 'GV-01']);
    expect(result).toMatchObject({ code: 1, err: expect.stringMatching(/not read|not an ordinary file/) });
    expect((await runHere(['what-if', path.join(ROOT, 'no.yaml'), '--complete', 'GV-01'])).err).toMatch(
      /cannot be read: ENOENT/,
    );
  });
});
