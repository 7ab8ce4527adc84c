import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openSpool } from '../../../store/spool.ts';

let parent = '';
before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'spool-'));
});
after(() => rm(parent, { recursive: true, force: true }));

test('spool: a lent file has its bytes, no name, and an end', async () => {
  const spool = await openSpool(parent);
  const bytes = Buffer.alloc(3_000_000, 'rows\n');
  let lent = '';
  const result = await spool.lend(bytes, async (path) => {
    lent = path;
    assert.match(path, /^\/dev\/fd\/\d+$/);
    assert.deepEqual(await readdir(parent), []);
    assert.ok(bytes.equals(await readFile(path)));
    return 'done';
  });
  assert.equal(result, 'done');
  await assert.rejects(readFile(lent));
});

test('spool: several files are lent side by side, and a failure gives its file back', async () => {
  const spool = await openSpool(parent);
  const texts = await Promise.all(
    ['a', 'b', ''].map((text) => spool.lend(Buffer.from(text), (path) => readFile(path, 'utf8'))),
  );
  assert.deepEqual(texts, ['a', 'b', '']);
  const failing = spool.lend(Buffer.from('x'), () => Promise.reject(new Error('refused')));
  await assert.rejects(failing, /refused/);
  assert.deepEqual(await readdir(parent), []);
});

test('spool: without a directory that can be written it says so', async () => {
  await assert.rejects(openSpool(join(parent, 'absent')), /No temporary directory can be written/);
});
