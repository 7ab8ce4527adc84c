import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployedStatements, onCluster, SHARD_KEYS } from '../../../store/deployment.ts';
import { readMigrations } from '../../../store/migrate.ts';
import { splitStatements } from '../../../store/split-statements.ts';

const cluster = { name: 'main', database: 'drift' };

test('deployment: one server gets each definition as it is, with plain engines', () => {
  const text = 'CREATE TABLE IF NOT EXISTS predictions {{on_cluster}} (a String) ENGINE = {{replacing}}(a)';
  assert.deepEqual(deployedStatements(text, null), [
    'CREATE TABLE IF NOT EXISTS predictions  (a String) ENGINE = ReplacingMergeTree(a)',
  ]);
});

test('deployment: a table that grows with the traffic is a local part and a Distributed whole', () => {
  const text =
    'CREATE TABLE IF NOT EXISTS predictions {{on_cluster}} (a String) ENGINE = {{replacing}}(a) ORDER BY a SETTINGS x = 1';
  const [local, whole, ...more] = deployedStatements(text, cluster);
  assert.equal(
    local,
    "CREATE TABLE IF NOT EXISTS predictions_local ON CLUSTER 'main' (a String) " +
      "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', a) " +
      'ORDER BY a SETTINGS x = 1, replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800',
  );
  assert.equal(
    whole,
    "CREATE TABLE IF NOT EXISTS predictions ON CLUSTER 'main' AS drift.predictions_local\n" +
      "ENGINE = Distributed('main', 'drift', 'predictions_local', cityHash64(prediction_id))",
  );
  assert.deepEqual(more, []);
});

test('deployment: every node keeps all of a small table', () => {
  const text =
    'CREATE TABLE IF NOT EXISTS alerts {{on_cluster}} (a String) ENGINE = {{merge_tree}} ORDER BY a';
  assert.deepEqual(deployedStatements(text, cluster), [
    "CREATE TABLE IF NOT EXISTS alerts ON CLUSTER 'main' (a String) " +
      "ENGINE = ReplicatedMergeTree('/clickhouse/tables/all/{database}/{table}', '{shard}-{replica}') ORDER BY a\n" +
      'SETTINGS replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800',
  ]);
});

test('deployment: an engine without a version column keeps none', () => {
  const text = 'CREATE TABLE IF NOT EXISTS b {{on_cluster}} (a String) ENGINE = {{replacing}}() ORDER BY a';
  assert.match(
    deployedStatements(text, cluster)[0]!,
    /ENGINE = ReplicatedReplacingMergeTree\('[^']+', '[^']+'\) /,
  );
});

test('deployment: Null tables, materialized views and views stay what they are', () => {
  for (const text of [
    'CREATE TABLE IF NOT EXISTS raw {{on_cluster}} (a String) ENGINE = Null',
    'CREATE MATERIALIZED VIEW IF NOT EXISTS good {{on_cluster}} TO predictions AS SELECT a FROM raw',
    'CREATE OR REPLACE VIEW once {{on_cluster}} AS SELECT a FROM predictions FINAL',
  ]) {
    assert.deepEqual(deployedStatements(text, cluster), [
      text.replace('{{on_cluster}}', "ON CLUSTER 'main'"),
    ]);
  }
});

test('deployment: a column is added to both tables, and its life time to the local one', () => {
  assert.deepEqual(
    deployedStatements(
      'ALTER TABLE labels {{on_cluster}} ADD COLUMN IF NOT EXISTS a UInt8 TTL b + INTERVAL 1 DAY',
      cluster,
    ),
    [
      "ALTER TABLE labels_local ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS a UInt8 TTL b + INTERVAL 1 DAY",
      "ALTER TABLE labels ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS a UInt8",
    ],
  );
  assert.deepEqual(
    deployedStatements('ALTER TABLE labels {{on_cluster}} MODIFY TTL a + INTERVAL 1 DAY', cluster),
    ["ALTER TABLE labels_local ON CLUSTER 'main' MODIFY TTL a + INTERVAL 1 DAY"],
  );
  assert.deepEqual(deployedStatements('ALTER TABLE alerts {{on_cluster}} ADD COLUMN a UInt8', cluster), [
    "ALTER TABLE alerts ON CLUSTER 'main' ADD COLUMN a UInt8",
  ]);
});

test('deployment: the name of a cluster is a name', () => {
  assert.equal(onCluster(null), '');
  assert.throws(() => onCluster({ name: "x' SETTINGS", database: 'd' }), { code: 'invalid_config' });
});

test('deployment: every sharded table exists, and every table is one of the kinds that a cluster knows', () => {
  const statements = readMigrations().flatMap(({ text }) => splitStatements(text));
  const tables = statements.flatMap((text) => /^CREATE TABLE IF NOT EXISTS (\w+)/.exec(text)?.[1] ?? []);
  for (const table of Object.keys(SHARD_KEYS)) assert.ok(tables.includes(table), table);
  for (const text of statements) {
    // Rows that one node writes reach the others by replication.
    if (!/^INSERT INTO /.test(text)) assert.match(text, /\{\{on_cluster\}\}/);
    for (const statement of deployedStatements(text, cluster)) {
      if (/^CREATE TABLE/.test(statement))
        assert.match(statement, /ENGINE = (Replicated\w+\('|Distributed\('|Null)/);
      if (/Replicated/.test(statement)) assert.match(statement, /deduplication_window_seconds = 604800/);
    }
  }
});
