import { PlumblineError } from '../domain/index.ts';
import { fillSlots } from './sql-files.ts';

/** Cluster is where tables are replicated and the large ones sharded. */
export interface Cluster {
  /** Letters, digits, _ and -. */
  readonly name: string;
  readonly database: string;
}

/**
 * SHARD_KEYS name the tables that grow with the traffic. A shard keeps its part of them; every node keeps all of the
 * other tables. A repeat of a record must meet the first one, so the key is of the id alone.
 */
export const SHARD_KEYS: Readonly<Record<string, string>> = {
  predictions: 'cityHash64(prediction_id)',
  labels: 'cityHash64(prediction_id)',
  feature_samples: 'cityHash64(sample_id)',
  quarantine: 'cityHash64(quarantine_id)',
};

/** How many tokens of inserts a table remembers; on a cluster for a week, where the default of ClickHouse is one hour. */
const TOKEN_WINDOWS = 'non_replicated_deduplication_window = 10000';
const REPLICATED_TOKEN_WINDOWS =
  'replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800';

const CREATE_TABLE = /^CREATE TABLE IF NOT EXISTS (\w+) \{\{on_cluster\}\}/;
const ALTER_TABLE = /^ALTER TABLE (\w+) \{\{on_cluster\}\}\s+/;
const ENGINE = /ENGINE = (\{\{(?:replacing|aggregating|merge_tree)\}\})(?:\(([^()]*)\))?/;
const COLUMN_ACTION = /^(?:ADD|DROP|RENAME|MODIFY|COMMENT) COLUMN\b/;

/** onCluster is what a definition says of the cluster; nothing without one. */
export function onCluster(cluster: Cluster | null): string {
  if (cluster === null) return '';
  if (!/^[\w-]+$/.test(cluster.name)) {
    throw new PlumblineError('invalid_config', 'A cluster name is letters, digits, _ and -.');
  }
  return `ON CLUSTER '${cluster.name}'`;
}

/**
 * deployedStatements are what one definition of sql/ becomes: itself on one server, and on a cluster up to two
 * statements, because a sharded table is a local one and a Distributed one that carries its name.
 */
export function deployedStatements(text: string, cluster: Cluster | null): readonly string[] {
  const slots = {
    on_cluster: onCluster(cluster),
    replacing: 'ReplacingMergeTree',
    aggregating: 'AggregatingMergeTree',
    merge_tree: 'MergeTree',
    token_windows: cluster === null ? TOKEN_WINDOWS : REPLICATED_TOKEN_WINDOWS,
  };
  const statements = cluster === null ? [text] : clusterStatements(text, cluster);
  return statements.map((statement) => fillSlots(statement, slots));
}

function clusterStatements(text: string, cluster: Cluster): readonly string[] {
  const created = CREATE_TABLE.exec(text)?.[1];
  if (created !== undefined && ENGINE.test(text)) return createdTables(text, created, cluster);
  const altered = ALTER_TABLE.exec(text);
  if (altered && SHARD_KEYS[altered[1]!] !== undefined) return alteredTables(text, altered[1]!, altered[0]);
  return [text];
}

function createdTables(text: string, table: string, { name, database }: Cluster): readonly string[] {
  const shardKey = SHARD_KEYS[table];
  if (shardKey === undefined) return [replicated(text, 'all', '{shard}-{replica}')];
  const local = `${table}_local`;
  return [
    replicated(renamed(text, table, local), '{shard}', '{replica}'),
    `CREATE TABLE IF NOT EXISTS ${table} {{on_cluster}} AS ${database}.${local}
ENGINE = Distributed('${name}', '${database}', '${local}', ${shardKey})`,
  ];
}

/** Distributed tables have columns, but neither a life time nor anything else of the local ones. */
function alteredTables(text: string, table: string, head: string): readonly string[] {
  const local = renamed(text, table, `${table}_local`);
  const action = text.slice(head.length);
  return COLUMN_ACTION.test(action) ? [local, text.replace(/\s+TTL\s[\s\S]*$/, '')] : [local];
}

function renamed(text: string, table: string, name: string): string {
  return text.replace(`${table} {{on_cluster}}`, () => `${name} {{on_cluster}}`);
}

function replicated(text: string, shard: string, replica: string): string {
  const path = `'/clickhouse/tables/${shard}/{database}/{table}', '${replica}'`;
  const replicating = text.replace(
    ENGINE,
    (_, kind: string, version?: string) =>
      `ENGINE = Replicated${kind}(${version ? `${path}, ${version}` : path})`,
  );
  if (replicating.includes('{{token_windows}}')) return replicating;
  const setting = /\bSETTINGS\s/.test(replicating) ? ', ' : '\nSETTINGS ';
  return `${replicating.trimEnd()}${setting}{{token_windows}}`;
}
