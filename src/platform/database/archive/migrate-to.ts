import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';

type Migration = Awaited<ReturnType<MigrationExecutor['executePendingMigrations']>>[number];

/** Does some of the migrations, as if the others were not there yet. */
class SomeMigrations extends MigrationExecutor {
  override transaction: MigrationExecutor['transaction'] = 'each';

  constructor(
    source: DataSource,
    runner: QueryRunner,
    private readonly names: readonly string[],
  ) {
    super(source, runner);
  }

  protected override getMigrations(): Migration[] {
    return super.getMigrations().filter(({ name }) => this.names.includes(name));
  }
}

/**
 * Brings the schema to the migrations named; those that were done already are left out. A transaction that is open goes
 * on, otherwise each migration has its own.
 */
export async function migrateTo(source: DataSource, runner: QueryRunner, names: readonly string[]): Promise<void> {
  await new SomeMigrations(source, runner, names).executePendingMigrations();
}
