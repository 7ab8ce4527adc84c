import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../domain/index.ts';

/**
 * callbackToken is the token that a pipeline reports with. It is derived, not drawn: a body that is sent again
 * after a restart must carry the same token while only its hash is stored. The part before the dot names the
 * project, which a report does not otherwise tell; the other part is HMAC-SHA256 under the signing secret.
 */
export function callbackToken(secret: Secret, project: string, runId: string): string {
  const key = Buffer.from(secret.reveal().replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(JSON.stringify(['retraining-callback', project, runId]));
  return `${Buffer.from(project).toString('base64url')}.${mac.digest('base64url')}`;
}

/** tokenProject is the project that a token claims; its claim holds only if the hash fits. */
export function tokenProject(token: string): string | null {
  const match = /^([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]{43}$/.exec(token);
  return match ? Buffer.from(match[1]!, 'base64url').toString('utf8') : null;
}

/** hashToken is what is stored of a token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** tokenMatches compares a token with a stored hash in constant time. */
export function tokenMatches(token: string, tokenHash: string): boolean {
  const given = Buffer.from(hashToken(token), 'hex');
  const stored = Buffer.from(tokenHash, 'hex');
  return stored.length === given.length && timingSafeEqual(given, stored);
}
