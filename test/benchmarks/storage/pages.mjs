/** What each page of a trust's journey costs as submissions pile up: see ../README.md. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parse } from 'yaml';
import { hashOfToken } from '../../../dist/accounts/secrets.js';
import { ask, inScratchFolder, start } from '../api/processes.mjs';
import { figure, machine, printTable } from '../timing.mjs';
import { ENGINES } from './engines.mjs';
import { fill, idOf } from './fill.mjs';

/** `node pages.mjs sqlite 10 100` takes others. Each deployment has four submissions. */
const [, , engine, ...given] = process.argv;
const SIZES = given.length > 0 ? given.map(Number) : [10, 5000];
const ROUNDS = 5;
const REQUESTS_A_ROUND = 40;
/** What is promised: milliseconds of the server for 19 of 20 requests */
const PROMISE = 30;

console.log(
  `Pages, one reader, ${String(ROUNDS * REQUESTS_A_ROUND)} requests of each in ${String(ROUNDS)} interleaved rounds. ${machine()}`,
);
for (const name of engine === undefined ? Object.keys(ENGINES) : [engine]) await withServices(name, SIZES, []);

/** Starts a service for each size, so that all are asked in turn. */
async function withServices(name, [size, ...more], ready) {
  if (size === undefined) return show(name, ready, await race(ready));
  await inScratchFolder((folder) =>
    ENGINES[name](folder, async ({ settings, fill: filled, analyse }) => {
      await filled((insert) => fill(insert, size));
      await analyse();
      console.log(`${name}: ${String(size)} deployments, ${String(size * 4)} submissions`);
      const service = await start({ settings: { ...settings, JOBS: 'off', LOG_LEVEL: 'silent' } });
      try {
        const pages = await journeyOf(service.url, filled);
        await withServices(name, more, [...ready, { size, url: service.url, ...pages }]);
      } finally {
        await service.stop();
      }
    }),
  );
}

/** A trust with a submission, a plan and an open revision, and its lead who is signed in. */
async function journeyOf(url, filled) {
  const { context, answers } = parse(readFileSync('data/demo/fenmere-infirmary.yaml', 'utf8'));
  const api = `${url}/api/v1`;
  const post = async (address, body) => (await ask(`${api}/${address}`, { method: 'POST', body })).body;
  const trustId = (await post('trusts', { code: 'ZZ90', name: 'Fenmere and Holt NHS Trust' })).id;
  const siteId = (await post(`trusts/${trustId}/sites`, { name: 'Fenmere Infirmary' })).id;
  const deploymentId = (await post('deployments', { siteId, toolId: 'echogo-pro', ...context })).id;
  const assessmentId = (await post('assessments', { deploymentId })).id;
  const own = `assessments/${assessmentId}`;
  for (const code of new Set(Object.keys(answers).map((id) => id.slice(0, 2)))) {
    const ofSection = Object.entries(answers).filter(([id]) => id.startsWith(`${code}-`));
    await changed(api, 'PUT', `${own}/sections/${code}`, `${own}/sections/${code}`, {
      answers: Object.fromEntries(ofSection.map(([id, answer]) => [id, withoutMarks(answer)])),
    });
  }
  const snapshot = await changed(api, 'POST', `${own}/revision`, `${own}/submit`);
  await post(`${own}/revisions`);
  return { cookie: await leadOf(trustId, filled), pages: pagesOf(assessmentId, snapshot.id) };
}

/** What only somebody other than the writer may say of evidence is left out. */
function withoutMarks({ evidence, ...answer }) {
  if (evidence === undefined) return answer;
  const own = ({ title, date, expires, owner, url }) => ({ title, date, expires, owner, url });
  return { ...answer, evidence: evidence.map((item) => own(item)) };
}

async function changed(api, method, readFrom, address, body) {
  const { etag } = await ask(`${api}/${readFrom}`);
  return (await ask(`${api}/${address}`, { method, body, headers: { 'if-match': etag } })).body;
}

/** Puts in a lead of the trust who is signed in. @returns the session's cookie */
async function leadOf(trust_id, filled) {
  const [id, token, at] = [idOf('lead'), 'b'.repeat(43), '2026-01-01T00:00:00.000Z'];
  const person = { email: 'lead@fenmere.example', name: 'Lead', state: 'active', created_by: 'bench', version: 1 };
  const session = { form_token: 'made-up', method: 'password', device: 'Benchmark', created_at: at };
  const now = new Date();
  await filled(async (insert) => {
    await insert('people', [{ id, ...person, created_at: at }]);
    await insert('grants', [
      { id: idOf('grant'), person_id: id, role: 'trust-lead', trust_id, granted_at: at, granted_by: 'bench' },
    ]);
    const expires_at = new Date(now.getTime() + 12 * 3_600_000).toISOString();
    await insert('sessions', [
      {
        id: idOf('session'),
        token_hash: hashOfToken(token),
        person_id: id,
        ...session,
        seen_at: now.toISOString(),
        expires_at,
      },
    ]);
  });
  return `__Host-session=${token}`;
}

function pagesOf(assessmentId, snapshotId) {
  const own = `/assessments/${assessmentId}`;
  const result = `/snapshots/${snapshotId}`;
  return {
    'your assessments': '/',
    'a search for a trust': '/assessments/new?q=Fenmere',
    'the task list': own,
    'a section of 11 questions': `${own}/sections/GV`,
    'a question': `${own}/questions/GV-01`,
    'evidence for a question': `${own}/sections/GV/evidence/GV-01`,
    'handing over': `${own}/hand-over/new`,
    'the spreadsheet': `${own}/spreadsheet`,
    'who sees it': `${own}/sharing`,
    'questions and concerns': `${own}/concerns`,
    'check answers': `${own}/check`,
    'the declaration': `${own}/submit`,
    'the result': `${result}/scorecard`,
    'the plan': `${result}/plan`,
    'every number': `${result}/explanation`,
    'the actions': `${own}/actions`,
    'your account': '/account',
    people: '/people',
  };
}

/** @returns milliseconds of every request, by size and page */
async function race(ready) {
  const times = ready.map(({ pages }) => new Map(Object.keys(pages).map((name) => [name, []])));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of Object.keys(ready[0].pages)) {
      for (const [i, { url, cookie, pages }] of ready.entries()) {
        for (let request = 0; request < REQUESTS_A_ROUND; request += 1) {
          const took = await readPage(url + pages[name], cookie);
          if (round >= 0) times[i].get(name).push(took);
        }
      }
    }
  }
  return times;
}

async function readPage(address, cookie) {
  const began = performance.now();
  const response = await fetch(address, { headers: { cookie }, redirect: 'manual' });
  await response.arrayBuffer();
  const took = performance.now() - began;
  if (response.status !== 200) throw new Error(`${address} answered ${String(response.status)}`);
  return took;
}

function show(engineName, ready, times) {
  console.log(`\n${engineName}, ms a page with the way there and back; promised: p95 under ${String(PROMISE)}`);
  const at = (list, share) => list.toSorted((a, b) => a - b)[Math.ceil(share * list.length) - 1];
  const last = times.at(-1);
  printTable(
    [
      '',
      ...ready.map(({ size }) => `p50, ${String(4 * size)}`),
      ...ready.map(({ size }) => `p95, ${String(4 * size)}`),
      'kept',
    ],
    [...last.keys()].map((name) => [
      name,
      ...times.map((measured) => figure(at(measured.get(name), 0.5))),
      ...times.map((measured) => figure(at(measured.get(name), 0.95))),
      at(last.get(name), 0.95) < PROMISE ? 'yes' : 'NO',
    ]),
  );
}
