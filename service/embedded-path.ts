import { resolve } from 'node:path';

/** embeddedPath is the data directory of an embedded store URL, or null for a server. */
export function embeddedPath(storeUrl: string): string | null {
  return storeUrl.startsWith('chdb:') ? resolve(storeUrl.slice('chdb:'.length)) : null;
}
