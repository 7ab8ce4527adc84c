import { bindParameters } from '../store/bind-parameters.ts';
import type { LogRules } from '../store/index.ts';
import { createLogWriter } from '../store/log-writer.ts';
import type { InsertInput, QueryRunner } from '../store/query-runner.ts';
import { fillSlots, loadSqlFile } from '../store/sql-files.ts';

// A message of the Kafka engine in the columns that insert_log_records reads.
const SOURCE = `(SELECT toInt64(_offset) AS log_offset,
  _headers.value[indexOf(_headers.name, 'plumbline-project')] AS project,
  toUnixTimestamp64Milli(assumeNotNull(_timestamp_ms)) AS received_ms, '' AS problem,
  toUInt64(100000000) AS raw_budget, '' AS quarantine_id, value FROM bench_source)`;

/** RunSql runs a statement and gives its result as tab-separated text. */
export type RunSql = (sql: string) => Promise<string>;

/** logRecordsSelect is the SELECT of our own insert, reading the Kafka engine's table instead of bytes. */
export async function logRecordsSelect(topic: string, rules: LogRules, run: RunSql): Promise<string> {
  const { text } = loadSqlFile('queries', 'insert_log_records');
  const parameters = { ...(await parametersOf(topic, rules)) };
  const bound = bindParameters(fillSlots(text, { rows: '{{rows}}' }), parameters);
  const columns =
    /\(([\w\s,]+)\)/
      .exec(bound)?.[1]
      ?.split(',')
      .map((name) => name.trim()) ?? [];
  const select = bound
    .slice(bound.search(/^(WITH|SELECT)\b/m))
    .replace(/\{\{rows\}\}\('[^']*'\)/, () => SOURCE);
  // A view matches columns by name where an INSERT counts them.
  const described = (await run(`DESCRIBE (${select})`)).split('\n').map((line) => line.split('\t')[0] ?? '');
  const named = columns.map(
    (column, index) => `\`${described[index]!.replaceAll('`', '\\`')}\` AS ${column}`,
  );
  return `SELECT ${named.join(', ')} FROM (${select})`;
}

/** What the log writer itself hands to its statement. */
async function parametersOf(topic: string, rules: LogRules): Promise<NonNullable<InsertInput['parameters']>> {
  let given: InsertInput['parameters'] = {};
  const runner = {
    async insertBytes(_name: string, _format: string, _bytes: Uint8Array, input: InsertInput) {
      given = input.parameters;
    },
    rows: async () => [],
  } as unknown as QueryRunner;
  const batch = { kind: 'prediction', topic, partition: 0, token: 'engine', entries: [] } as const;
  await createLogWriter(runner, rules, Date.now).write(batch);
  return given ?? {};
}
