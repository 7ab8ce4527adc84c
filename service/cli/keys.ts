import { createHash, randomBytes } from 'node:crypto';

/** newApiKey makes a key that is shown once, and the hash that goes into the configuration. */
export function newApiKey(): { readonly key: string; readonly sha256: string } {
  const key = `pk_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`;
  return { key, sha256: createHash('sha256').update(key).digest('hex') };
}
