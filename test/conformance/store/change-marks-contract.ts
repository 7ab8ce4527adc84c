import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogueEntry } from '../../../domain/index.ts';
import { evaluation, series } from '../../support/alert-builders.ts';
import {
  labelRow,
  predictionRow,
  quarantineRow,
  sampleRow,
  T0,
  writeRows,
} from '../../support/store-rows.ts';
import { notification, retrainingRun, transition } from './alert-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

/** changeMarksContract: each kind of write moves its own mark, of its own project. */
export function changeMarksContract(subject: ContractSubject): void {
  test('marks move with what is written, and with nothing else', async () => {
    const project = subject.project();
    const { store } = subject;
    const other = await store.changeReader.readMarks(subject.project());
    const evaluated = evaluation(0, 'warning', { key: series({ project }), evaluatedAt: T0 });
    const model = { project, model: 'm', version: 'v1' };
    const feature: CatalogueEntry = {
      ...{ project, model: 'm', feature: 'f', kind: 'numeric', kindSource: 'learnt' },
      ...{ firstSeen: T0, lastSeen: T0 },
    };
    const writes = [
      ['evaluations', () => store.evaluationStore.saveEvaluation(evaluated)],
      // Another judgement of the same window.
      ['evaluations', () => store.evaluationStore.saveEvaluation({ ...evaluated, severity: 'none' })],
      ['incidents', () => store.alertStore.appendTransitions([transition(project)])],
      ['incidents', () => store.alertStore.appendTransitions([transition(project, { sequence: 1 })])],
      ['notifications', () => store.notificationLog.saveNotifications([notification(project)])],
      ['notifications', () => store.notificationLog.saveNotifications([notification(project)])],
      ['retraining', () => store.retrainingStore.saveRun(retrainingRun(project))],
      ['ingest', () => writeRows(store, 'predictions', [predictionRow(project)])],
      ['ingest', () => writeRows(store, 'labels', [labelRow(project)])],
      ['ingest', () => writeRows(store, 'feature_samples', [sampleRow(project)])],
      ['ingest', () => writeRows(store, 'quarantine', [quarantineRow(project)])],
      ['models', () => store.versionStore.saveVersions([{ ...model, registeredAt: T0, source: 'seen' }])],
      ['models', () => store.catalogueStore.saveCatalogue([feature])],
    ] as const;
    let before = await store.changeReader.readMarks(project);
    assert.deepEqual(before, other);
    for (const [index, [topic, write]] of writes.entries()) {
      await write();
      const after = await store.changeReader.readMarks(project);
      const moved = Object.keys(after).filter((name) => after[name as 'ingest'] !== before[name as 'ingest']);
      assert.deepEqual(moved, [topic], `write ${index}`);
      before = after;
    }
  });
}
