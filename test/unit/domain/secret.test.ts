import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { redactSecrets, Secret } from '../../../domain/index.ts';

test('secret: no way of printing shows it', () => {
  const secret = new Secret('canary-4711');
  const holder = { secret, list: [secret], map: new Map([[secret, secret]]) };
  const error = new Error(`failed with ${secret}`, { cause: holder });
  const printed = [
    String(secret),
    `${secret}`,
    JSON.stringify(holder),
    inspect(holder, { depth: null, showHidden: true, showProxy: true }),
    inspect(secret, { customInspect: false, showHidden: true }),
    format('%s %o %O %j', secret, secret, secret, secret),
    inspect(error),
    Object.entries(secret).join(),
  ].join('\n');
  assert.doesNotMatch(printed, /canary/);
  assert.equal(secret.reveal(), 'canary-4711');
});

test('secret: its text is taken out of what others will read, encoded or not', () => {
  const text = redactSecrets('key a/b+c and a%2Fb%2Bc', [new Secret('a/b+c'), new Secret('')]);
  assert.equal(text, 'key [secret] and [secret]');
});
