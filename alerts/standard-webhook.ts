import { Webhook } from 'standardwebhooks';
import type { Secret } from '../domain/index.ts';

/** isSigningSecret says whether a text is whsec_ and the base64 of 24 to 64 bytes. */
export function isSigningSecret(text: string): boolean {
  const base64 = text.replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return false;
  const bytes = Buffer.from(base64, 'base64').length;
  return bytes >= 24 && bytes <= 64;
}

/**
 * signedHeaders are the headers of Standard Webhooks 1.0. The id stays the same over attempts, the timestamp is
 * the attempt's; while a secret is rotated, one signature per secret is sent and the receiver accepts either.
 */
export function signedHeaders(
  secrets: readonly Secret[],
  id: string,
  now: number,
  body: string,
): Record<string, string> {
  const at = new Date(now);
  return {
    'content-type': 'application/json',
    'user-agent': 'Plumbline',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret.reveal()).sign(id, at, body)).join(' '),
  };
}
