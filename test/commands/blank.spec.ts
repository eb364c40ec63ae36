import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Scorecard } from '../../src/core/contracts/scorecard.js';
import { compiledFor, realCatalogue, TOOLS, USES } from '../support/catalogue.js';
import { makeFolder, runCli, runHere, runJson, writeFile } from '../support/cli.js';

describe('readiness blank', () => {
  const folder = makeFolder();

  it('should write a file that score takes as it is, and never write over it', () => {
    const file = path.join(folder, 'site.yaml');
    expect(runCli(['blank', '-o', file, '--as-of', '2026-11-23'])).toEqual({
      code: 0,
      out: '',
      err: `Wrote ${file}. Fill it in, then: readiness score ${file}\n`,
    });
    const card = runJson<Scorecard>(['score', file]);
    expect(card).toMatchObject({
      asOf: '2026-11-23',
      completeness: 0,
      stage: { number: 0 },
      answered: { known: 0, unknown: 58 },
    });
    fs.appendFileSync(file, '# begun\n');
    const again = runCli(['blank', '-o', file]);
    expect(again).toMatchObject({
      code: 1,
      err: expect.stringMatching(/The file exists already and is left as it is\./),
    });
    expect(fs.readFileSync(file, 'utf8')).toMatch(/# begun\n$/);
  });

  it.each(TOOLS.flatMap((tool) => USES.map((use) => [tool, use] as const)))(
    'should hold every question of %s in %s use with all its levels, and score as it is and filled in',
    async (tool, use) => {
      const { out } = await runHere(['blank', '--tool', tool, '--use', use, '--as-of', '2026-11-23']);
      const compiled = compiledFor(tool, use);
      const asked = compiled.questions.filter(({ ruledOut }) => !ruledOut);
      expect(out.match(/^ {2}[A-Z]{2}-\d\d:$/gm)?.map((line) => line.trim().slice(0, 5))).toEqual(
        asked.map(({ id }) => id),
      );
      const plain = out.replace(/\n *#\s+/g, ' ').replace(/\s+/g, ' ');
      for (const { question } of asked) {
        expect(plain).toContain(question.question.replace(/\s+/g, ' '));
        for (const [level, { text }] of (question.levels ?? []).entries())
          expect(plain).toContain(`${level} = ${text.replace(/\s+/g, ' ')}`);
      }
      const score = async (text: string): Promise<Scorecard> => {
        const result = await runHere(['score', writeFile(folder, 'tried.yaml', text), '--json']);
        expect({ code: result.code, err: result.err }).toEqual({ code: 0, err: '' });
        return JSON.parse(result.out) as Scorecard;
      };
      expect((await score(out)).completeness).toBe(0);
      // as a person fills it in: a value after each "value:", a line of evidence in place of the example
      let at = 0;
      const filled = out
        .replace(/^ {4}value: {2}#.*$/gm, (line) => {
          const { question } = asked[at++] as (typeof asked)[number];
          const best = question.number?.target ?? (question.levels ?? []).length - 1;
          return line.replace('value: ', `value: ${best} `);
        })
        .replace(
          /# - \{ title: "", date: "YYYY-MM-DD", owner: "" \}/g,
          '- { title: "Minute", date: "2026-10-01", owner: "A. Person" }',
        );
      const card = await score(filled);
      expect(card.completeness).toBe(1);
      expect(card.index.value).toBeCloseTo(100);
    },
  );

  it('should keep to the questions of a role', async () => {
    const { out } = await runHere(['blank', '--role', 'pacs-manager']);
    const own = compiledFor().questions.filter(
      ({ ruledOut, question }) => !ruledOut && question.answeredBy.includes('pacs-manager'),
    );
    expect(out.match(/^ {2}[A-Z]{2}-\d\d:$/gm)).toHaveLength(own.length);
    expect(own.length).toBeGreaterThan(0);
  });

  it('should give a file that score takes for every role, even one without questions', async () => {
    for (const { id } of realCatalogue().instrument.roles) {
      const { out } = await runHere(['blank', '--role', id]);
      const { code, err } = await runHere(['score', writeFile(folder, 'role.yaml', out)]);
      expect({ id, code, err }).toEqual({ id, code: 0, err: '' });
    }
  });

  it.each([
    [2, ['--role', 'king'], /'--role' takes one of .*pacs-manager.*; got "king"/],
    [2, ['--tool', 'x'], /'--tool' takes one of ambient-scribe, chest-xray-triage, echogo-pro; got "x"/],
    [2, ['--use', 'x'], /Allowed choices are routine, evaluation, research/],
    [2, ['--as-of', '2026-13-01'], /real date/],
    [2, ['-o', 'x.json'], /'-o' takes a file ending in \.yaml or \.yml; got "x\.json"/],
    [1, ['-o', '/no/such/folder/x.yaml'], /It cannot be written: ENOENT\./],
  ])('should end with %i for %j', async (code, args, message) => {
    expect(await runHere(['blank', ...args])).toMatchObject({ code, out: '', err: expect.stringMatching(message) });
  });
});
