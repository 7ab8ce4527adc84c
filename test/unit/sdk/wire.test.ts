import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'plumbline-wire-'));
after(() => rmSync(folder, { recursive: true }));

const generate = (...words: string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'scripts/generate-sdk-types.mjs'), ...words], { encoding: 'utf8' });

test('wire types: the committed file is what the schemas generate', () => {
  const { status, stderr } = generate('--check');
  assert.equal(status, 0, stderr);
});

test('wire types: --check fails for a stale or absent file and writes nothing', () => {
  const file = join(folder, 'wire.ts');
  assert.equal(generate('--check', file).status, 1);
  assert.equal(generate(file).status, 0);
  assert.equal(generate('--check', file).status, 0);
  appendFileSync(file, '// edited\n');
  const stale = generate('--check', file);
  assert.equal(stale.status, 1);
  assert.match(stale.stderr, /stale: run node scripts\/generate-sdk-types\.mjs/);
  assert.match(readFileSync(file, 'utf8'), /edited/);
});
