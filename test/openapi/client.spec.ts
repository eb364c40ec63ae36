import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import ts from 'typescript';
import { OPERATORS_KEY } from '../support/operators-key.js';
import { startService, type TestService } from '../support/service.js';

/*
 * What an integrator does on the first afternoon: generate a TypeScript client from the committed description, write a
 * program on it that stores an assessment and downloads its plan, compile it strictly, and run it against the service.
 */

const ROOT = process.cwd();
const GENERATOR = createRequire(import.meta.url)
  .resolve('swagger-typescript-api/cli')
  .replace(/\.cjs$/, '.mjs');

/** The integrator's program. Every name in it is an operation id or a field of the description. */
const PROGRAM = `
import { Api, type Problem, type SaveSection } from './client.js';

const { api } = new Api({
  baseUrl: process.argv[2] ?? '',
  baseApiParams: { headers: { authorization: 'Bearer ' + (process.argv[3] ?? '') } },
});
const ifMatch = (etag: string | null) => ({ headers: { 'If-Match': etag ?? '' } });

const scored = await api.score({ tool: 'echogo-pro', answers: { 'IT-05': { value: 2 } } });
const trust = await api.createTrust({ code: 'ZZ90', name: 'Client Trust' });
const site = await api.createSite(trust.data.id, { name: 'Client Hospital' });
const deployment = await api.createDeployment({ siteId: site.data.id, toolId: 'echogo-pro' });
const { data: assessment } = await api.createAssessment({ deploymentId: deployment.data.id });
const section = await api.getSection(assessment.id, 'GV');
const body: SaveSection = {
  answers: { 'GV-01': { value: 3, evidence: [{ title: 'DPIA', date: '2026-10-01', owner: 'IG lead' }] } },
};
const saved = await api.saveSection(assessment.id, 'GV', body, ifMatch(section.headers.get('etag')));
const stale = await api.saveSection(assessment.id, 'GV', body, ifMatch(section.headers.get('etag'))).then(
  () => undefined,
  (reply: { error: Problem }) => reply.error,
);
const revision = await api.getOpenRevision(assessment.id);
const { data: snapshot } = await api.submitAssessment(assessment.id, ifMatch(revision.headers.get('etag')));
const { data: scorecard } = await api.getScorecard(snapshot.id);
const { data: plan } = await api.getPlan(snapshot.id);
const { data: pdf } = await api.getPlanPdf(snapshot.id, {}, { format: 'blob' });
const trusts = await api.listTrusts({ limit: 1 });

console.log(
  JSON.stringify({
    scored: scored.data.index.value,
    version: saved.data.version,
    stale: { code: stale?.code, currentVersion: stale?.currentVersion },
    dpia: scorecard.gates.find(({ id }) => id === 'GV-01')?.state,
    actions: plan.actions.length,
    pdf: (await pdf.slice(0, 5).text()),
    trusts: trusts.data.items.map(({ name }) => name),
  }),
);
`;

let service: TestService;
let folder: string;

beforeAll(async () => {
  service = await startService();
  fs.mkdirSync(path.join(ROOT, 'out'), { recursive: true });
  // within the project, so that the types of Node are found
  folder = fs.mkdtempSync(path.join(ROOT, 'out/client-'));
});

afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  await service.stop();
});

/** Runs a script and gives what it printed. @throws Error when it fails */
function run(script: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: ROOT });
    let [out, all] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
      all += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      all += chunk;
    });
    child.on('close', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`${script} ended with ${String(code)}: ${all}`));
    });
  });
}

/** Compiles the files as strictly as can be, beside them. @returns what the compiler has to say */
function compile(...files: string[]): string[] {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
  });
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

it('makes a TypeScript client that compiles and works', async () => {
  const [client, program] = ['client.ts', 'program.ts'].map((name) => path.join(folder, name)) as [string, string];
  await run(GENERATOR, 'generate', '--path', 'docs/api/openapi.json', '--output', folder, '--name', 'client.ts');
  // The generator tells the compiler to look away; here it has to look.
  const text = fs.readFileSync(client, 'utf8');
  expect(text).toContain('// @ts-nocheck');
  fs.writeFileSync(client, text.replace('// @ts-nocheck', ''));
  fs.writeFileSync(program, PROGRAM);
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  expect(compile(client, program)).toEqual([]);
  const found: unknown = JSON.parse(await run(path.join(folder, 'program.js'), service.url, OPERATORS_KEY));
  expect(found).toEqual({
    scored: expect.any(Number),
    version: 2,
    stale: { code: 'stale-version', currentVersion: 2 },
    dpia: 'passed',
    actions: expect.any(Number),
    pdf: '%PDF-',
    trusts: ['Client Trust'],
  });
});
