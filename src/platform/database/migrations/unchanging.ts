import type { QueryRunner } from 'typeorm';

/*
 * Rules of the database itself, so that not even a mistake in the program, or somebody with a client, changes what is
 * never changed. On SQLite a table that a later migration makes anew loses its rules: have it call `refuseChanges` again.
 */

const BODY = `
  BEGIN
    RAISE EXCEPTION '% are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END `;
const FUNCTION = `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$${BODY}$$`;
/** Whatever has the name where ours would be, and whether it is ours */
const FOUND = `
  SELECT prosrc = $1 AND prorettype = 'trigger'::regtype AS ours, current_schema() AS schema
  FROM pg_proc WHERE proname = 'refuse_change' AND pronargs = 0 AND pronamespace = current_schema()::regnamespace`;

/**
 * Makes the function once. One that is left of tables of ours that were dropped will do, whoever owns it; another one of
 * the name may be in use by others and is not replaced.
 *
 * @throws Error that says what is in the way
 */
async function makeFunction(runner: QueryRunner): Promise<void> {
  const [found] = (await runner.query(FOUND, [BODY])) as { ours: boolean; schema: string }[];
  if (found === undefined) await runner.query(FUNCTION);
  else if (!found.ours) throw inTheWay(found.schema);
}

function inTheWay(schema: string): Error {
  const message = `it has a function ${schema}.refuse_change() that is not of this service. Name a database of its own, or drop the function if nobody needs it.`;
  // As PostgreSQL would say it: duplicate_function
  return Object.assign(new Error(message), { code: '42723' });
}

/** Has the database refuse every change and deletion of the rows of a table. */
export async function refuseChanges(runner: QueryRunner, table: string): Promise<void> {
  if (runner.dataSource.options.type === 'postgres') {
    await makeFunction(runner);
    await runner.query(
      `CREATE TRIGGER ${table}_unchanging BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    );
    await runner.query(
      `CREATE TRIGGER ${table}_never_emptied BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
    );
    return;
  }
  const refuse = `BEGIN SELECT RAISE(ABORT, '${table} are never changed'); END`;
  await runner.query(`CREATE TRIGGER ${table}_unchanging BEFORE UPDATE ON ${table} ${refuse}`);
  await runner.query(`CREATE TRIGGER ${table}_never_deleted BEFORE DELETE ON ${table} ${refuse}`);
}

/** Takes the rules away again, for a migration that goes down. */
export async function allowChanges(runner: QueryRunner, table: string): Promise<void> {
  const names =
    runner.dataSource.options.type === 'postgres'
      ? [`${table}_unchanging ON ${table}`, `${table}_never_emptied ON ${table}`]
      : [`${table}_unchanging`, `${table}_never_deleted`];
  for (const name of names) await runner.query(`DROP TRIGGER ${name}`);
}
