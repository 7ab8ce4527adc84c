import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { createSdkProject } from '../support/sdk-project.ts';
import { startService } from '../support/service-process.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const CLI = join(ROOT, 'dist/service/cli/main.js');

function snippets(language: string): string[] {
  const blocks = [...README.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))];
  return blocks.map(([, text]) => text!);
}

function snippet(language: string): string {
  const [text, ...others] = snippets(language);
  assert.equal(others.length, 0, `one ${language} snippet`);
  return text!;
}

async function models(url: string): Promise<readonly { model: string }[]> {
  const answer = (await (await fetch(`${url}/v1/models`)).json()) as { items: { model: string }[] };
  return answer.items;
}

test('README: the shell commands are scripts that set everything up themselves', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...README.matchAll(/npm (?:run )?(demo|test:server|test|start|check|bench)\b/g)].map(
    ([, name]) => name!,
  );
  assert.ok(named.length > 6);
  for (const name of named) assert.match(scripts[name] ?? '', /^node scripts\/setup\.mjs && /, name);
});

test('README: the SDK snippet and its label reach a service', async () => {
  const service = await startService();
  const project = createSdkProject();
  try {
    const label = /`(plumbline\.logLabel\(.*?\))`/.exec(README)?.[1];
    assert.ok(label);
    const program = `${snippet('ts')}\n${label};\nconst { accepted } = await plumbline.close();\nif (accepted !== 2) process.exit(1);\n`;
    assert.ok(program.includes('http://127.0.0.1:7070'));
    const source = program.replace('http://127.0.0.1:7070', service.url);
    const { code, stderr } = await project.run('readme.mjs', source);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      (await models(service.url)).map(({ model }) => model),
      ['eta'],
    );
  } finally {
    project.dispose();
    await service.dispose();
  }
});

test('README: the Python program is the one that the tests run', () => {
  assert.equal(
    snippet('python').trim(),
    readFileSync(join(ROOT, 'examples/python/producer.py'), 'utf8').trim(),
  );
});

test('README: the pieces of YAML together are a valid configuration once its secrets are there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-readme-'));
  try {
    const file = join(folder, 'plumbline.yaml');
    writeFileSync(file, snippets('yaml').join('\n'));
    const check = (env: Record<string, string>) =>
      spawnSync(process.execPath, [CLI, 'config', 'check', file], {
        encoding: 'utf8',
        env: { ...process.env, ...env },
      });
    const missing = check({});
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /SLACK_TOKEN/);
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const complete = check({ SLACK_TOKEN: 'xoxb-0', WEBHOOK_SECRET: secret });
    assert.equal(complete.status, 0, complete.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('docs/baselines.md: its YAML is a valid configuration', () => {
  const text = readFileSync(join(ROOT, 'docs/baselines.md'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-baselines-'));
  try {
    const file = join(folder, 'plumbline.yaml');
    writeFileSync(file, /```yaml\n([\s\S]*?)```/.exec(text)![1]!);
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'config', 'check', file], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('README: the configuration of this repository and the import command work', async () => {
  const valid = spawnSync(process.execPath, [CLI, 'config', 'check', join(ROOT, 'plumbline.yaml')], {
    encoding: 'utf8',
  });
  assert.equal(valid.status, 0, valid.stderr);
  const service = await startService();
  try {
    const csv = join(service.dataDir, 'trips.csv');
    const at = new Date().toISOString();
    writeFileSync(csv, `id,at,minutes,km\ntrip-1,${at},31,12.4\ntrip-2,${at},12,3.5\n`);
    const words = /plumbline import trips\.csv --map "([^"]+)"\s+(--model eta --model-version 7)/.exec(
      README,
    );
    assert.ok(words);
    const args = [CLI, 'import', csv, '--map', words[1]!, ...words[2]!.split(' '), '--url', service.url];
    const run = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /2 rows read, 2 accepted, 0 rejected/);
  } finally {
    await service.dispose();
  }
});
