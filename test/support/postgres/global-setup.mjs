/** Before the tests on PostgreSQL: a server, and a database with the schema that the tests' own are copied from. */
import process from 'node:process';
import pg from 'pg';
import { openPostgres } from '../../../dist/platform/database/postgres/open-postgres.js';
import { startServer } from './server.mjs';

export const TEMPLATE = 'site_readiness_template';

export default async function setUp() {
  const server = await startServer();
  globalThis.postgresServer = server;
  process.env.TEST_POSTGRES_URL = server.url;
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
  await client.query(`CREATE DATABASE ${TEMPLATE} TEMPLATE template0`);
  await client.end();
  const url = new URL(server.url);
  url.pathname = `/${TEMPLATE}`;
  const opened = await openPostgres(url.href, 3, []);
  await opened.close();
}
