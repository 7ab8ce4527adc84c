import { type ClientRequest, createServer, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** ProxyMode is how ClickHouse looks from outside. */
export type ProxyMode = 'ok' | 'refused' | 'hangs' | '503';

/** ClickhouseProxy stands in front of a ClickHouse server and spoils its answers. */
export interface ClickhouseProxy {
  readonly url: string;
  mode(mode: ProxyMode): Promise<void>;
  /** Cuts the connection instead of passing this share of the answers to inserts on, once they are applied. */
  loseReplies(share: number): void;
  lost(): number;
  /** Holds the next insert back before ClickHouse sees it; the function lets it go. */
  holdNextInsert(): Promise<() => void>;
  close(): Promise<void>;
}

/** startClickhouseProxy listens on a port of the loopback address that stays its own. */
export async function startClickhouseProxy(target: string): Promise<ClickhouseProxy> {
  const upstream = new URL(target);
  const sockets = new Set<Socket>();
  let mode: ProxyMode = 'ok';
  let share = 0;
  let lost = 0;
  let hold: ((release: () => void) => void) | null = null;

  const pass = (body: Buffer, response: ServerResponse, path: string, headers: object, isInsert: boolean) => {
    const options = {
      host: upstream.hostname,
      port: upstream.port,
      method: 'POST',
      path,
      headers: { ...headers },
    };
    const sent: ClientRequest = httpRequest(options, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      if (isInsert && Math.random() < share) {
        lost += 1;
        response.socket?.destroy();
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(chunks));
    });
    sent.on('error', () => response.socket?.destroy());
    sent.end(body);
  };

  // Statements come in the URL.
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, async (incoming, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    if (mode === 'hangs') return;
    if (mode === '503') return void response.writeHead(503).end('try again');
    const path = incoming.url ?? '/';
    const isInsert = path.includes('INSERT');
    const body = Buffer.concat(chunks);
    const holding = hold;
    if (isInsert && holding) {
      hold = null;
      await new Promise<void>((release) => holding(release));
    }
    pass(body, response, path, incoming.headers, isInsert);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(target);
  url.port = String(port);
  return {
    url: url.href,
    async mode(next) {
      if (mode === 'refused') await listen(port);
      mode = next;
      if (next === 'refused') {
        const closed = new Promise((done) => server.close(done));
        cut();
        await closed;
      } else if (next === 'ok') cut();
    },
    loseReplies(next) {
      share = next;
    },
    lost: () => lost,
    holdNextInsert: () =>
      new Promise((held) => {
        hold = (release) => held(release);
      }),
    async close() {
      cut();
      if (mode !== 'refused') await new Promise((done) => server.close(done));
    },
  };
}
