import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createSdkProject, runProcess, type SdkProject } from '../support/sdk-project.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { list, queryStored } from '../support/service-requests.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RECORDS = 1200;
const START = Date.UTC(2026, 0, 1);
/** Models that the cases below log, each with the body of the same program. */
const MODELS = ['es-module', 'required', 'imported'];

let project: SdkProject;
let service: ServiceProcess;

before(async () => {
  project = createSdkProject();
  service = await startService({ yaml: 'ingest: { event_time: { past: 20000d } }\nlog: { level: warn }\n' });
});
after(async () => {
  project.dispose();
  await service.dispose();
});

const BODY = `
  const [url, model] = process.argv.slice(2);
  const plumbline = new Plumbline({ url, model, version: '7', gzipAboveBytes: 100 });
  for (let i = 0; i < ${RECORDS}; i++) {
    plumbline.logPrediction({
      predictionId: 'p' + i,
      timestamp: new Date(${START} + i),
      features: { km: i / 4, city: i % 2 ? 'Oslo' : null, rush: i % 3 === 0 },
      prediction: i % 2 === 0,
      score: i / 1200,
      scores: { late: i / 1200 },
      tags: { region: 'north' },
      embeddings: { route: new Float32Array([0.5, i]) },
    });
  }
  plumbline.logLabel({ predictionId: 'p0', label: true, predictionTimestamp: ${START} });
  plumbline.logFeatures({ sampleId: 's0', features: { km: 3 } });
  console.log(JSON.stringify(await plumbline.close()));
`;
const RESULT = { accepted: RECORDS + 2, rejected: 0, dropped: 0, buffered: 0 };

test('package: the tarball holds the built code, its types and its papers, nothing else', () => {
  const others = project.packed.filter((path) => !/^dist\/[a-z-]+\.(js|d\.ts)$/.test(path)).sort();
  assert.deepEqual(others, ['LICENSE', 'README.md', 'package.json']);
  const manifest = JSON.parse(
    readFileSync(join(project.folder, 'node_modules/@plumbline/sdk/package.json'), 'utf8'),
  );
  assert.deepEqual([manifest.dependencies, manifest.peerDependencies], [undefined, undefined]);
});

test('package: an ES module logs all three kinds', async () => {
  const source = `import { Plumbline } from '@plumbline/sdk';${BODY}`;
  const { code, stdout, stderr } = await project.run('main.mjs', source, service.url, 'es-module');
  assert.deepEqual([code, stderr, JSON.parse(stdout)], [0, '', RESULT]);
});

test('package: CommonJS may require it; only the warning of Node itself is printed', async () => {
  const source = `const { Plumbline } = require('@plumbline/sdk');\n(async () => {${BODY}})();`;
  const { code, stdout, stderr } = await project.run('main.cjs', source, service.url, 'required');
  const others = stderr
    .split('\n')
    .filter(
      (line) => !/^(\(node:\d+\) ExperimentalWarning: |Support for loading ES|\(Use `node|$)/.test(line),
    );
  assert.deepEqual([code, others, JSON.parse(stdout)], [0, [], RESULT]);
});

test('package: CommonJS may import it without any warning', async () => {
  const source = `(async () => { const { Plumbline } = await import('@plumbline/sdk');${BODY}})();`;
  const { code, stdout, stderr } = await project.run('dynamic.cjs', source, service.url, 'imported');
  assert.deepEqual([code, stderr, JSON.parse(stdout)], [0, '', RESULT]);
});

test('package: the snippets of its README run as they stand', async () => {
  const readme = readFileSync(join(ROOT, 'sdk/README.md'), 'utf8');
  const snippets = [...readme.matchAll(/```js\n(.*?)```/gs)].map((match) => match[1]).join('\n');
  const address = 'http://127.0.0.1:7070';
  assert.ok(snippets.includes(address));
  const { code, stderr } = await project.run('readme.mjs', snippets.replace(address, service.url));
  assert.deepEqual([code, stderr], [0, '']);
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

test('package: the service holds every record once, with the values that were logged', async () => {
  const models = await list(service.url, '/v1/models');
  assert.deepEqual(models.map(({ model }) => model).sort(), ['eta', ...MODELS].sort());
  for (const model of MODELS) {
    const features = await list(service.url, `/v1/models/${model}/features`);
    assert.deepEqual(
      features.map(({ feature, kind }) => [feature, kind]),
      [
        ['city', 'categorical'],
        ['km', 'numeric'],
        ['rush', 'categorical'],
      ],
    );
  }
  assert.equal(await service.stop(), 0);
  const predictions = await queryStored(
    service.dataDir,
    `SELECT model, count() AS n, countDistinct(prediction_id) AS ids, sum(numeric_features['km']) AS km,
       countIf(categorical_features['city'] = 'Oslo') AS oslo, countIf(mapContains(categorical_features, 'city') OR mapContains(numeric_features, 'city')) AS city,
       countIf(categorical_features['rush'] = 'true') AS rush, countIf(prediction_text = 'true') AS late,
       countIf(score = scores['late'] AND tags['region'] = 'north' AND version = '7') AS whole,
       countIf(embeddings['route'] = [0.5, toUInt32(substring(prediction_id, 2))]) AS routes,
       countIf(toUnixTimestamp64Milli(event_time) = ${START} + toUInt32(substring(prediction_id, 2))) AS timely
     FROM predictions_once WHERE model != 'eta' GROUP BY model ORDER BY model`,
  );
  const half = RECORDS / 2;
  const expected = {
    n: RECORDS,
    ids: RECORDS,
    km: (RECORDS * (RECORDS - 1)) / 8,
    oslo: half,
    city: RECORDS,
    rush: RECORDS / 3,
    late: half,
    whole: RECORDS,
    routes: RECORDS,
    timely: RECORDS,
  };
  assert.deepEqual(
    predictions.map(({ model, ...counts }) => [
      model,
      Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])),
    ]),
    [...MODELS].sort().map((model) => [model, expected]),
  );
  const others = await queryStored(
    service.dataDir,
    `SELECT model, prediction_id AS id, label_text AS text FROM labels
     UNION ALL SELECT model, sample_id, toString(numeric_features['km']) FROM feature_samples_once
     UNION ALL SELECT model, prediction_id, prediction_text FROM predictions_once WHERE model = 'eta'`,
  );
  const eta = [
    { model: 'eta', id: 'order-1', text: '31' },
    { model: 'eta', id: 'order-1', text: '35' },
  ];
  const each = MODELS.flatMap((model) => [
    { model, id: 'p0', text: 'true' },
    { model, id: 's0', text: '3' },
  ]);
  const order = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
  assert.deepEqual(order(others), order([...eta, ...each]));
});
