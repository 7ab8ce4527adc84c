import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openSpool } from '../../../store/spool.ts';

let parent = '';
before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'spool-'));
});
after(() => rm(parent, { recursive: true, force: true }));

test('spool: bytes lie in a private directory until they are removed', async () => {
  const spool = await openSpool('a', parent);
  const path = await spool.add(Buffer.from('rows'));
  assert.equal(await readFile(path, 'utf8'), 'rows');
  assert.equal((await stat(join(path, '..'))).mode & 0o777, 0o700);
  await spool.remove(path);
  await assert.rejects(readFile(path));
  await spool.close();
  assert.deepEqual(await readdir(parent), []);
});

test('spool: a link has a name of ours, whatever the target is called', async () => {
  const spool = await openSpool('b', parent);
  const target = join(parent, "it's {a,b}*.csv");
  await writeFile(target, 'x');
  const link = await spool.link(target, '.csv');
  assert.match(link, /\/plumbline-[0-9a-f]{16}\/[0-9a-f-]{36}\.csv$/);
  assert.equal(await readFile(link, 'utf8'), 'x');
  await spool.close();
  assert.equal(await readFile(target, 'utf8'), 'x');
});

test('spool: what an earlier process left is removed; a live neighbour and a planted link are not touched', async () => {
  const first = await openSpool('c', parent);
  const kept = await first.add(Buffer.from('mine'));
  const second = await openSpool('c', parent);
  assert.equal(await readFile(kept, 'utf8'), 'mine');
  await second.close();
  await first.close();

  const [name] = await openSpool('d', parent).then(async (spool) => {
    const names = await readdir(parent);
    await spool.close();
    return names.filter((entry) => entry.startsWith('plumbline-'));
  });
  const victim = join(parent, 'victim');
  await mkdir(victim);
  await writeFile(join(victim, 'file'), 'x');
  await symlink(victim, join(parent, name!));
  const third = await openSpool('d', parent);
  const path = await third.add(Buffer.from('y'));
  assert.ok(!path.startsWith(join(parent, `${name}/`)));
  assert.deepEqual(await readdir(victim), ['file']);
  await third.close();

  await rm(join(parent, name!));
  await mkdir(join(parent, name!));
  await writeFile(join(parent, name!, 'left over'), 'z');
  const fourth = await openSpool('d', parent);
  assert.deepEqual(await readdir(join(parent, name!)), []);
  await fourth.close();
});

test('spool: without a directory that can be written it says so', async () => {
  await assert.rejects(openSpool('e', join(parent, 'absent')), /No temporary directory can be written/);
});
