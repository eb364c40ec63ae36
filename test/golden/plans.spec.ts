import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { assess, reportOf } from '../../src/core/assess.js';
import type { ReportModel } from '../../src/core/contracts/report.js';
import { compareAssessments } from '../../src/core/scoring/compare.js';
import { RENDERERS } from '../../src/rendering/renderers.js';
import { requireWording } from '../../src/wording/load-wording.js';
import { readAnswersFile } from '../../src/answers/read-answers-file.js';
import { checked, type RawDocument } from '../support/catalogue.js';
import { ROOT } from '../support/cli.js';
import { readPdf, type PdfPage, type ReadTag } from '../support/pdf.js';

/*
 * What each renderer makes of each scenario, as text and as structure. A change shows as a difference that a person reads:
 * `UPDATE_GOLDEN=1 npm test -- test/golden` writes the files anew. After a release a version's files stay as they are.
 */

interface Scenario {
  readonly site: string;
  /** The submission before, where there is one */
  readonly before?: string;
  /** Day of the submission that took its place */
  readonly supersededOn?: string;
  readonly withPlan?: boolean;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'not-started': { site: 'sallowby-hospital/2026-10-19' },
  preparing: { site: 'fenmere-infirmary' },
  'cleared-for-data': { site: 'marlingate-general-hospital/2026-10-26', before: 'marlingate-general-hospital/2026-06-15' },
  superseded: { site: 'marlingate-general-hospital/2026-06-15', supersededOn: '2026-10-26' },
  'cleared-for-go-live': { site: 'cawdrey-park-hospital/2026-11-16', before: 'cawdrey-park-hospital/2026-08-17' },
  live: { site: 'quenholt-cardiac-centre/2026-10-12', before: 'quenholt-cardiac-centre/2026-01-19' },
  'in-use-without-clearance': { site: 'winterbeck-infirmary/2026-11-10', before: 'winterbeck-infirmary/2026-03-16' },
  scorecard: { site: 'fenmere-infirmary', withPlan: false },
};

function read(file: string): RawDocument {
  return readAnswersFile(path.join(ROOT, 'data', 'demo', `${file}.yaml`)).raw as RawDocument;
}

function modelOf({ site, before, supersededOn, withPlan = true }: Scenario): ReportModel {
  const { compiled, input } = checked(read(site));
  const { scorecard, plan } = assess(compiled, input);
  const earlier = before === undefined ? undefined : checked(read(before));
  const first = earlier && assess(earlier.compiled, earlier.input);
  const previous =
    earlier && first
      ? {
          comparison: compareAssessments({ ...earlier, scorecard: first.scorecard }, { compiled, input, scorecard }),
          plan: first.plan,
        }
      : null;
  return reportOf(
    { compiled, input },
    {
      wording: requireWording(),
      // Of the golden files alone: a real one changes with every word of the instrument.
      identity: { fingerprint: '0'.repeat(64), planId: 'SP-GOLDEN', ...(supersededOn !== undefined && { supersededOn }) },
      scorecard,
      ...(withPlan ? { plan, previous } : {}),
    },
  );
}

/** The structure tree, one element a line: its role, what a figure shows, and the start of its own text. */
function outline({ role, scope, alt, text, children }: ReadTag, depth = 0): string[] {
  const own = children.length === 0 ? ` ${text.slice(0, 60)}`.trimEnd() : '';
  const marks = [scope === undefined ? '' : ` (${scope})`, alt === undefined ? '' : ` [${alt}]`].join('');
  return [`${'  '.repeat(depth)}${role}${marks}${own}`, ...children.flatMap((child) => outline(child, depth + 1))];
}

/** A hash of where each word of a page stands and how large it is: of the bytes it would differ between versions of zlib. */
function placesOf({ texts }: PdfPage): string {
  const places = texts.map(({ text, x, y, width, size }) => [text, ...[x, y, width, size].map((one) => one.toFixed(1))]);
  return createHash('sha256').update(JSON.stringify(places)).digest('hex').slice(0, 16);
}

function hold(name: string, made: string): void {
  const file = path.join(ROOT, 'test', 'golden', name);
  if (process.env.UPDATE_GOLDEN === '1') {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, made);
  }
  expect(made).toBe(fs.readFileSync(file, 'utf8'));
}

describe.each(Object.entries(SCENARIOS))('the document of a site that is %s', (name, scenario) => {
  const model = modelOf(scenario);

  it.each(Object.entries(RENDERERS.text))('should read the same as text, version %s', (version, render) => {
    hold(`text-${version}/${name}.txt`, render(model, 100));
  });

  it.each(Object.entries(RENDERERS.pdf))(
    'should have the same structure, places and bytes as PDF, version %s',
    async (version, render) => {
      const bytes = await render(model);
      const pdf = await readPdf(bytes.slice());
      const places = pdf.pages.map((page, index) => `page ${String(index + 1)}: ${placesOf(page)}`);
      hold(`pdf-${version}/${name}.txt`, `${[...places, ...outline(pdf.tree)].join('\n')}\n`);
      expect(await render(model)).toEqual(bytes);
    },
  );
});
