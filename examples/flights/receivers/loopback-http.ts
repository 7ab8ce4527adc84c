import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** ReceivedRequest is one HTTP request with its body as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Reply is what a receiver answers; `body` is sent as JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Listening is a receiver that runs on loopback. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** listenOnLoopback serves requests on a free port of 127.0.0.1. */
export async function listenOnLoopback(answer: (request: ReceivedRequest) => Reply): Promise<Listening> {
  const server = createServer(async (incoming, outgoing) => {
    let reply: Reply = { status: 413, body: { error: 'too_large' } };
    const body = await readBody(incoming).catch(() => null);
    if (body !== null) {
      const { method = '', url = '', headers } = incoming;
      reply = answer({ method, path: new URL(url, 'http://receiver').pathname, headers, body });
    }
    outgoing.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8' });
    outgoing.end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

/** parseJson gives the object of a JSON text, or null. */
export function parseJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
