import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** cruise runs the real rules over a small tree with the given files. */
function cruise(files: Readonly<Record<string, string>>): { status: number | null; output: string } {
  const tree = mkdtempSync(join(tmpdir(), 'plumbline-boundaries-'));
  try {
    cpSync(join(ROOT, '.dependency-cruiser.cjs'), join(tree, '.dependency-cruiser.cjs'));
    cpSync(join(ROOT, 'tsconfig.json'), join(tree, 'tsconfig.json'));
    cpSync(join(ROOT, 'package.json'), join(tree, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      writeFileSync(join(tree, name), text);
    }
    const folders = [...new Set(Object.keys(files).map((name) => name.split('/')[0]!))];
    const cruiser = join(ROOT, 'node_modules/.bin/depcruise');
    const run = spawnSync(cruiser, ['--config', '.dependency-cruiser.cjs', ...folders], {
      cwd: tree,
      encoding: 'utf8',
    });
    return { status: run.status, output: run.stdout + run.stderr };
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

test('boundaries: an honest tree passes, and its modules are really read', () => {
  const { status, output } = cruise({
    'domain/index.ts': 'export const one = 1;\n',
    'ingest/index.ts': "import { one } from '../domain/index.ts';\nexport const two = one + 1;\n",
  });
  assert.equal(status, 0, output);
  assert.match(output, /2 modules, 1 dependencies/);
});

const PLANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-cycles': {
    'domain/a.ts': "import type { B } from './b.ts';\nexport interface A { b: B }\n",
    'domain/b.ts': "import type { A } from './a.ts';\nexport interface B { a: A }\n",
  },
  'domain-imports-nothing-of-ours': {
    'domain/a.ts': "import { s } from '../store/index.ts';\nexport const a = s;\n",
    'store/index.ts': 'export const s = 1;\n',
  },
  'ingest-stands-apart': {
    'ingest/a.ts': "import type { P } from '../alerts/ports.ts';\nexport type A = P;\n",
    'alerts/ports.ts': 'export type P = 1;\n',
  },
  'through-the-front-door': {
    'api/a.ts': "import { inner } from '../ingest/inner.ts';\nexport const a = inner;\n",
    'ingest/inner.ts': 'export const inner = 1;\n',
  },
  'clickhouse-in-store-only': {
    'analyzers/a.ts': "import { createClient } from '@clickhouse/client';\nexport const a = createClient;\n",
  },
  'fastify-in-api-only': { 'service/a.ts': "import fastify from 'fastify';\nexport const a = fastify;\n" },
  'kafkajs-in-ingest-kafka-only': {
    'ingest/consumer/a.ts': "import { Kafka } from 'kafkajs';\nexport const a = Kafka;\n",
  },
  'gpu-packages-in-the-gpu-engine-only': {
    'analyzers/engines/cpu/a.ts': "import { GPU } from 'gpu.js';\nexport const a = GPU;\n",
  },
  'page-stands-alone': {
    'web/a.tsx': "import { a } from '../api/index.ts';\nexport const A = () => <p>{a}</p>;\n",
    'api/index.ts': "export const a = 'a';\n",
  },
  'product-without-dev-dependencies': {
    'alerts/a.ts': "import { SMTPServer } from 'smtp-server';\nexport const a = SMTPServer;\n",
  },
};

for (const [rule, files] of Object.entries(PLANTED)) {
  test(`boundaries: ${rule} catches a planted violation`, () => {
    const { status, output } = cruise(files);
    assert.notEqual(status, 0);
    assert.ok(output.includes(rule), output);
  });
}
