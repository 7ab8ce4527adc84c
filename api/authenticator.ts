import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../domain/index.ts';
import type { ApiKey } from './config.ts';
import type { Authenticator, Principal } from './ports.ts';

/** createAuthenticator compares the hash of a presented key with every configured hash, in constant time. */
export function createAuthenticator(keys: readonly ApiKey[], clock: Clock): Authenticator {
  const known = keys.map((key) => ({ ...key, hash: Buffer.from(key.sha256, 'hex') }));
  return {
    authenticate(apiKey) {
      if (apiKey === null) return null;
      const presented = createHash('sha256').update(apiKey).digest();
      let principal: Principal | null = null;
      for (const { hash, project, scopes, expiresAt } of known) {
        const matches = timingSafeEqual(hash, presented);
        if (matches && (expiresAt === null || clock() < expiresAt)) principal = { project, scopes };
      }
      return principal;
    },
  };
}

/** matchesHash tells in constant time whether a token has this SHA-256. */
export function matchesHash(token: string | null, sha256: string): boolean {
  if (token === null) return false;
  return timingSafeEqual(createHash('sha256').update(token).digest(), Buffer.from(sha256, 'hex'));
}

/** bearerToken reads the token of an Authorization header; null when there is none. */
export function bearerToken(header: string | undefined): string | null {
  const match = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header ?? '');
  return match ? match[1]! : null;
}
