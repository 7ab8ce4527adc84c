import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../../store/index.ts';
import { HOUR, T0 } from '../../support/store-rows.ts';

const CHILD = fileURLToPath(new URL('../../support/store-child.js', import.meta.url));

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'store-processes-'));
});
after(() => rm(directory, { recursive: true, force: true }));

interface Event {
  readonly opened?: boolean;
  readonly acked?: number;
  readonly code?: string;
  readonly message?: string;
}

function start(
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): { child: ChildProcess; stderr: () => string } {
  const child = spawn(process.execPath, [...nodeArgs, CHILD, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  return { child, stderr: () => stderr };
}

async function* events(child: ChildProcess): AsyncIterable<Event> {
  for await (const line of createInterface({ input: child.stdout! })) yield JSON.parse(line) as Event;
}

test('kill -9 in a tight insert loop: every acked row is there, once', async () => {
  const url = `chdb:${join(directory, 'killed')}`;
  let last = -1;
  for (const acksBeforeKill of [3, 7, 12]) {
    const { child } = start(['insert', url, String(last + 1)]);
    const stopAt = last + acksBeforeKill;
    for await (const { acked } of events(child)) {
      if (acked === undefined) continue;
      last = acked;
      if (acked >= stopAt) child.kill('SIGKILL');
    }
  }
  const store = await openStore({ url });
  try {
    const rows = await store.windowReader.countRows({
      project: 'kill',
      model: 'm',
      version: null,
      deployment: 'live',
      source: 'predictions',
      segment: [],
      window: { start: T0, end: T0 + last + 1 },
    });
    assert.equal(rows, (last + 1) * 50);
    const range = await store.windowReader.eventTimeRange('kill', 'm', 'predictions');
    assert.ok(range!.last >= T0 + last && range!.last < T0 + HOUR);
  } finally {
    await store.close();
  }
});

test('a killed process leaves no bytes in the spool', async () => {
  const spool = join(directory, 'spool');
  await mkdir(spool);
  const { child } = start(['insert', `chdb:${join(directory, 'spooled')}`, '0', spool]);
  for await (const { acked } of events(child)) if (acked === 5) child.kill('SIGKILL');
  for (const name of await readdir(spool)) assert.equal((await stat(join(spool, name))).size, 0);
});

test('a second process on the same data directory is refused with one clear error', async () => {
  const path = join(directory, 'locked');
  const { child: first } = start(['insert', `chdb:${path}`]);
  const opened = events(first)[Symbol.asyncIterator]();
  await opened.next();
  const { child: second, stderr } = start(['open', `chdb:${path}`]);
  const seen: Event[] = [];
  for await (const event of events(second)) seen.push(event);
  first.kill('SIGKILL');
  await once(first, 'exit');
  assert.equal(seen.length, 1);
  assert.equal(seen[0]?.code, 'data_directory_locked');
  assert.match(seen[0]?.message ?? '', /Another process has the data directory .*locked open/);
  assert.equal(stderr(), '');
});

test('without the embedded engine the error says how to add it', async () => {
  const hook = `export async function resolve(specifier, context, next) {
    if (specifier.startsWith('chdb')) throw Object.assign(new Error('absent'), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(specifier, context);
  }`;
  const dataUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hook))});`;
  const { child } = start(['open', `chdb:${join(directory, 'absent')}`], ['--import', dataUrl(register)]);
  const seen: Event[] = [];
  for await (const event of events(child)) seen.push(event);
  assert.equal(seen[0]?.code, 'embedded_engine_missing');
  assert.match(seen[0]?.message ?? '', /npm install chdb/);
});

test('a data directory that cannot be made is one clear error', async () => {
  const { child } = start(['open', 'chdb:/dev/null/data']);
  const seen: Event[] = [];
  for await (const event of events(child)) seen.push(event);
  assert.equal(seen[0]?.code, 'store_refused');
  assert.match(seen[0]?.message ?? '', /\/dev\/null\/data cannot be written/);
});
