import { resolve } from 'node:path';
import { PlumblineError } from '../domain/index.ts';

/** StoreUrl is where the data is: a directory of this process, or a ClickHouse server. */
export type StoreUrl =
  | { readonly kind: 'embedded'; readonly path: string }
  | {
      readonly kind: 'server';
      /** Without user, password and path. */
      readonly origin: string;
      readonly username: string;
      readonly password: string;
      readonly database: string;
    };

/** parseStoreUrl reads chdb:./path and http(s)://user:password@host:8123/database; its errors never quote the URL. */
export function parseStoreUrl(url: string): StoreUrl {
  if (url.startsWith('chdb:')) {
    const path = url.slice('chdb:'.length);
    if (path === '' || path.includes('\0')) throw invalid('chdb: is followed by a directory');
    return { kind: 'embedded', path: resolve(path) };
  }
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw invalid('it is no URL of these forms');
  const database = decode(parsed.pathname.slice(1)) || 'default';
  if (!/^[A-Za-z_]\w*$/.test(database)) {
    throw invalid('a database name is letters, digits and underscores');
  }
  return {
    kind: 'server',
    origin: parsed.origin,
    username: decode(parsed.username) || 'default',
    password: decode(parsed.password),
    database,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('a percent sign in it is followed by two hexadecimal digits');
  }
}

function invalid(reason: string): PlumblineError {
  const forms = 'chdb:./directory or http(s)://user:password@host:8123/database';
  return new PlumblineError('invalid_config', `CLICKHOUSE_URL is ${forms}: ${reason}.`);
}
