import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** ReceivedRequest is a request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Reply is what the receiver answers; 'hang' never answers, 'drop' cuts the connection. */
export type Reply =
  | 'hang'
  | 'drop'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown };

/** LoopbackReceiver is an HTTP server on a free port of 127.0.0.1 that judges what it gets. */
export interface LoopbackReceiver {
  readonly url: string;
  /** Every request, refused ones included. */
  readonly requests: readonly ReceivedRequest[];
  /** The next requests get these answers instead of the usual one. */
  answerNext(...replies: readonly Reply[]): void;
  /** Stops, and fails the test when a request broke the rules of the wire. */
  close(): Promise<void>;
}

/** RulesBroken collects what is wrong with a request. */
export type Complain = (what: string) => void;

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** startReceiver runs a receiver; `judge` checks the wire format of a request and gives the usual answer. */
export async function startReceiver(
  judge: (request: ReceivedRequest, complain: Complain) => Reply,
): Promise<LoopbackReceiver> {
  const requests: ReceivedRequest[] = [];
  const violations: string[] = [];
  const scripted: Reply[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
    requests.push(request);
    const usual = judge(request, (what) => violations.push(`${method} ${url}: ${what}`));
    const reply = scripted.shift() ?? usual;
    if (reply === 'hang') return;
    if (reply === 'drop') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8', ...reply.headers });
    outgoing.end(textOf(reply.body));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answerNext: (...replies) => {
      scripted.push(...replies);
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      assert.deepEqual(violations, [], 'the wire format was violated');
    },
  };
}
