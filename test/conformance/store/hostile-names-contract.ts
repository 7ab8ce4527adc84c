import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slice } from '../../../analyzers/ports.ts';
import { ALL_MODELS } from '../../../domain/index.ts';
import { evaluation, finding, series } from '../../support/alert-builders.ts';
import { HOUR, labelRow, predictionRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const HOSTILE = [
  "it's",
  '"double"',
  '`tick`',
  'back\\slash',
  "\\'); DROP TABLE predictions; --",
  "' OR 1=1 --",
  '{project:String}',
  '{{slice}}',
  "unhex('41')",
  '%00\0nul',
  'line\nbreak\r\ttab',
  'emoji 😀 é \u202e',
  '__proto__',
  'constructor',
  '$1 $& $`',
  '\\N',
  'NULL',
  '0',
  "file('/etc/passwd')",
  '/* comment',
  '-- comment',
  'x'.repeat(256),
];

/** hostileNamesContract: a name is only ever a name, wherever it is used. */
export function hostileNamesContract(subject: ContractSubject): void {
  test('hostile names of projects, models, versions, features and segments are found exactly', async () => {
    const run = subject.project();
    for (const name of HOSTILE) {
      const project = `${run} ${name}`;
      const row = predictionRow(project, {
        model: name,
        version: name,
        prediction_id: name.slice(0, 100),
        numeric_features: Object.fromEntries([[`n ${name}`, 1.5]]),
        categorical_features: Object.fromEntries([[name, name]]),
        tags: Object.fromEntries([[name, name]]),
      });
      await writeRows(subject.store, 'predictions', [row]);
      await writeRows(subject.store, 'labels', [
        labelRow(project, {
          model: name,
          prediction_id: row.prediction_id,
          label_text: name,
          label_number: null,
        }),
      ]);
      const slice: Slice = {
        project,
        model: name,
        version: name,
        deployment: 'live',
        source: 'predictions',
        segment: [
          { on: 'tag', name, values: [name, 'other'] },
          { on: 'feature', name, values: [name] },
        ],
        window: { start: T0, end: T0 + HOUR },
      };
      assert.equal(await subject.store.windowReader.countRows(slice), 1, name);
      const [number, text] = await subject.store.windowReader.readColumns(slice, [
        { subject: { kind: 'feature', name: `n ${name}` }, kind: 'numeric' },
        { subject: { kind: 'feature', name }, kind: 'categorical' },
      ]);
      assert.deepEqual(number?.kind === 'numeric' && [...number.values], [1.5], name);
      assert.deepEqual(text?.kind === 'categorical' && text.categories, [name]);
      const outcomes = await subject.store.windowReader.readOutcomes(slice, {
        task: 'multiclass',
        positiveClass: '',
        asOf: T0 + 10 * HOUR,
      });
      assert.equal(outcomes.classes[outcomes.labelCode[0]!], name);
      assert.deepEqual(await subject.store.windowReader.activeVersions(slice), [{ version: name, rows: 1 }]);
    }
  });

  test('hostile names of monitors, evaluations and incidents are found exactly', async () => {
    const run = subject.project();
    for (const name of HOSTILE) {
      const key = series({
        project: `${run} ${name}`,
        model: name,
        monitor: name,
        segment: name,
        version: name,
      });
      const item = evaluation(0, 'critical', {
        key,
        evaluationId: `${run} ${name}`,
        evaluatedAt: T0,
        summary: name,
        results: [finding({ subject: { kind: 'feature', name }, rule: name, details: { name } })],
      });
      await subject.store.evaluationStore.saveEvaluation(item);
      const found = (await subject.store.evaluationFeed.unprocessed(10_000, ALL_MODELS)).filter(
        (candidate) => candidate.project === key.project,
      );
      assert.deepEqual(found, [item]);
      const query = { project: key.project, model: name, monitor: name, version: name, limit: 10 };
      assert.equal(
        (await subject.store.readModel.listMeasurements({ ...query, feature: name })).length,
        1,
        name,
      );
      assert.equal(
        (await subject.store.readModel.getEvaluation(key.project, item.evaluationId))?.summary,
        name,
      );
    }
    const [{ n } = { n: null }] = await subject.harness.sql('SELECT count() > 0 AS n FROM predictions');
    assert.equal(Number(n), 1);
  });

  test('hostile states and ids select nothing', async () => {
    const project = subject.project();
    for (const name of HOSTILE) {
      const query = { project, state: [name], limit: 10 };
      assert.deepEqual(await subject.store.readModel.listIncidents(query), []);
      assert.deepEqual(await subject.store.readModel.listNotifications({ ...query, incidentId: name }), []);
      assert.equal(await subject.store.readModel.getIncident(project, name), null);
      assert.equal(await subject.store.retrainingStore.loadRun(project, name), null);
      assert.equal(await subject.store.baselineStore.loadBaseline(project, name), null);
    }
  });
}
