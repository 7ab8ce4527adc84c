import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DemoFailure } from '../../../../examples/flights/demo-failure.ts';
import { readOptions } from '../../../../examples/flights/options.ts';
import { openWorkDirectory } from '../../../../examples/flights/work-directory.ts';

test('options: a tenth of the flights on the usual port unless told', () => {
  assert.deepEqual(readOptions([]), {
    share: 0.1,
    kafka: false,
    exit: false,
    keep: false,
    data: null,
    port: null,
    study: false,
    help: false,
  });
  const options = readOptions(['--all', '--exit', '--data', 'x', '--port', '9000']);
  assert.deepEqual('share' in options && [options.share, options.exit, options.data, options.port], [
    1,
    true,
    'x',
    9000,
  ]);
});

test('options: a mistake is one sentence', () => {
  const problem = (args: string[]): string => {
    const options = readOptions(args);
    return 'problem' in options ? options.problem : '';
  };
  assert.match(problem(['--fast']), /^Unknown option '--fast'\. See --help\.$/);
  assert.match(problem(['--port', '99999']), /--port must be a number from 1 to 65535, not "99999"/);
  assert.match(problem(['--data', '']), /--data needs a directory/);
  assert.match(problem(['January']), /January/);
});

test('work directory: a fresh one goes at the end, also when asked for twice, and stays after a failure', (t) => {
  const before = process.cwd();
  const root = mkdtempSync(join(tmpdir(), 'plumbline-demo-test-'));
  t.after(() => {
    process.chdir(before);
    rmSync(root, { recursive: true });
  });
  process.chdir(root);
  const open = (keep: boolean): ReturnType<typeof openWorkDirectory> =>
    openWorkDirectory(null, keep, new Date(Date.UTC(2001, 0, keep ? 1 : 2)));
  const fresh = open(false);
  fresh.release(false);
  assert.equal(existsSync(fresh.path), false);
  const failed = open(false);
  failed.release(true);
  assert.equal(existsSync(failed.path), true);
  const kept = open(true);
  kept.release(false);
  assert.equal(existsSync(kept.path), true);
});

test("work directory: the user's directory is kept, and refused when something is in it", (t) => {
  const root = mkdtempSync(join(tmpdir(), 'plumbline-demo-test-'));
  t.after(() => rmSync(root, { recursive: true }));
  const wanted = join(root, 'data');
  openWorkDirectory(wanted, false, new Date(0)).release(false);
  assert.equal(existsSync(wanted), true);
  writeFileSync(join(wanted, 'file'), 'x');
  assert.throws(
    () => openWorkDirectory(wanted, false, new Date(0)),
    (error) => {
      return error instanceof DemoFailure && /is not empty; name a new one/.test(error.message);
    },
  );
  assert.throws(() => openWorkDirectory(join(wanted, 'file', 'below'), false, new Date(0)), DemoFailure);
});
