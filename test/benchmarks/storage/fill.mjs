/** Fills a database of the newest schema with made-up rollouts, past the service: only lists are asked of it. */
import { createHash } from 'node:crypto';

const TRUSTS_FOR = 5;
const SNAPSHOTS = 4;
const DAY = '2026-11-23';
const AT = '2026-11-23T12:00:00.000Z';
const TOOLS = ['echogo-pro', 'chest-xray-triage', 'ambient-scribe'];
const SECTIONS = { IT: 12, TM: 8, GV: 12, TR: 7, CO: 6, PT: 4, VS: 5, RD: 5 };
const QUESTIONS = Object.entries(SECTIONS).flatMap(([code, count]) =>
  Array.from({ length: count }, (_, i) => ({ section: code, id: `${code}-${String(i + 1).padStart(2, '0')}` })),
);
/** About what a submission's documents hold, so that rows are as wide as real ones */
const DOCUMENT = JSON.stringify({ context: { use: 'routine' }, answers: 'x'.repeat(2000) });

/** A UUID that is always the same for the same name. */
export function idOf(name) {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** @param insert `(table, rows)` stores rows, each a record of columns. @returns how many answers there are */
export async function fill(insert, deployments) {
  const trusts = Math.ceil(deployments / TRUSTS_FOR);
  const common = { version: 1, created_at: AT, updated_at: AT };
  for (let t = 0; t < trusts; t += 1) {
    const name = `Made-up Trust ${String(t).padStart(5, '0')}`;
    const trust = { id: idOf(`trust ${t}`), code: `B${String(t).padStart(5, '0')}`, name, region: null, ...common };
    await insert('trusts', [{ ...trust, name_searched: name.toLowerCase() }]);
  }
  let answers = 0;
  for (let d = 0; d < deployments; d += 1) answers += await fillDeployment(insert, d, common);
  return answers;
}

async function fillDeployment(insert, d, common) {
  const [id, trust_id, site_id] = [
    idOf(`deployment ${d}`),
    idOf(`trust ${Math.floor(d / TRUSTS_FOR)}`),
    idOf(`site ${d}`),
  ];
  const tool_id = TOOLS[d % TOOLS.length];
  const created_at = new Date(Date.UTC(2026, 0, 1) + d * 60_000).toISOString();
  await insert('sites', [{ id: site_id, trust_id, name: `Site ${d}`, code: null, ...common }]);
  const deployment = { id, trust_id, site_id, tool_id, use: 'routine', status: d % 10 === 0 ? 'paused' : 'active' };
  await insert('deployments', [
    { ...deployment, changes: '[]', alternatives: '[]', version: 1, created_at, updated_at: created_at },
  ]);
  const assessment_id = idOf(`assessment ${d}`);
  const place = { trust_id, site_id, tool_id, instrument_id: 'ai-site-readiness' };
  await insert('assessments', [
    { id: assessment_id, deployment_id: id, ...place, state: 'submitted', created_at, updated_at: created_at },
  ]);
  let answers = 0;
  for (let number = 1; number <= SNAPSHOTS; number += 1) {
    answers += await fillRevision(insert, { id, assessment_id, trust_id, tool_id, number, created_at });
  }
  return answers;
}

async function fillRevision(insert, { id: deployment_id, assessment_id, trust_id, tool_id, number, created_at }) {
  const revision_id = idOf(`revision ${assessment_id} ${number}`);
  const instrument_version = '1.0.0';
  await insert('revisions', [
    { id: revision_id, assessment_id, number, state: 'submitted', instrument_version, created_at, submitted_at: AT },
  ]);
  await insert(
    'sections',
    Object.keys(SECTIONS).map((code) => ({ revision_id, code, version: 2 })),
  );
  const value = number % 4;
  await insert(
    'answers',
    QUESTIONS.map(({ id: question_id, section }) => ({ revision_id, question_id, section, type: 'value', value })),
  );
  const place = { assessment_id, revision_id, deployment_id, trust_id, tool_id, number };
  const result = { stage: number % 5, in_use_without_clearance: false, index: 50, upper: 60, headline: 'Made up.' };
  await insert('snapshots', [
    {
      id: idOf(`snapshot ${revision_id}`),
      ...place,
      ...result,
      ...{
        instrument_id: 'ai-site-readiness',
        instrument_version,
        as_of: DAY,
        submitted_at: AT,
        submitted_by: 'bench',
      },
      ...{ input_hash: '0'.repeat(64), document: DOCUMENT, notes: '{}', scorecard: DOCUMENT },
    },
  ]);
  return QUESTIONS.length;
}
