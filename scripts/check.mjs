// npm run check: everything that can be judged without a service, in under a minute.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testArguments, unitShards } from './test.mjs';

process.chdir(new URL('..', import.meta.url).pathname);

const FOLDERS = [
  'domain',
  'ingest',
  'analyzers',
  'alerts',
  'dashboards',
  'store',
  'api',
  'service',
  'web',
  'sdk/src',
  'examples',
  'test',
  'bench',
  'scripts',
  'sql',
];
const MAX_LINES = 400;
const bin = (name) => join('node_modules', '.bin', name);

/** Runs a program and gives its exit code and all that it printed. */
function execute(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject).on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

async function run(title, command, args) {
  const started = Date.now();
  const { status, output } = await execute(command, args);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(status === 0 ? `ok    ${title} (${seconds} s)` : `FAIL  ${title} (${seconds} s)\n${output}`);
  return status === 0;
}

function sourceFiles() {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map((name) => join(folder, name))
      .filter((name) => /\.(tsx?|mjs|sql|css)$/.test(name) && !/(^|\/)(dist|node_modules)\//.test(name)),
  );
}

/** Rules that no linter has: file length, unfinished work, skipped tests, who may read the environment. */
function checkText() {
  const problems = [];
  for (const file of sourceFiles()) {
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n').length;
    if (lines > MAX_LINES) problems.push(`${file}: ${lines} lines, at most ${MAX_LINES}; split it by idea`);
    if (file === 'scripts/check.mjs') continue;
    if (/\b(TODO|FIXME|XXX)\b/.test(text)) problems.push(`${file}: unfinished work is marked in the text`);
    if (/\b(test|it|describe)\.(skip|todo|only)\b|\bskip: true\b/.test(text))
      problems.push(`${file}: a test is skipped or focused`);
    if (/^export \*/m.test(text)) problems.push(`${file}: export * hides what is exported`);
    if (/^(domain|ingest|analyzers|alerts|store|api)\//.test(file) && text.includes('process.env')) {
      problems.push(`${file}: only service/ reads process.env`);
    }
  }
  console.log(problems.length === 0 ? 'ok    text rules' : `FAIL  text rules\n${problems.join('\n')}`);
  return problems.length === 0;
}

// The unit tests run beside the rest; what they print comes last.
const tests = execute(process.execPath, testArguments(unitShards(), { reporter: 'dot', concurrency: 3 }));
const checked = [
  await run('format and lint', bin('biome'), ['ci', '--error-on-warnings', '--colors=off', '.']),
  await run('boundaries', bin('depcruise'), [
    '--config',
    '.dependency-cruiser.cjs',
    ...FOLDERS.filter((folder) => !['scripts', 'sql'].includes(folder)),
  ]),
  await run('dead exports', bin('knip'), []),
  await run('generated SDK types are current', process.execPath, [
    'scripts/generate-sdk-types.mjs',
    '--check',
  ]),
  await run('generated documents are current', process.execPath, ['scripts/generate-docs.mjs', '--check']),
  checkText(),
];
const failed = checked.filter((ok) => !ok).length;
const { status, output } = await tests;
console.log(output);
if (failed > 0) console.log(`${failed} of ${checked.length} checks failed.`);
process.exit(failed > 0 ? 1 : status);
