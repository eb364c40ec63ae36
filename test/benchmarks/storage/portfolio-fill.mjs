/** Fills a database with a vendor's portfolio: really worked out sites of the demonstration, again and again. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { hashOfToken } from '../../../dist/accounts/secrets.js';
import { ask, start } from '../api/processes.mjs';
import { idOf } from './fill.mjs';

export const SUBMISSIONS = 4;
export const OWN_NAME = 'Lead of the vendor';
const TRUSTS_FOR = 5;
const DAYS_BETWEEN = 60;
const OWNERS = [OWN_NAME, ...Array.from({ length: 11 }, (_, i) => `Helper ${String(i + 1)}`)];
const REGIONS = ['London', 'Midlands', 'North West', 'South East', 'South West', null];
const AT = '2026-01-01T00:00:00.000Z';
const DAY_MILLISECONDS = 86_400_000;
/** Columns of yes and no, which SQLite keeps as numbers */
const YES_NO = ['provisional', 'in_use_without_clearance', 'capacity_known', 'live'];
const SORT_STEPS = 10 ** 9;
const STEP = 7919;
const PATIENCE_ROUNDS = 600;

/**
 * Runs the demonstration until the job has worked out its portfolio.
 *
 * @returns for each deployment on which something was submitted, the rows that are stored of it
 */
export async function workedOutSites(folder) {
  const service = await start({ args: ['--demo'], settings: { TMPDIR: folder } });
  try {
    for (let round = 0; ; round += 1) {
      const { body } = await ask(`${service.url}/api/v1/portfolio/summary`);
      if (body.waiting === 0 && body.sites > 0) break;
      if (round === PATIENCE_ROUNDS) throw new Error('The portfolio of the demonstration is not worked out.');
      await pause(500);
    }
    const own = readdirSync(folder).find((name) => name.startsWith('site-readiness-demo-'));
    const database = new Database(path.join(folder, own, 'demo.sqlite'), { readonly: true });
    const rows = (table, column, id, order) =>
      database.prepare(`SELECT * FROM ${table} WHERE ${column} = ? ORDER BY ${order}`).all(id).map(withYesAndNo);
    try {
      return database
        .prepare('SELECT * FROM portfolio_entries WHERE snapshot_id IS NOT NULL ORDER BY site_name')
        .all()
        .map((entry) => ({
          entry: withYesAndNo(entry),
          curve: JSON.parse(rows('portfolio_curves', 'deployment_id', entry.id, 'deployment_id')[0].curve),
          points: rows('standing_points', 'deployment_id', entry.id, '"on"'),
          snapshots: rows('snapshots', 'deployment_id', entry.id, 'number'),
          deployment: rows('deployments', 'id', entry.id, 'id')[0],
        }));
    } finally {
      database.close();
    }
  } finally {
    await service.stop();
  }
}

function withYesAndNo(row) {
  const told = YES_NO.filter((name) => name in row).map((name) => [name, row[name] === 1]);
  return { ...row, ...Object.fromEntries(told) };
}

/**
 * @param insert `(table, rows)` stores rows, each a record of columns
 * @param sites what `workedOutSites` returned
 * @param wanted `deployments`: how many; `entries`: whether they are worked out; `documents`: whether earlier submissions
 *   hold their documents and scorecards as well, or only the latest
 */
export async function fillPortfolio(insert, sites, { deployments, entries = true, documents = true }) {
  const common = { version: 1, created_at: AT, updated_at: AT };
  for (let t = 0; t < Math.ceil(deployments / TRUSTS_FOR); t += 1) {
    const name = `Made-up Trust ${String(t).padStart(5, '0')}`;
    const trust = { id: idOf(`trust ${t}`), code: `B${String(t).padStart(5, '0')}`, name, region: regionOf(t) };
    await insert('trusts', [{ ...trust, ...common, name_searched: name.toLowerCase() }]);
  }
  for (let d = 0; d < deployments; d += 1) {
    await fillSite(insert, sites[d % sites.length], { d, common, entries, documents });
  }
  await insert('vendors', [{ id: idOf('vendor'), name: 'Vendor of the benchmark', ...common }]);
  const tools = [...new Set(sites.map(({ entry }) => entry.tool_id))];
  await insert(
    'vendor_tools',
    tools.map((tool_id) => ({ vendor_id: idOf('vendor'), tool_id })),
  );
}

async function fillSite(insert, pattern, { d, common, entries, documents }) {
  const ids = { id: idOf(`deployment ${d}`), trust_id: idOf(`trust ${Math.floor(d / TRUSTS_FOR)}`) };
  const site_id = idOf(`site ${d}`);
  const name = `Site ${String(d)}`;
  const searched = `${name.toLowerCase()} made-up trust ${String(Math.floor(d / TRUSTS_FOR)).padStart(5, '0')}`;
  const { tool_id } = pattern.entry;
  await insert('sites', [{ id: site_id, trust_id: ids.trust_id, name, name_searched: name.toLowerCase(), ...common }]);
  const owner = OWNERS[d % OWNERS.length];
  const deployment = { ...pattern.deployment, ...ids, site_id, vendor_owner: owner, version: 1, vendor_access: true };
  await insert('deployments', [deployment]);
  const assessment_id = idOf(`assessment ${d}`);
  const place = { trust_id: ids.trust_id, site_id, tool_id, instrument_id: 'ai-site-readiness' };
  const changed = { state: 'submitted', created_at: AT, updated_at: AT };
  await insert('assessments', [{ id: assessment_id, deployment_id: ids.id, ...place, ...changed, notes_kept: false }]);
  const snapshots = snapshotsOf(pattern, { d, ids, assessment_id, documents });
  for (const { revision_id, number } of snapshots) {
    const revision = { id: revision_id, assessment_id, number, state: 'submitted', instrument_version: '1.0.0' };
    await insert('revisions', [{ ...revision, created_at: AT, submitted_at: AT }]);
  }
  await insert('snapshots', snapshots);
  if (!entries) return;
  const { sort_key } = pattern.entry;
  const last = (Number(sort_key.slice(-9)) + d * STEP) % SORT_STEPS;
  const own = { owner, owner_searched: owner.toLowerCase(), site_name: name.toLowerCase(), searched };
  await insert('portfolio_entries', [
    {
      ...pattern.entry,
      ...ids,
      ...own,
      region: regionOf(Math.floor(d / TRUSTS_FOR)),
      deployment_version: 1,
      submissions: SUBMISSIONS,
      snapshot_id: snapshots.at(-1).id,
      sort_key: sort_key.slice(0, -9) + String(last).padStart(9, '0'),
    },
  ]);
  await insert('portfolio_curves', [{ deployment_id: ids.id, curve: JSON.stringify(stretched(pattern.curve, d)) }]);
  await insert(
    'standing_points',
    padded(pattern.points, 'on').map((point, i) => ({
      ...point,
      id: idOf(`point ${d} ${i}`),
      ...{ deployment_id: ids.id, trust_id: ids.trust_id, snapshot_id: snapshots[i].id },
    })),
  );
}

/** Four submissions: those that there really were, and before them the first one on earlier days. */
function snapshotsOf({ snapshots }, { d, ids, assessment_id, documents }) {
  return padded(snapshots, 'as_of').map((snapshot, i) => {
    const isFull = documents || i === SUBMISSIONS - 1;
    const document = JSON.stringify({ ...JSON.parse(snapshot.document), asOf: snapshot.as_of });
    return {
      ...snapshot,
      ...{ id: idOf(`snapshot ${d} ${i}`), revision_id: idOf(`revision ${d} ${i}`), number: i + 1, assessment_id },
      ...{ deployment_id: ids.id, trust_id: ids.trust_id },
      submitted_at: `${snapshot.as_of}T12:00:00.000Z`,
      ...(isFull ? { document } : { document: '{}', scorecard: '{}', notes: '{}' }),
    };
  });
}

/** Rows of four days, the earliest first. */
function padded(rows, day) {
  const kept = rows.slice(-SUBMISSIONS);
  const missing = SUBMISSIONS - kept.length;
  const added = Array.from({ length: missing }, (_, i) => {
    const first = Date.parse(kept[0][day]) - (missing - i) * DAYS_BETWEEN * DAY_MILLISECONDS;
    return { ...kept[0], [day]: new Date(first).toISOString().slice(0, 10) };
  });
  return [...added, ...kept];
}

/** No two sites take the same time. */
function stretched(curve, d) {
  const factor = 0.8 + (0.4 * (d % 97)) / 96;
  const levels = curve.levels.map((level) => ({ ...level, planWeeks: level.planWeeks.map((weeks) => weeks * factor) }));
  return { ...curve, levels };
}

function regionOf(trust) {
  return REGIONS[trust % REGIONS.length];
}

/** Puts in a lead of the vendor who is signed in. @returns the session's cookie */
export async function fillLead(insert) {
  const [id, token] = [idOf('lead'), 'b'.repeat(43)];
  const now = new Date();
  await insert('people', [
    {
      id,
      email: 'lead@vendor.example',
      name: OWN_NAME,
      state: 'active',
      created_by: 'bench',
      version: 1,
      created_at: AT,
    },
  ]);
  const granted = { granted_at: AT, granted_by: 'bench' };
  await insert('grants', [
    { id: idOf('grant'), person_id: id, role: 'vendor-lead', vendor_id: idOf('vendor'), ...granted },
  ]);
  const session = {
    form_token: 'made-up',
    method: 'password',
    device: 'Benchmark',
    created_at: AT,
    second_factor_at: AT,
  };
  const expires_at = new Date(now.getTime() + 12 * 3_600_000).toISOString();
  const times = { seen_at: now.toISOString(), expires_at };
  await insert('sessions', [
    { id: idOf('session'), token_hash: hashOfToken(token), person_id: id, ...session, ...times },
  ]);
  return `__Host-session=${token}`;
}
