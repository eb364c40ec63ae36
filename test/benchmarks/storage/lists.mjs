/** What a page of a list costs as the table grows, beside the same SQL by hand: see ../README.md. */
import process from 'node:process';
import { figure, machine, printTable, raceRounds } from '../timing.mjs';
import { inScratchFolder, start } from '../api/processes.mjs';
import { ENGINES } from './engines.mjs';
import { fill, idOf } from './fill.mjs';

/** `node lists.mjs sqlite 500 1000` takes others. */
const [, , engine, ...given] = process.argv;
const SIZES = given.length > 0 ? given.map(Number) : [1000, 5000];
const TIMING = { rounds: 5, warmUps: 1, leastMs: 300 };
const LIMIT = 50;

console.log(
  `Pages of lists, ${String(LIMIT)} entries each. ${machine()}; medians of ${String(TIMING.rounds)} interleaved rounds.`,
);
for (const name of engine === undefined ? Object.keys(ENGINES) : [engine]) {
  const bySize = [];
  for (const size of SIZES) bySize.push(await measure(name, size));
  show(name, bySize);
}

async function measure(name, deployments) {
  let measured;
  await inScratchFolder((folder) =>
    ENGINES[name](folder, async ({ settings, fill: filled, query, analyse }) => {
      const answers = await filled((insert) => fill(insert, deployments));
      await analyse();
      console.log(
        `${name}: ${String(deployments)} deployments, ${String(deployments * 4)} snapshots, ${String(answers)} answers`,
      );
      const service = await start({ settings: { ...settings, JOBS: 'off', LOG_LEVEL: 'silent' } });
      try {
        measured = await race(service.url, query, deployments);
      } finally {
        await service.stop();
      }
    }),
  );
  return measured;
}

/** Each page through the API, and the SQL that finds the same rows by hand. */
async function race(url, query, deployments) {
  const middle = Math.floor(deployments / 2);
  const trust = idOf(`trust ${Math.floor(middle / 5)}`);
  const api = `${url}/api/v1`;
  const get = async (address) => {
    const response = await fetch(address);
    const body = await response.json();
    if (!response.ok) throw new Error(`${address}: ${JSON.stringify(body)}`);
    return body;
  };
  const deep = await deepCursor(get, `${api}/deployments?limit=200`, middle);
  const pages = {
    'deployments, newest first': [`deployments?limit=${LIMIT}`, 'ORDER BY created_at DESC, id DESC', []],
    'deployments, from the middle on': [
      `deployments?limit=${LIMIT}&cursor=${deep}`,
      'WHERE created_at < $1 ORDER BY created_at DESC, id DESC',
      [new Date(Date.UTC(2026, 0, 1) + middle * 60_000).toISOString()],
    ],
    'deployments, last changed first': [
      `deployments?limit=${LIMIT}&sort=-updatedAt`,
      'ORDER BY updated_at DESC, id DESC',
      [],
    ],
    'deployments of one trust': [
      `deployments?limit=${LIMIT}&trustId=${trust}`,
      'WHERE trust_id = $1 ORDER BY created_at DESC, id DESC',
      [trust],
    ],
    'deployments of one tool': [
      `deployments?limit=${LIMIT}&toolId=echogo-pro`,
      "WHERE tool_id = 'echogo-pro' ORDER BY created_at DESC, id DESC",
      [],
    ],
    'deployments that are paused': [
      `deployments?limit=${LIMIT}&status=paused`,
      "WHERE status = 'paused' ORDER BY created_at DESC, id DESC",
      [],
    ],
  };
  const contestants = Object.entries(pages).flatMap(([name, [address, sql, values]]) => [
    { name: `${name} / api`, run: () => get(`${api}/${address}`) },
    { name: `${name} / sql`, run: async () => query(`SELECT * FROM deployments ${sql} LIMIT ${LIMIT}`, values) },
  ]);
  const assessments = `assessments?limit=${LIMIT}`;
  contestants.push(
    { name: 'assessments, last changed first / api', run: () => get(`${api}/${assessments}`) },
    {
      name: 'assessments, last changed first / sql',
      run: async () => query(`SELECT * FROM assessments ORDER BY updated_at DESC, id DESC LIMIT ${LIMIT}`, []),
    },
    { name: 'trusts by name / api', run: () => get(`${api}/trusts?limit=${LIMIT}`) },
    {
      name: 'trusts by name / sql',
      run: async () => query(`SELECT * FROM trusts ORDER BY name, id LIMIT ${LIMIT}`, []),
    },
  );
  return raceRounds(contestants, TIMING);
}

/** The cursor of the page that starts at about `wanted`. */
async function deepCursor(get, address, wanted) {
  let cursor;
  for (let seen = 0; seen < wanted; seen += 200) {
    const page = await get(cursor === undefined ? address : `${address}&cursor=${cursor}`);
    cursor = page.next;
  }
  return cursor;
}

function show(engineName, bySize) {
  const last = bySize.at(-1);
  const names = [...bySize[0].keys()].filter((name) => name.endsWith(' / api')).map((name) => name.slice(0, -6));
  const ms = (measured, name) => measured.get(name).wall.median / 1000;
  const rows = names.map((name) => {
    const api = bySize.map((measured) => ms(measured, `${name} / api`));
    const sql = bySize.map((measured) => ms(measured, `${name} / sql`));
    return [
      name,
      ...api.map(figure),
      `${figure(api.at(-1) / api[0])} ×`,
      ...sql.map(figure),
      `${figure(ms(last, `${name} / api`) / ms(last, `${name} / sql`))} ×`,
    ];
  });
  const sizes = SIZES.map(String);
  console.log(`\n${engineName}, ms a page`);
  printTable(
    ['', ...sizes.map((size) => `API ${size}`), 'growth', ...sizes.map((size) => `SQL ${size}`), 'API to SQL'],
    rows,
  );
}
