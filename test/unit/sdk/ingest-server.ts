import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** ReceivedRequest is one request as the server saw it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body after decompression. */
  readonly text: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/** Behaviour is what the server does with one request. */
export type Behaviour =
  | 'accept'
  | 'hang'
  | 'cut'
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

/** IngestServer is a real HTTP server that answers as scripted and remembers what it got. */
export interface IngestServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Waits until that many requests have arrived. */
  received(requests: number): Promise<void>;
  close(): Promise<void>;
}

/** rejecting is a 202 that rejects the given indexes of a batch and accepts the rest. */
export function rejecting(request: ReceivedRequest, indexes: readonly number[]): Behaviour {
  const rejected = indexes.map((index) => ({
    index,
    code: 'wrong_type',
    path: '/features/age',
    message: 'The value has another type than the field.',
  }));
  return { status: 202, body: { accepted: request.records.length - rejected.length, rejected } };
}

/** startIngestServer listens on loopback; `behave` gets each request and its number, from 0. */
export async function startIngestServer(
  behave: (request: ReceivedRequest, number: number) => Behaviour | Promise<Behaviour> = () => 'accept',
  listenOn = 0,
): Promise<IngestServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let arrived: (() => void)[] = [];

  async function answer(request: ReceivedRequest, response: ServerResponse, socket: Socket) {
    const number = requests.push(request) - 1;
    for (const wake of arrived.splice(0)) wake();
    const behaviour = await behave(request, number);
    if (behaviour === 'hang') return;
    if (behaviour === 'cut') {
      socket.destroy();
      return;
    }
    const { status, body, headers } =
      behaviour === 'accept'
        ? { status: 202, body: { accepted: request.records.length, rejected: [] }, headers: {} }
        : behaviour;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      const records = text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      const request = { path: incoming.url ?? '', headers: incoming.headers, text, records };
      void answer(request, response, incoming.socket);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(listenOn, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    received: async (count) => {
      while (requests.length < count) await new Promise<void>((resolve) => arrived.push(resolve));
    },
    close: () => {
      arrived = [];
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
