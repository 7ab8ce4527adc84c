import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Check } from 'typebox/value';
import { FeatureSampleSchema, LabelRecordSchema, PredictionRecordSchema } from '../../domain/index.ts';
import { createSdkProject, runProcess, type SdkProject } from '../support/sdk-project.ts';
import { type IngestServer, startIngestServer } from '../unit/sdk/ingest-server.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SCHEMAS = {
  '/v1/predictions': PredictionRecordSchema,
  '/v1/labels': LabelRecordSchema,
  '/v1/features': FeatureSampleSchema,
} as const;

let project: SdkProject;
let server: IngestServer;

before(() => {
  project = createSdkProject();
});
after(() => project.dispose());
beforeEach(async () => {
  server = await startIngestServer();
});
afterEach(() => server.close());

/** received gives the ids that arrived on a route, after checking every record against its schema. */
function received(path: keyof typeof SCHEMAS): unknown[] {
  const records = server.requests
    .filter((request) => request.path === path)
    .flatMap(({ records }) => records);
  for (const record of records) assert.ok(Check(SCHEMAS[path], record), JSON.stringify(record));
  return records.map((record) => record.prediction_id ?? record.sample_id);
}

const BODY = `
  const plumbline = new Plumbline({ url: process.argv[2], model: 'eta', version: '7', gzipAboveBytes: 100 });
  for (let i = 0; i < 1200; i++) {
    plumbline.logPrediction({
      predictionId: 'p' + i,
      timestamp: new Date(),
      features: { km: i / 7, city: i % 2 ? 'Oslo' : null, rush: i % 3 === 0 },
      prediction: i % 2 === 0,
      score: i / 1200,
      scores: { late: i / 1200 },
      tags: { region: 'north' },
      embeddings: { route: new Float32Array([0.5, i]) },
    });
  }
  plumbline.logLabel({ predictionId: 'p0', label: true, predictionTimestamp: Date.now() });
  plumbline.logFeatures({ sampleId: 's0', features: { km: 3 } });
  console.log(JSON.stringify(await plumbline.close()));
`;
const RESULT = { accepted: 1202, rejected: 0, dropped: 0, buffered: 0 };

function assertEverythingArrived() {
  const ids = Array.from({ length: 1200 }, (_, i) => `p${i}`);
  assert.deepEqual(new Set(received('/v1/predictions')), new Set(ids));
  assert.deepEqual(received('/v1/labels'), ['p0']);
  assert.deepEqual(received('/v1/features'), ['s0']);
}

test('package: the tarball holds the built code, its types and its papers, nothing else', () => {
  const others = project.packed.filter((path) => !/^dist\/[a-z-]+\.(js|d\.ts)$/.test(path)).sort();
  assert.deepEqual(others, ['LICENSE', 'README.md', 'package.json']);
  const manifest = JSON.parse(
    readFileSync(join(project.folder, 'node_modules/@plumbline/sdk/package.json'), 'utf8'),
  );
  assert.deepEqual([manifest.dependencies, manifest.peerDependencies], [undefined, undefined]);
});

test('package: an ES module logs all three kinds', async () => {
  const { code, stdout, stderr } = await project.run(
    'main.mjs',
    `import { Plumbline } from '@plumbline/sdk';${BODY}`,
    server.url,
  );
  assert.deepEqual([code, stderr, JSON.parse(stdout)], [0, '', RESULT]);
  assertEverythingArrived();
});

test('package: CommonJS may require it; only the warning of Node itself is printed', async () => {
  const source = `const { Plumbline } = require('@plumbline/sdk');\n(async () => {${BODY}})();`;
  const { code, stdout, stderr } = await project.run('main.cjs', source, server.url);
  const others = stderr
    .split('\n')
    .filter(
      (line) => !/^(\(node:\d+\) ExperimentalWarning: |Support for loading ES|\(Use `node|$)/.test(line),
    );
  assert.deepEqual([code, others, JSON.parse(stdout)], [0, [], RESULT]);
  assertEverythingArrived();
});

test('package: CommonJS may import it without any warning', async () => {
  const source = `(async () => { const { Plumbline } = await import('@plumbline/sdk');${BODY}})();`;
  const { code, stdout, stderr } = await project.run('dynamic.cjs', source, server.url);
  assert.deepEqual([code, stderr, JSON.parse(stdout)], [0, '', RESULT]);
  assertEverythingArrived();
});

test('package: the snippets of its README run as they stand', async () => {
  const readme = readFileSync(join(ROOT, 'sdk/README.md'), 'utf8');
  const snippets = [...readme.matchAll(/```js\n(.*?)```/gs)].map((match) => match[1]).join('\n');
  const address = 'http://127.0.0.1:7070';
  assert.ok(snippets.includes(address));
  const { code, stderr } = await project.run('readme.mjs', snippets.replace(address, server.url));
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual([received('/v1/predictions'), received('/v1/labels')], [['order-1'], ['order-1']]);
});

test('package: its types compile in a strict project and know the fields', async () => {
  const source = `
    import { Plumbline, type PlumblineOptions, type PredictionInput } from '@plumbline/sdk';
    const key: string | undefined = undefined;
    const options: PlumblineOptions = { url: 'http://127.0.0.1:1', model: 'eta', apiKey: key };
    const input: PredictionInput = { predictionId: 'p', features: { a: 1, b: undefined }, prediction: 1, label: undefined };
    const logged: boolean = new Plumbline(options).logPrediction(input);
    // @ts-expect-error a label needs its prediction
    new Plumbline(options).logLabel({ label: logged });
  `;
  writeFileSync(join(project.folder, 'types.mts'), source);
  const compilerOptions = {
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  };
  writeFileSync(
    join(project.folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['types.mts'] }),
  );
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { code, stdout } = await runProcess(process.execPath, [tsc, '-p', project.folder]);
  assert.deepEqual([code, stdout], [0, '']);
});
