import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogBatch } from '../../../ingest/ports.ts';
import { HOUR, predictionRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const DAY = 86_400_000;
const RULES = {
  eventTimePastMs: 400 * DAY,
  eventTimeFutureMs: DAY,
  unknownFields: 'refuse',
  quarantineBytesPerHour: 100_000,
} as const;
const TABLES = ['predictions', 'labels', 'quarantine', 'log_batches'] as const;
const KEYED = ['log_progress', 'features_seen', 'model_versions'] as const;

/** logContract: a range of a log lands once, each record in its table or in quarantine, however often it is written. */
export function logContract(subject: ContractSubject): void {
  const writer = () => subject.store.logWriter(RULES);
  const record = (id: string, over: object = {}) =>
    JSON.stringify({
      prediction_id: id,
      model: 'm',
      version: 'v1',
      timestamp: T0,
      features: { x: 1.5, c: 'a', gone: null },
      prediction: 1,
      label: true,
      ...over,
    });
  const batch = (project: string, values: readonly string[], over: Partial<LogBatch> = {}): LogBatch => ({
    kind: 'prediction',
    topic: 't',
    partition: 3,
    token: `${project}:0-${values.length}`,
    entries: values.map((value, index) => ({
      offset: BigInt(index),
      project,
      timestamp: T0 + 1000,
      value: Buffer.from(value),
    })),
    ...over,
  });
  const counts = async (project: string) => {
    const found: Record<string, unknown> = {};
    for (const table of [...TABLES, ...KEYED]) {
      const final = KEYED.includes(table as never) ? 'FINAL' : '';
      const [row] = await subject.harness.sql(
        `SELECT count() AS rows FROM ${table} ${final} WHERE project = '${project}'`,
      );
      found[table] = row?.rows;
    }
    return found;
  };

  test('log: the audit counts parts, and the records of an hour that repeat an earlier one', async () => {
    const project = subject.project();
    const hour = T0 + 500 * HOUR;
    const at = (token: string, timestamp: number, ids: readonly string[]) => {
      const sent = batch(project, [ids.map((id) => record(id)).join('\n')], { token: `${project}-${token}` });
      return writer().write({ ...sent, entries: sent.entries.map((entry) => ({ ...entry, timestamp })) });
    };
    await at('before', hour - 1000, ['a', 'b']);
    await at('first', hour, ['b', 'c', 'd', 'd']);
    await at('again', hour + HOUR - 1, ['c', 'e']);
    await at('after', hour + HOUR, ['e', 'f']);
    const { ingestAudit } = subject.store;
    assert.deepEqual(await ingestAudit.countDuplicates(hour), [{ kind: 'prediction', duplicates: 3 }]);
    assert.deepEqual(await ingestAudit.countDuplicates(hour + HOUR), [{ kind: 'prediction', duplicates: 1 }]);
    assert.deepEqual(await ingestAudit.countDuplicates(hour + 2 * HOUR), []);
    const parts = await ingestAudit.countParts();
    assert.ok(parts.some(({ table, parts: count }) => table === 'predictions' && Number(count) > 0));
  });

  test('log: good records land in their tables, bad ones in quarantine, and the counts add up', async () => {
    const project = subject.project();
    const values = [record('a'), `${record('b')}\n\n{bad\n${record('c')}\n`, '[]', ''];
    assert.deepEqual(await writer().write(batch(project, values)), { read: 6, accepted: 3, quarantined: 3 });
    assert.deepEqual(await counts(project), {
      predictions: 3,
      labels: 3,
      quarantine: 3,
      log_batches: 2,
      log_progress: 1,
      features_seen: 2,
      model_versions: 1,
    });
    const bad = await subject.harness.sql(
      `SELECT code, log_offset, line, raw FROM quarantine WHERE project = '${project}' ORDER BY log_offset, line`,
    );
    assert.deepEqual(bad, [
      { code: 'invalid_json', log_offset: 1, line: 2, raw: '{bad' },
      { code: 'record_not_object', log_offset: 2, line: 0, raw: '[]' },
      { code: 'empty_body', log_offset: 3, line: 0, raw: '' },
    ]);
  });

  test('log: a repeated token changes nothing in any table, and says what had landed', async () => {
    const project = subject.project();
    const values = [record('a'), '{bad', record('b', { version: 'v2' })];
    const first = await writer().write(batch(project, values));
    const before = await counts(project);
    assert.deepEqual(await writer().write(batch(project, values)), first);
    assert.deepEqual(await counts(project), before);
  });

  test('log: the same range of another log is other records', async () => {
    const project = subject.project();
    await writer().write(batch(project, ['{bad']));
    await writer().write(batch(project, ['{bad'], { token: `other:${project}` }));
    assert.equal((await counts(project)).quarantine, 2);
  });

  test('log: an insert that failed in one view lands once when it is repeated', async () => {
    const project = subject.project();
    const values = [record('a'), '{bad', record('b')];
    await subject.harness.sql('CREATE TABLE breaking (x UInt8) ENGINE = Null');
    await subject.harness.sql(
      `CREATE MATERIALIZED VIEW incoming_to_breaking TO breaking AS
       SELECT toUInt8(throwIf(project = '${project}')) AS x FROM incoming_records`,
    );
    await assert.rejects(writer().write(batch(project, values)));
    await subject.harness.sql('DROP TABLE incoming_to_breaking');
    await subject.harness.sql('DROP TABLE breaking');
    assert.deepEqual(await writer().write(batch(project, values)), { read: 3, accepted: 2, quarantined: 1 });
    const { predictions, labels, quarantine, log_batches } = await counts(project);
    assert.deepEqual([predictions, labels, quarantine, log_batches], [2, 2, 1, 2]);
  });

  test('log: settings of an insert end with it: a plain insert after it lands', async () => {
    const project = subject.project();
    await writer().write(batch(project, [record('a')]));
    for (const id of ['b', 'c']) {
      await writeRows(subject.store, 'predictions', [predictionRow(project, { prediction_id: id })]);
    }
    assert.equal((await counts(project)).predictions, 3);
  });

  test('log: 150 days and 70,000 records are one block, and the first of a repeated id wins', async () => {
    const project = subject.project();
    const lines = Array.from({ length: 70_000 }, (_, index) =>
      record(`p${index % 60_000}`, {
        timestamp: T0 - ((index % 60_000) % 150) * DAY,
        prediction: index,
        features: {},
        label: undefined,
      }),
    );
    const values = Array.from({ length: 140 }, (_, index) =>
      lines.slice(index * 500, index * 500 + 500).join('\n'),
    );
    assert.deepEqual(await writer().write(batch(project, values)), {
      read: 70_000,
      accepted: 70_000,
      quarantined: 0,
    });
    const [{ parts, days } = { parts: null, days: null }] = await subject.harness.sql(
      `SELECT uniqExact(_part) AS parts, uniqExact(toDate(hour)) AS days FROM predictions WHERE project = '${project}'`,
    );
    assert.deepEqual([parts, days], [150, 150]);
    const [kept] = await subject.harness.sql(
      `SELECT count() AS rows, max(prediction_number) AS newest FROM predictions_once WHERE project = '${project}'`,
    );
    assert.deepEqual(kept, { rows: 60_000, newest: 59_999 });
  });

  test('log: an entry that cannot be read, is too large or holds too many lines goes to quarantine as it is', async () => {
    const project = subject.project();
    const { entries, ...range } = batch(project, [
      'xx',
      `${' '.repeat(1024 * 1024)}${record('a')}`,
      `${record('b')}\n`.repeat(5001),
      Array.from({ length: 5000 }, (_, index) => `{"n":${index}}`).join('\n'),
    ]);
    const written = await writer().write({
      ...range,
      entries: entries.map((entry, index) => (index === 0 ? { ...entry, problem: 'unknown_codec' } : entry)),
    });
    assert.deepEqual(written, { read: 5003, accepted: 0, quarantined: 5003 });
    const found = await subject.harness.sql(
      `SELECT log_offset, code, count() AS rows, max(length(raw)) AS bytes, max(raw_bytes) AS whole FROM quarantine
       WHERE project = '${project}' GROUP BY log_offset, code ORDER BY log_offset`,
    );
    assert.deepEqual(
      found.map(({ code, rows }) => [code, rows]),
      [
        ['unknown_codec', 1],
        ['log_record_too_large', 1],
        ['too_many_records', 1],
        ['missing_field', 5000],
      ],
    );
    assert.equal(found[1]?.bytes, 4096);
    assert.ok(Number(found[1]?.whole) > 1024 * 1024);
  });

  test('log: a pretty-printed record is one record, and text that is not UTF-8 is kept readable', async () => {
    const project = subject.project();
    const pretty = JSON.stringify(JSON.parse(record('a')), null, 2);
    const { entries, ...range } = batch(project, [pretty, 'x']);
    const latin = Buffer.from(record('\u00e9'), 'latin1');
    const written = await writer().write({
      ...range,
      entries: [entries[0]!, { ...entries[1]!, value: latin }],
    });
    assert.deepEqual(written, { read: 2, accepted: 1, quarantined: 1 });
    const [bad] = await subject.harness.sql(`SELECT code, raw FROM quarantine WHERE project = '${project}'`);
    assert.equal(bad?.code, 'invalid_json');
    assert.match(String(bad?.raw), /\ufffd/);
  });

  test('log: raw text in quarantine ends with the budget of the hour, the reasons do not', async () => {
    const project = subject.project();
    const small = subject.store.logWriter({ ...RULES, quarantineBytesPerHour: 25 });
    await small.write(batch(project, ['{bad 00001', '{bad 00002', '{bad 00003']));
    await small.write(batch(project, ['{bad 00004'], { token: `${project}:next` }));
    const rows = await subject.harness.sql(
      `SELECT raw, raw_bytes FROM quarantine WHERE project = '${project}' ORDER BY raw DESC`,
    );
    assert.deepEqual(
      rows.map(({ raw, raw_bytes }) => [raw, raw_bytes]),
      [
        ['{bad 00002', 10],
        ['{bad 00001', 10],
        ['', 10],
        ['', 10],
      ],
    );
  });

  test('log: a record of quarantine lands once when it is replayed, and what still fails keeps its place', async () => {
    const project = subject.project();
    const old = record('a', { timestamp: T0 - 500 * DAY });
    await writer().write(batch(project, [old, '{bad', record('x'.repeat(5000))]));
    const replayer = subject.store.quarantineReplayer({ ...RULES, eventTimePastMs: 600 * DAY });
    const answer = await replayer.replay(project, { limit: 10 });
    assert.equal(answer.replayed, 1);
    assert.deepEqual(answer.refused.map(({ code }) => code).sort(), ['invalid_json', 'raw_text_cut']);
    const again = await replayer.replay(project, {
      limit: 10,
      kind: 'prediction',
      codes: ['timestamp_out_of_range'],
    });
    assert.deepEqual(again, { replayed: 0, refused: [] });
    const { predictions, labels, quarantine } = await counts(project);
    assert.deepEqual([predictions, labels, quarantine], [1, 1, 3]);
    const shown = await subject.store.readModel.listQuarantine({ project, limit: 10 });
    assert.deepEqual(shown.map(({ replayed_at }) => replayed_at !== null).sort(), [false, false, true]);
  });
}
