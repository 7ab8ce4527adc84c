import { createChdbConnection } from 'chdb/connection';
import { openStore } from '../../store/index.ts';

/** Audit compares the base table, without FINAL and with merges stopped, with the ids that were produced. */
export interface Audit {
  readonly rows: number;
  readonly distinct: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly quarantined: number;
}

/** StatementRunner runs SQL on whatever holds the data and gives its result as text. */
export type StatementRunner = (sql: string) => Promise<string>;

// Parts never merge, so that a row that was written twice is there twice; and so many of them do not slow inserts.
const KEEP_PARTS = [
  'max_bytes_to_merge_at_max_space_in_pool = 1',
  'max_bytes_to_merge_at_min_space_in_pool = 1',
  'parts_to_delay_insert = 100000',
  'parts_to_throw_insert = 100000',
].join(', ');
const TABLES = ['predictions', 'quarantine'];

/** embedded runs statements on a data directory that nobody else has open. */
export async function embedded<T>(directory: string, work: (run: StatementRunner) => Promise<T>): Promise<T> {
  const connection = createChdbConnection({ path: directory });
  try {
    return await work(async (sql) => {
      const result = await connection.chdb.queryAsync(sql, { format: 'TabSeparated' });
      return Buffer.from(result.bytes()).toString('utf8').trim();
    });
  } finally {
    await connection.close();
  }
}

/** prepare makes the schema and stops merges for good. */
export async function prepare(
  storeUrl: string,
  within: (work: (run: StatementRunner) => Promise<void>) => Promise<void>,
): Promise<void> {
  const store = await openStore({ url: storeUrl });
  await store.close();
  await within(async (run) => {
    for (const table of TABLES) {
      await run(`ALTER TABLE ${table} MODIFY SETTING ${KEEP_PARTS}`);
      await run(`SYSTEM STOP MERGES ${table}`);
    }
  });
}

/** auditBaseTable counts by identity: records `r-0` to `r-(records - 1)`, less those that `without` names. */
export async function auditBaseTable(run: StatementRunner, records: number, without = '0'): Promise<Audit> {
  const one = async (sql: string) => Number(await run(sql));
  const merged = await one(
    "SELECT count() FROM system.parts WHERE active AND table = 'predictions' AND level > 0",
  );
  if (merged > 0) throw new Error('Parts were merged; the audit would not see duplicates.');
  const rows = await one('SELECT count() FROM predictions');
  const distinct = await one('SELECT uniqExact(prediction_id) FROM predictions');
  const lost = await one(
    `SELECT count() FROM numbers(${records}) WHERE NOT (${without})
     AND concat('r-', toString(number)) NOT IN (SELECT prediction_id FROM predictions)`,
  );
  return {
    rows,
    distinct,
    lost,
    duplicated: rows - distinct,
    quarantined: await one('SELECT count() FROM quarantine'),
  };
}
