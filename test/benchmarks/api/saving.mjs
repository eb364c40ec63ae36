// Saving one section through the API, beside a bare better-sqlite3 transaction that writes the same rows with the same
// durability (WAL, synchronous=FULL), one save after the other. In between: the service without HTTP.
import { copyFileSync } from 'node:fs';
import { createApp } from '../../../dist/app.js';
import { SectionsService } from '../../../dist/assessments/sections.service.js';
import { operator } from '../../../dist/platform/actor/actor.js';
import { readConfig } from '../../../dist/platform/config/config.js';
import Database from 'better-sqlite3';
import { ask, inScratchFolder, start } from './processes.mjs';
import { figure, machine, printTable, raceRounds } from '../timing.mjs';
import { readAnswersFile } from '../../../dist/answers/read-answers-file.js';

const ROUNDS = 11;
const LEAST_MS = 1500;
const SECTION = 'GV';
const ACTOR = operator('bench');

const { raw } = readAnswersFile('data/demo/fenmere-infirmary.yaml');
/** Nobody can say of their own evidence that somebody else checked it, or that a register holds it. */
const ownWord = (item) =>
  Object.fromEntries(Object.entries(item).filter(([key]) => !['checkedBy', 'checkedOn', 'source'].includes(key)));

/** The section as it is saved in turn: every second time with other notes, so that rows of every table change. */
const versions = [0, 1].map((turn) =>
  Object.fromEntries(
    Object.entries(raw.answers)
      .filter(([id]) => id.startsWith(`${SECTION}-`))
      .map(([id, { evidence = [], ...answer }]) => [
        id,
        {
          ...answer,
          note: `Looked at with the lead, ${turn === 0 ? 'once' : 'twice'}.`,
          evidence: evidence.map(ownWord),
        },
      ]),
  ),
);

await inScratchFolder(async (folder) => {
  const file = `${folder}/service.sqlite`;
  const service = await start({ settings: { DATABASE_PATH: file } });
  const { assessmentId, revisionId } = await setUp(service.url, file);
  const address = `${service.url}/api/v1/assessments/${assessmentId}/sections/${SECTION}`;
  let turn = 0;
  const next = () => versions[(turn += 1) % 2];
  let etag = (await ask(address)).etag;
  const throughApi = async () => {
    ({ etag } = await ask(address, { method: 'PUT', body: { answers: next() }, headers: { 'if-match': etag } }));
  };
  await throughApi();
  await throughApi();

  const [bareFile, inProcessFile] = [`${folder}/bare.sqlite`, `${folder}/in-process.sqlite`];
  copyDatabase(file, bareFile);
  copyDatabase(file, inProcessFile);
  const app = await createApp(readConfig({ DATABASE_PATH: inProcessFile, LOG_LEVEL: 'silent', PORT: '0' }));
  await app.init();
  const sections = app.get(SectionsService);
  let { version } = await sections.get(ACTOR, assessmentId, SECTION);
  const withoutHttp = async () => {
    ({ version } = await sections.save(ACTOR, assessmentId, SECTION, next(), version));
  };
  const bare = bareSave(bareFile, revisionId, assessmentId);

  const answers = Object.keys(versions[0]).length;
  console.log(`Saving a section of ${answers} answers with notes and ${bare.evidence} evidence items. ${machine()}`);
  const contestants = [
    { name: 'PUT through the API', run: throughApi },
    { name: 'the service, without HTTP', run: withoutHttp },
    { name: 'bare better-sqlite3, same rows', run: bare.save },
  ];
  const times = await raceRounds(contestants, { rounds: ROUNDS, warmUps: 2, leastMs: LEAST_MS });
  const floor = times.get(contestants[2].name).wall.median;
  printTable(
    ['', 'µs a save', 'fastest', 'slowest', 'saves/s', 'times bare'],
    contestants.map(({ name }) => {
      const { median, fastest, slowest } = times.get(name).wall;
      return [name, ...[median, fastest, slowest, 1e6 / median, median / floor].map(figure)];
    }),
  );
  await app.close();
  await service.stop();
});

async function setUp(url, file) {
  const made = async (path, body) => (await ask(`${url}/api/v1${path}`, { method: 'POST', body })).body.id;
  const trustId = await made('/trusts', { code: 'ZZ90', name: 'Benchmark Trust' });
  const siteId = await made(`/trusts/${trustId}/sites`, { name: 'Benchmark Hospital' });
  const deploymentId = await made('/deployments', { siteId, toolId: raw.tool });
  const assessmentId = await made('/assessments', { deploymentId });
  const database = new Database(file, { readonly: true });
  const { id: revisionId } = database.prepare('SELECT id FROM revisions').get();
  database.close();
  return { assessmentId, revisionId };
}

function copyDatabase(from, to) {
  const database = new Database(from);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  copyFileSync(from, to);
}

/** The rows of the section as the service stored them, written again and again by prepared statements. */
function bareSave(file, revisionId, assessmentId) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  const where = 'revision_id = ? AND section = ?';
  const rowsOf = (table) => database.prepare(`SELECT * FROM ${table} WHERE ${where}`).all(revisionId, SECTION);
  const rows = { answers: rowsOf('answers'), evidence: rowsOf('evidence') };
  const notes = database.prepare('SELECT * FROM notes').all();
  const event = database.prepare('SELECT * FROM events ORDER BY sequence DESC LIMIT 1').get();
  delete event.sequence;
  const removals = ['evidence', 'answers'].map((table) => database.prepare(`DELETE FROM ${table} WHERE ${where}`));
  const removeNote = database.prepare('DELETE FROM notes WHERE id = ?');
  const insert = { notes: insertInto('notes', notes[0]), events: insertInto('events', event) };
  for (const [table, all] of Object.entries(rows)) insert[table] = insertInto(table, all[0]);
  const countUp = database.prepare(
    'UPDATE sections SET version = version + 1, updated_at = ? WHERE revision_id = ? AND code = ? AND version = ?',
  );
  const touch = database.prepare('UPDATE assessments SET updated_at = ? WHERE id = ?');
  let { version } = database
    .prepare('SELECT version FROM sections WHERE revision_id = ? AND code = ?')
    .get(revisionId, SECTION);
  const save = database.transaction(() => {
    const now = new Date().toISOString();
    if (countUp.run(now, revisionId, SECTION, version).changes !== 1) throw new Error('stale');
    version += 1;
    for (const removal of removals) removal.run(revisionId, SECTION);
    for (const { id } of notes) removeNote.run(id);
    for (const note of notes) insert.notes.run(note);
    for (const answer of rows.answers) insert.answers.run(answer);
    for (const item of rows.evidence) insert.evidence.run(item);
    touch.run(now, assessmentId);
    event.position += 1;
    insert.events.run(event);
  });
  return { save: () => save(), evidence: rows.evidence.length };

  function insertInto(table, row) {
    const columns = Object.keys(row);
    return database.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
    );
  }
}
