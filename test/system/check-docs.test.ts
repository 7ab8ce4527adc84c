import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { STATISTICS } from '../../analyzers/index.ts';
import { type CheckFolder, createCheckFolder, normal, runCheckCommand } from '../support/check-command.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TEXT = readFileSync(join(ROOT, 'docs/check.md'), 'utf8');

let folder: CheckFolder;

before(() => {
  folder = createCheckFolder();
  mkdirSync(join(folder.path, 'data'));
});
after(() => folder.dispose());

interface Workflow {
  readonly jobs: { readonly train: { readonly steps: readonly { readonly run?: string }[] } };
}

test('docs/check.md: the command of the workflow passes equal data, stops drifted data, and leaves a summary', async () => {
  const workflow = parse(/```yaml\n([\s\S]*?)```/.exec(TEXT)![1]!) as Workflow;
  const runs = workflow.jobs.train.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
  const command = runs.find((run) => run.startsWith('npx plumbline check '))!;
  const args = command.split(' ').slice(3);
  const rows = (seed: number, shift: number) =>
    `SELECT number AS id, ${normal(seed, shift)} AS x FROM numbers(5000)`;
  await folder.select('data/last.parquet', 'Parquet', rows(1, 0));
  await folder.select('data/new.parquet', 'Parquet', rows(2, 0));
  const calm = await runCheckCommand(args, { cwd: folder.path });
  assert.equal(calm.code, 0, calm.stderr);
  assert.match(readFileSync(join(folder.path, 'drift.md'), 'utf8'), /^### No drift\n/);
  folder.text('data/new.parquet', readFileSync(await folder.select('moved.parquet', 'Parquet', rows(3, 2))));
  const moved = await runCheckCommand(args, { cwd: folder.path });
  assert.equal(moved.code, 1, moved.stderr);
  const summary = readFileSync(join(folder.path, 'drift.md'), 'utf8');
  assert.match(summary, /^### Drift\n/);
  assert.doesNotMatch(summary, /\| id \|/);
  assert.ok(runs.some((run) => run === 'cat drift.md >> "$GITHUB_STEP_SUMMARY"'));
});

test('docs/check.md: every option of the command is there, and every statistic that it names exists', async () => {
  const { code, stdout } = await runCheckCommand(['--help']);
  assert.equal(code, 0);
  const options = [...stdout.matchAll(/^ {2}(?:-h, )?(--[a-z-]+)/gm)].map(([, option]) => option!);
  assert.ok(options.length > 12);
  for (const option of options) if (option !== '--help') assert.ok(TEXT.includes(`${option}`), option);
  const named = /`--statistics ([a-z_,]+)`/.exec(TEXT)![1]!.split(',');
  for (const name of named) assert.ok(Object.hasOwn(STATISTICS, name), name);
});
