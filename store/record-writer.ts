import type { IngestTable, RecordWriter } from '../ingest/ports.ts';
import type { QueryRunner } from './query-runner.ts';

const STATEMENTS: Readonly<Record<IngestTable, string>> = {
  predictions: 'insert_predictions',
  labels: 'insert_labels',
  feature_samples: 'insert_feature_samples',
  quarantine: 'insert_quarantine',
};

/** createRecordWriter hands a batch's bytes to ClickHouse, which parses them; each batch is one block of one insert. */
export function createRecordWriter(runner: QueryRunner): RecordWriter {
  return {
    async write({ table, rows, ndjson }) {
      if (rows > 0) await runner.insertBytes(STATEMENTS[table], 'JSONEachRow', ndjson);
    },
  };
}
