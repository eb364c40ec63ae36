import type { QueryRunner } from 'typeorm';

/*
 * Rules of the database itself, so that not even a mistake in the program, or somebody with a client, changes what is
 * never changed. On SQLite a table that a later migration makes anew loses its rules: have it call `refuseChanges` again.
 */

const FUNCTION = `
  CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END $$`;

/** Has the database refuse every change and deletion of the rows of a table. */
export async function refuseChanges(runner: QueryRunner, table: string): Promise<void> {
  if (runner.dataSource.options.type === 'postgres') {
    await runner.query(FUNCTION);
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
