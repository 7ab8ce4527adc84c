import { createHash } from 'node:crypto';
import {
  ERROR_CODES,
  FeatureSampleSchema,
  LabelRecordSchema,
  LIMITS,
  PredictionRecordSchema,
  type RecordKind,
} from '../domain/index.ts';
import type { LogBatch, LogBatchCounts, LogEntry, LogWriter } from '../ingest/ports.ts';
import type { QueryRunner, Settings } from './query-runner.ts';
import { createRowBinaryWriter } from './row-binary.ts';
import type { ParameterValue } from './statement-input.ts';

/** LogRules say how records of a log are judged; the same as for records over HTTP. */
export interface LogRules {
  /** How far event time may lie before and after the time at which the log took the record. */
  readonly eventTimePastMs: number;
  readonly eventTimeFutureMs: number;
  readonly unknownFields: 'refuse' | 'ignore';
  /** Bytes of raw text that a project may keep in quarantine per hour. */
  readonly quarantineBytesPerHour: number;
}

const SCHEMAS = {
  prediction: PredictionRecordSchema,
  label: LabelRecordSchema,
  feature_sample: FeatureSampleSchema,
} as const;

const ENTRY_BYTES = 1024 * 1024;

/** The token alone says which insert this is, also through the views; numbers keep their last digit. */
const SETTINGS: Settings = {
  insert_deduplicate: 1,
  deduplicate_insert_select: 'force_enable',
  deduplicate_blocks_in_dependent_materialized_views: 1,
  materialized_views_ignore_errors: 0,
  parallel_view_processing: 0,
  precise_float_parsing: 1,
  output_format_json_escape_forward_slashes: 0,
  short_circuit_function_evaluation: 'force_enable',
};

/** LOG_BLOCK_SETTINGS is the version of the settings that cut an insert into blocks; it grows when one of them changes. */
export const LOG_BLOCK_SETTINGS = 1;

/** createLogWriter writes a range of a log as one insert, whose views put each record into its table or into quarantine. */
export function createLogWriter(runner: QueryRunner, rules: LogRules): LogWriter {
  const parameters = rulesOf(rules);
  return {
    async write(batch) {
      const { token, topic, partition, kind } = batch;
      await runner.insertBytes('insert_log_records', 'RowBinary', encode(batch.entries, rules), {
        parameters: { ...parameters[kind], token, topic, log_partition: partition, kind },
        // A digest, because a setting is written as a literal.
        settings: {
          ...SETTINGS,
          insert_deduplication_token: createHash('sha256').update(token).digest('hex'),
        },
      });
      return countsOf(runner, batch);
    },
  };
}

async function countsOf(runner: QueryRunner, { token }: LogBatch): Promise<LogBatchCounts> {
  const [counts] = await runner.rows<LogBatchCounts>('count_log_batch', { parameters: { token } });
  return counts ?? { read: 0, accepted: 0, quarantined: 0 };
}

function encode(entries: readonly LogEntry[], rules: LogRules): Uint8Array {
  const rows = createRowBinaryWriter();
  for (const { offset, project, timestamp, problem, value } of entries) {
    rows.int64(offset);
    rows.text(project);
    rows.int64(BigInt(Math.max(0, Math.floor(timestamp))));
    rows.text(problem ?? '');
    rows.uint64(rules.quarantineBytesPerHour);
    rows.bytes(value);
  }
  return rows.finish();
}

type KindParameters = Readonly<Record<string, ParameterValue>>;

function rulesOf(rules: LogRules): Readonly<Record<RecordKind, KindParameters>> {
  const of = (kind: RecordKind): KindParameters => {
    const { properties, required } = SCHEMAS[kind];
    return {
      id_field: kind === 'feature_sample' ? 'sample_id' : 'prediction_id',
      fields: Object.keys(properties),
      required,
      ignore_unknown: rules.unknownFields === 'ignore',
      past_ms: rules.eventTimePastMs,
      future_ms: rules.eventTimeFutureMs,
      entry_bytes: ENTRY_BYTES,
      entry_lines: LIMITS.recordsPerRequest,
      codes: Object.keys(ERROR_CODES),
      reasons: Object.values(ERROR_CODES),
    };
  };
  return { prediction: of('prediction'), label: of('label'), feature_sample: of('feature_sample') };
}
