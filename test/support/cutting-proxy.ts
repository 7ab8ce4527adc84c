import { connect, createServer, type Server, type Socket } from 'node:net';

/** CuttingProxy passes bytes on between clients and a port, and loses replies when a test says so. */
export interface CuttingProxy {
  readonly port: number;
  /** Connections of clients go to this port from now on. */
  target(port: number): void;
  /** Cuts every connection at its next reply; gives the number of cuts so far. */
  cutReplies(cut: boolean): void;
  cuts(): number;
  close(): Promise<void>;
}

/** startCuttingProxy listens on a free port of the loopback. */
export async function startCuttingProxy(): Promise<CuttingProxy> {
  let targetPort = 0;
  let cutting = false;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (bytes) => {
      if (cutting) {
        cuts += 1;
        client.destroy();
      } else {
        client.write(bytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    target(port) {
      targetPort = port;
    },
    cutReplies(cut) {
      cutting = cut;
    },
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
