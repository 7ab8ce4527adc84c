import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutcomeColumns, OutcomeRequest, Slice } from '../../../analyzers/ports.ts';
import { HOUR, labelRow, predictionRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

/** outcomeContract: labels meet their predictions, as far as they were known at an instant. */
export function outcomeContract(subject: ContractSubject): void {
  const slice = (project: string): Slice => ({
    project,
    model: 'm',
    version: null,
    deployment: 'live',
    source: 'predictions',
    segment: [],
    window: { start: T0, end: T0 + HOUR },
  });
  const read = (project: string, over: Partial<OutcomeRequest> = {}) =>
    subject.store.windowReader.readOutcomes(slice(project), {
      task: 'binary',
      positiveClass: 'late',
      asOf: T0 + 10 * HOUR,
      ...over,
    });
  /** Rows in an order of their own, because outcomes have none. */
  const pairs = (outcomes: OutcomeColumns) =>
    [...outcomes.predictedCode]
      .map((code, row) => `${outcomes.classes[code]}/${outcomes.classes[outcomes.labelCode[row]!]}`)
      .sort();

  test('the newest label that had arrived wins, and only labelled predictions are given', async () => {
    const project = subject.project();
    const text = (prediction_id: string, prediction_text: string) =>
      predictionRow(project, { prediction_id, prediction_text, prediction_number: null });
    await writeRows(subject.store, 'predictions', [
      text('a', 'late'),
      text('b', 'on_time'),
      text('c', 'late'),
    ]);
    const label = (prediction_id: string, label_text: string, received_at: number) =>
      labelRow(project, { prediction_id, label_text, label_number: null, received_at });
    await writeRows(subject.store, 'labels', [
      label('a', 'on_time', T0 + HOUR),
      label('a', 'late', T0 + 2 * HOUR),
      label('a', 'on_time', T0 + 3 * HOUR),
      label('b', 'on_time', T0 + HOUR),
      label('nobody', 'late', T0 + HOUR),
    ]);
    assert.deepEqual(pairs(await read(project, { asOf: T0 + HOUR - 1 })), []);
    assert.deepEqual(pairs(await read(project, { asOf: T0 + HOUR })), ['late/on_time', 'on_time/on_time']);
    assert.deepEqual(pairs(await read(project, { asOf: T0 + 2 * HOUR })), ['late/late', 'on_time/on_time']);
    const final = await read(project);
    assert.deepEqual(pairs(final), ['late/on_time', 'on_time/on_time']);
    assert.equal(final.predictions, 3);
  });

  test('a label may arrive up to a day before its prediction, and months after it', async () => {
    const project = subject.project();
    const ids = ['early', 'too_early', 'late'];
    await writeRows(
      subject.store,
      'predictions',
      ids.map((prediction_id) => predictionRow(project, { prediction_id })),
    );
    await writeRows(subject.store, 'labels', [
      labelRow(project, { prediction_id: 'early', received_at: T0 - 24 * HOUR }),
      labelRow(project, { prediction_id: 'too_early', received_at: T0 - 26 * HOUR }),
      labelRow(project, { prediction_id: 'late', received_at: T0 + 90 * 24 * HOUR }),
    ]);
    const outcomes = await read(project, { asOf: T0 + 91 * 24 * HOUR });
    assert.equal(outcomes.labelCode.length, 2);
  });

  test('a label counts once per version, and repeats of labels and predictions change nothing', async () => {
    const project = subject.project();
    const both = [predictionRow(project), predictionRow(project, { version: 'v2' })];
    await writeRows(subject.store, 'predictions', [...both, ...both]);
    const labels = [labelRow(project), labelRow(project)];
    await writeRows(subject.store, 'labels', labels);
    await writeRows(subject.store, 'labels', labels);
    assert.equal((await read(project)).labelCode.length, 2);
  });

  test('of labels that arrived in one instant, the last of the batch wins', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', [predictionRow(project)]);
    const texts = ['b', 'c', 'a'];
    const labels = texts.map((label_text) => labelRow(project, { label_text, label_number: null }));
    await writeRows(subject.store, 'labels', labels);
    const outcomes = await read(project);
    assert.deepEqual(pairs(outcomes), ['1/a']);
  });

  test('classes agree as numbers: 1 and 1.0 and true', async () => {
    const project = subject.project();
    const predicted = [
      ['a', '1', 1],
      ['b', 'true', 1],
      ['c', '0', 0],
      ['d', 'true', null],
    ] as const;
    await writeRows(
      subject.store,
      'predictions',
      predicted.map(([prediction_id, prediction_text, prediction_number]) =>
        predictionRow(project, { prediction_id, prediction_text, prediction_number }),
      ),
    );
    const labels = [
      ['a', '1.0', 1],
      ['b', '1', 1],
      ['c', 'false', 0],
      ['d', 'true', 1],
    ] as const;
    await writeRows(
      subject.store,
      'labels',
      labels.map(([prediction_id, label_text, label_number]) =>
        labelRow(project, { prediction_id, label_text, label_number }),
      ),
    );
    const outcomes = await read(project, { positiveClass: 'true' });
    assert.deepEqual([...outcomes.classes].sort(), ['0', 'true']);
    assert.deepEqual(pairs(outcomes), ['0/0', 'true/true', 'true/true', 'true/true']);
    const named = await read(project, { positiveClass: '1' });
    assert.deepEqual([...named.classes].sort(), ['0', '1']);
  });

  test('regression gives numbers, and NaN where a record has none', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', [
      predictionRow(project, {
        prediction_id: 'a',
        prediction_text: '2.5',
        prediction_number: 2.5,
        score: null,
      }),
      predictionRow(project, { prediction_id: 'b', prediction_text: 'none', prediction_number: null }),
    ]);
    await writeRows(subject.store, 'labels', [
      labelRow(project, { prediction_id: 'a', label_text: '3', label_number: 3 }),
      labelRow(project, { prediction_id: 'b', label_text: '4', label_number: 4 }),
    ]);
    const outcomes = await read(project, { task: 'regression' });
    assert.deepEqual(outcomes.classes, []);
    const rows = [...outcomes.labelNumber].map((label, row) => [
      label,
      outcomes.predictedNumber[row],
      outcomes.score[row],
    ]);
    rows.sort((a, b) => a[0]! - b[0]!);
    assert.deepEqual(rows, [
      [3, 2.5, Number.NaN],
      [4, Number.NaN, 0.9],
    ]);
  });

  test('a window without labels gives empty columns', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', [predictionRow(project)]);
    const outcomes = await read(project);
    assert.equal(outcomes.predictions, 1);
    assert.equal(outcomes.score.length, 0);
    assert.deepEqual(outcomes.classes, []);
  });
}
