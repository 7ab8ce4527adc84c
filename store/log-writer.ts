import { createHash } from 'node:crypto';
import {
  type Clock,
  ERROR_CODES,
  FeatureSampleSchema,
  LabelRecordSchema,
  LIMITS,
  PredictionRecordSchema,
  type RecordKind,
} from '../domain/index.ts';
import type { LogBatchCounts, LogEntry, LogWriter } from '../ingest/ports.ts';
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
const HOUR_MS = 3_600_000;

/** The token alone says which insert this is, also through the views; numbers keep their last digit. */
const SETTINGS: Settings = {
  insert_deduplicate: 1,
  deduplicate_insert_select: 'force_enable',
  deduplicate_blocks_in_dependent_materialized_views: 1,
  materialized_views_ignore_errors: 0,
  parallel_view_processing: 0,
  precise_float_parsing: 1,
  output_format_json_escape_forward_slashes: 0,
  // A statement of many steps is planned in 100 ms of CPU instead of 700: these passes would write the steps into one.
  optimize_and_compare_chain: 0,
  query_plan_merge_expressions: 0,
  compile_expressions: 0,
};

/** LOG_BLOCK_SETTINGS is the version of the settings that cut an insert into blocks; it grows when one of them changes. */
export const LOG_BLOCK_SETTINGS = 1;

/** createLogWriter writes a range of a log as one insert, whose views put each record into its table or into quarantine. */
export function createLogWriter(runner: QueryRunner, rules: LogRules, now: Clock): LogWriter {
  const parameters = rulesOf(rules);
  const budget = createHourlyBudget(rules.quarantineBytesPerHour);
  return {
    async write({ token, topic, partition, kind, entries }) {
      const hour = Math.floor(now() / HOUR_MS);
      const bytes = encode(entries, (project) => budget.left(project, hour));
      await runner.insertBytes('insert_log_records', 'RowBinary', bytes, {
        parameters: { ...parameters[kind], token, topic, log_partition: partition, kind },
        // A digest, because a setting is written as a literal.
        settings: {
          ...SETTINGS,
          insert_deduplication_token: createHash('sha256').update(token).digest('hex'),
        },
      });
      const landed = await runner.rows<ProjectCounts>('count_log_batch', { parameters: { token } });
      for (const { project, quarantined_bytes } of landed) budget.spend(project, quarantined_bytes, hour);
      return sum(landed);
    },
  };
}

/** Raw text is bounded per project, hour and process; a repeated batch counts again. */
function createHourlyBudget(bytesPerHour: number) {
  const used = new Map<string, number>();
  let current = 0;
  const turnTo = (hour: number) => {
    if (hour !== current) used.clear();
    current = hour;
  };
  return {
    left(project: string, hour: number): number {
      turnTo(hour);
      return Math.max(0, bytesPerHour - (used.get(project) ?? 0));
    },
    spend(project: string, bytes: number, hour: number): void {
      turnTo(hour);
      used.set(project, (used.get(project) ?? 0) + bytes);
    },
  };
}

interface ProjectCounts extends LogBatchCounts {
  readonly project: string;
  readonly quarantined_bytes: number;
}

function sum(landed: readonly ProjectCounts[]): LogBatchCounts {
  const total = { read: 0, accepted: 0, quarantined: 0 };
  for (const { read, accepted, quarantined } of landed) {
    total.read += read;
    total.accepted += accepted;
    total.quarantined += quarantined;
  }
  return total;
}

function encode(entries: readonly LogEntry[], budget: (project: string) => number): Uint8Array {
  const rows = createRowBinaryWriter();
  for (const { offset, project, timestamp, problem, value } of entries) {
    rows.int64(offset);
    rows.text(project);
    rows.int64(BigInt(Math.max(0, Math.floor(timestamp))));
    rows.text(problem ?? '');
    rows.uint64(budget(project));
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
