import net, { type AddressInfo } from 'node:net';

/** Stands between a service and its database. */
export interface SilentProxy {
  /** The database's address through it */
  readonly url: string;
  /** From now on nothing goes over the connections that there are; new ones work, as after a change of servers. */
  swallow(): void;
  close(): void;
}

export async function startProxy(database: URL): Promise<SilentProxy> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(database.port || 5432), database.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(database);
  url.host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url: url.href,
    swallow: () => {
      for (const socket of sockets) socket.unpipe().resume();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
