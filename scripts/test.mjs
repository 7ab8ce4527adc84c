// Runs the built tests with node --test: all of them, or those whose path contains one of the given words.
// --faults runs test/faults at full length, --server the store's contract against CLICKHOUSE_URL.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { prepareTests } from './prepare-tests.mjs';

process.chdir(new URL('..', import.meta.url).pathname);

export function testFiles(root) {
  return readdirSync(root, { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(root, name))
    .sort();
}

const UNIT = join('dist', 'test', 'unit');

const SHARDS = 6;

/** Unit tests share a few processes: starting one for each of two hundred files takes longer than the tests. */
export function unitShards() {
  const files = testFiles(UNIT);
  return Array.from({ length: SHARDS }, (_, shard) => {
    const file = join('dist', 'test', `unit-${shard + 1}.mjs`);
    const mine = files.filter((_name, index) => index % SHARDS === shard);
    writeFileSync(file, mine.map((name) => `import './${relative('dist/test', name)}';\n`).join(''));
    return file;
  });
}

/** The command line of node for some test files. */
export function testArguments(files, { reporter = 'spec', concurrency = 2, minutes = 10 } = {}) {
  // Two files at a time: every integration file runs a ClickHouse of its own.
  // A test that hangs ends the run with its name instead of with silence.
  const limits = [`--test-concurrency=${concurrency}`, `--test-timeout=${minutes * 60_000}`];
  return ['--test', `--test-reporter=${reporter}`, ...limits, ...files];
}

function runTests(files, { env = {}, ...options }) {
  if (files.length === 0) {
    console.error('No test file matches.');
    return 1;
  }
  // What the files of one run share, such as the store of the flights demo.
  const shared = mkdtempSync(join(tmpdir(), 'plumbline-run-'));
  const settings = { stdio: 'inherit', env: { ...process.env, PLUMBLINE_TEST_RUN: shared, ...env } };
  try {
    return spawnSync(process.execPath, testArguments(files, options), settings).status ?? 1;
  } finally {
    rmSync(shared, { recursive: true, force: true });
  }
}

if (process.argv[1]?.endsWith('test.mjs')) {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const server = process.argv.includes('--server');
  if (server && !process.env.CLICKHOUSE_URL) {
    console.error(
      'npm run test:server needs CLICKHOUSE_URL=http://user:password@host:8123/database of a ClickHouse server.',
    );
    process.exit(1);
  }
  const faults = process.argv.includes('--faults');
  const root = server ? 'dist/test/conformance/store' : faults ? 'dist/test/faults' : 'dist/test';
  const all = testFiles(root);
  const files =
    words.length > 0
      ? all.filter((file) => words.some((word) => file.includes(word)))
      : root === 'dist/test'
        ? [...all.filter((file) => !file.startsWith(UNIT)), ...unitShards()]
        : all;
  try {
    if (!server) await prepareTests();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const full = { concurrency: 1, minutes: 120, env: { PLUMBLINE_FAULTS: 'full' } };
  process.exit(runTests(files, faults ? full : {}));
}
