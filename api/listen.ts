import type { AddressInfo } from 'node:net';
import { PlumblineError } from '../domain/index.ts';
import { isLoopbackName } from './access.ts';
import type { ApiConfig } from './config.ts';
import type { ApiServer } from './server.ts';

/** ListenAddress is where to listen; port 0 takes any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** requireKeysBeyondLoopback throws insecure_listen for an address that others can reach while there are no keys. */
export function requireKeysBeyondLoopback(host: string, { keys }: ApiConfig): void {
  if (keys.length > 0 || isLoopbackName(host)) return;
  const message = `Listening on ${host} needs API keys (api.keys); without them use 127.0.0.1.`;
  throw new PlumblineError('insecure_listen', message);
}

/** listen binds the address and gives its URL; throws address_in_use, or invalid_config for an impossible one. */
export async function listen(app: ApiServer, address: ListenAddress): Promise<string> {
  const { host, port } = address;
  try {
    await app.listen({ host, port });
  } catch (cause) {
    throw explain(cause, address);
  }
  return urlOf(app.server.address() as AddressInfo);
}

function explain(cause: unknown, { host, port }: ListenAddress): unknown {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE': {
      const message = `Port ${port} on ${host} is in use by another program; choose another one with listen.`;
      return new PlumblineError('address_in_use', message, { cause });
    }
    case 'EACCES':
      return new PlumblineError('invalid_config', `This user may not listen on port ${port}.`, { cause });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new PlumblineError('invalid_config', `This machine has no address ${host}.`, { cause });
    default:
      return cause;
  }
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
