/** After the tests on PostgreSQL: the server that was started for them stops, and its data goes. */
export default async function tearDown() {
  await globalThis.postgresServer?.stop();
}
