import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { chainOf, hashOfEvent, NO_HASH } from '../event-chain.js';
import { integer, optional, text } from './tables.js';
import { allowChanges, refuseChanges } from './unchanging.js';

/** As they are from now on; published migrations rest on it: a later table is named in a later migration. */
const UNCHANGING = ['events', 'snapshots', 'plans', 'plan_documents'];
const COLUMNS = [text('chain', 36), integer('position'), text('previous_hash', 64), text('hash', 64)];
const PLACE = new TableIndex({ name: 'events_by_chain', columnNames: ['chain', 'position'], isUnique: true });
const BATCH = 500;

interface StoredEvent {
  readonly sequence: number;
  readonly at: string;
  readonly actor_id: string;
  readonly actor_role: string;
  readonly type: string;
  readonly subject_id: string;
  readonly trust_id: string | null;
  readonly tool_id: string | null;
  readonly deployment_id: string | null;
  readonly assessment_id: string | null;
  readonly request_id: string | null;
  readonly data: string;
}

/** Links events to chains, one for each organisation, and has the database refuse changes of what is never changed. */
export class EventChains1764200000000 implements MigrationInterface {
  name = 'EventChains1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    const columns = COLUMNS.map((column) => new TableColumn(optional(column)));
    await runner.addColumns('events', columns);
    await linkEvents(runner);
    await runner.changeColumns(
      'events',
      columns.map((oldColumn, i) => ({
        oldColumn,
        newColumn: new TableColumn(COLUMNS[i] as (typeof COLUMNS)[number]),
      })),
    );
    await runner.createIndex('events', PLACE);
    for (const table of UNCHANGING) await refuseChanges(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of UNCHANGING) await allowChanges(runner, table);
    await runner.dropIndex('events', PLACE);
    await runner.dropColumns(
      'events',
      COLUMNS.map(({ name }) => name),
    );
  }
}

/** The events that are there already, in the order in which they came. */
async function linkEvents(runner: QueryRunner): Promise<void> {
  const [one, two, three, four, five] =
    runner.dataSource.options.type === 'postgres' ? ['$1', '$2', '$3', '$4', '$5'] : ['?', '?', '?', '?', '?'];
  const heads = new Map<string, { position: number; hash: string }>();
  let last = 0;
  for (;;) {
    const rows = (await runner.query(
      `SELECT * FROM events WHERE sequence > ${String(last)} ORDER BY sequence LIMIT ${String(BATCH)}`,
    )) as StoredEvent[];
    for (const row of rows) {
      const event = eventOf(row);
      const chain = chainOf(event);
      const head = heads.get(chain) ?? { position: 0, hash: NO_HASH };
      const position = head.position + 1;
      const hash = hashOfEvent({ ...event, chain, position, previousHash: head.hash });
      await runner.query(
        `UPDATE events SET chain = ${one}, position = ${two}, previous_hash = ${three}, hash = ${four} WHERE sequence = ${five}`,
        [chain, position, head.hash, hash, row.sequence],
      );
      heads.set(chain, { position, hash });
      last = row.sequence;
    }
    if (rows.length < BATCH) return;
  }
}

function eventOf(
  row: StoredEvent,
): Parameters<typeof chainOf>[0] & Omit<Parameters<typeof hashOfEvent>[0], 'chain' | 'position' | 'previousHash'> {
  return {
    at: new Date(row.at),
    actorId: row.actor_id,
    actorRole: row.actor_role,
    type: row.type,
    subjectId: row.subject_id,
    trustId: row.trust_id,
    toolId: row.tool_id,
    deploymentId: row.deployment_id,
    assessmentId: row.assessment_id,
    requestId: row.request_id,
    data: JSON.parse(row.data) as Record<string, unknown>,
  };
}
