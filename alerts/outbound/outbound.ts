import { isIP, type LookupFunction } from 'node:net';
import { Agent, request as undiciRequest } from 'undici';
import { PlumblineError } from '../../domain/index.ts';
import type { OutboundHttp, OutboundRequest, OutboundResponse } from '../ports.ts';
import type { AddressGuard } from './address-guard.ts';

/** OutboundSettings bound every call. */
export interface OutboundSettings {
  /** Milliseconds for the whole call, body included. */
  readonly timeoutMs: number;
  /** Bytes of an answer that are read; the rest is dropped with the connection. */
  readonly maxResponseBytes: number;
}

/** OUTBOUND_DEFAULTS leave a slow receiver 15 s, and keep a hostile one from filling memory. */
export const OUTBOUND_DEFAULTS: OutboundSettings = { timeoutMs: 15_000, maxResponseBytes: 64 * 1024 };

/** ClosableOutboundHttp is the policy with the sockets that it owns. */
export interface ClosableOutboundHttp extends OutboundHttp {
  close(): Promise<void>;
}

// Undici asks here for every new connection, so the addresses that were checked are the ones that are dialled.
function guardedLookup(guard: AddressGuard): LookupFunction {
  return (host, options, callback) => {
    guard.resolve(host).then(
      (addresses) => {
        if (options.all) callback(null, [...addresses]);
        else callback(null, addresses[0]!.address, addresses[0]!.family);
      },
      (error) => callback(error, '', 0),
    );
  };
}

function checkUrl(text: string, guard: AddressGuard): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new PlumblineError('delivery_failed', 'The address of the receiver is not a URL.');
  }
  const blocked = (why: string) => new PlumblineError('address_blocked', `${url.host}: ${why}`);
  if (url.username !== '' || url.password !== '') throw blocked('a URL with credentials is refused.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw blocked('only https and http are spoken.');
  if (url.protocol === 'http:' && !guard.allowsHost(url.hostname))
    throw blocked('plain http is refused; use https, or list the host in outbound.allow.');
  return url;
}

async function readCapped(
  body: AsyncIterable<Uint8Array> & { destroy(): unknown },
  cap: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, cap - size));
    size += chunk.length;
    if (size >= cap) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf(raw: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw))
    if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
}

/** failureOf turns what undici threw into our error; the text names the host only, since a path may be secret. */
function failureOf(thrown: unknown, url: URL, timedOut: boolean): PlumblineError {
  for (let error = thrown; error instanceof Error; error = error.cause)
    if (error instanceof PlumblineError) return error;
  const code = (thrown as { code?: unknown } | null)?.code;
  const why = timedOut
    ? 'no complete answer in time'
    : typeof code === 'string'
      ? code
      : 'the connection failed';
  return new PlumblineError('delivery_failed', `${url.host}: ${why}.`, { retryable: true, cause: thrown });
}

/**
 * createOutboundHttp is the one way out over HTTP: https unless the host is allowed by name, addresses checked when
 * they are dialled, redirects returned and never followed, time and answer bounded. Proxy variables are not read.
 */
export function createOutboundHttp(
  guard: AddressGuard,
  settings: OutboundSettings = OUTBOUND_DEFAULTS,
): ClosableOutboundHttp {
  const agent = new Agent({
    connect: { lookup: guardedLookup(guard), timeout: settings.timeoutMs },
    keepAliveTimeout: 1000,
    keepAliveMaxTimeout: 10_000,
    maxResponseSize: -1,
  });

  async function send(request: OutboundRequest): Promise<OutboundResponse> {
    const url = checkUrl(request.url, guard);
    const signal = AbortSignal.timeout(settings.timeoutMs);
    try {
      // A literal address never reaches the lookup of the agent.
      if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) await guard.resolve(url.hostname);
      const response = await undiciRequest(url, {
        dispatcher: agent,
        method: request.method,
        headers: request.headers,
        body: request.method === 'GET' ? null : request.body,
        signal,
      });
      const body = await readCapped(response.body, settings.maxResponseBytes);
      return { status: response.statusCode, headers: headersOf(response.headers), body };
    } catch (thrown) {
      throw failureOf(thrown, url, signal.aborted);
    }
  }

  return { send, close: () => agent.destroy() };
}
