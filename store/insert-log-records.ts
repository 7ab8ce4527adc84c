import { createHash } from 'node:crypto';
import {
  ERROR_CODES,
  FeatureSampleSchema,
  LabelRecordSchema,
  LIMITS,
  PredictionRecordSchema,
  type RecordKind,
} from '../domain/index.ts';
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

/** LogInsert is one insert of entries, all of one kind. */
export interface LogInsert {
  /** An insert under a token that has landed changes nothing. */
  readonly token: string;
  readonly topic: string;
  readonly partition: number;
  readonly kind: RecordKind;
  readonly source: string;
  readonly entries: readonly InsertedEntry[];
}

/** InsertedEntry is one record, or several as lines. */
export interface InsertedEntry {
  readonly offset: bigint;
  readonly project: string;
  /** received_at of its records, epoch milliseconds. */
  readonly timestamp: number;
  readonly value: Uint8Array;
  readonly problem?: string;
  /** Bytes of raw text that the project may keep in quarantine. */
  readonly rawBudget: number;
  /** Of the quarantined record that is tried again; empty for a new one. */
  readonly quarantineId: string;
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
  // A statement of many steps takes several times longer to plan with them: these passes would write the steps into one.
  optimize_and_compare_chain: 0,
  query_plan_merge_expressions: 0,
  compile_expressions: 0,
};

/** createLogInsert gives the one insert behind which ClickHouse parses and judges records. */
export function createLogInsert(runner: QueryRunner, rules: LogRules): (insert: LogInsert) => Promise<void> {
  const parameters = rulesOf(rules);
  return async ({ token, topic, partition, kind, source, entries }) => {
    await runner.insertBytes('insert_log_records', 'RowBinary', encode(entries), {
      unordered: true,
      parameters: { ...parameters[kind], token, topic, log_partition: partition, kind, source },
      // A digest, because a setting is written as a literal.
      settings: {
        ...SETTINGS,
        insert_deduplication_token: createHash('sha256').update(token).digest('hex'),
      },
    });
  };
}

function encode(entries: readonly InsertedEntry[]): Uint8Array {
  const rows = createRowBinaryWriter();
  for (const { offset, project, timestamp, problem, rawBudget, quarantineId, value } of entries) {
    rows.int64(offset);
    rows.text(project);
    rows.int64(BigInt(Math.max(0, Math.floor(timestamp))));
    rows.text(problem ?? '');
    rows.uint64(rawBudget);
    rows.text(quarantineId);
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
