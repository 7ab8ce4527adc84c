import { parseNdjsonRecords } from '../../../api/body/parse-records.ts';
import type { RecordKind } from '../../../domain/index.ts';
import { createRecordCheck } from '../../../ingest/check-record.ts';
import { FeatureCatalogue } from '../../../ingest/feature-catalogue.ts';
import { judgeRecord } from '../../../ingest/judge-record.ts';
import type { LogWriter } from '../../../ingest/ports.ts';
import { NOW } from './record-cases.ts';

/** Verdict is what a validator says of one record: a code with its path, or the rows that it stores. */
export interface Verdict {
  readonly code: string;
  readonly path: string;
  readonly row: Readonly<Record<string, unknown>> | null;
  readonly label: Readonly<Record<string, unknown>> | null;
}

const DAY_MS = 86_400_000;

/** RULES are the ones that both validators judge by. */
export const RULES = {
  eventTimePastMs: 30 * DAY_MS,
  eventTimeFutureMs: 600_000,
  unknownFields: 'refuse',
  quarantineBytesPerHour: 1_000_000_000,
} as const;

const CAPS = { featuresPerModel: 10_000, modelsPerProject: 100, versionsPerModel: 100 };
const CHECKS = {
  prediction: createRecordCheck('prediction', 'refuse'),
  label: createRecordCheck('label', 'refuse'),
  feature_sample: createRecordCheck('feature_sample', 'refuse'),
};

/** judgeInProcess asks the pipeline of ingest, with a catalogue that knows nothing yet. */
export async function judgeInProcess(kind: RecordKind, text: string): Promise<Verdict> {
  const [incoming] = await parseNdjsonRecords(Buffer.from(text), 10);
  const judgement = judgeRecord(incoming!, kind, {
    project: 'p',
    source: 'kafka',
    now: NOW,
    bounds: { pastMs: RULES.eventTimePastMs, futureMs: RULES.eventTimeFutureMs },
    checks: CHECKS,
    catalogue: new FeatureCatalogue(CAPS),
  });
  if (judgement.outcome !== 'accepted') {
    const { code, path } = judgement.problem;
    return { code, path, row: null, label: null };
  }
  // As it is written to the store: JSON knows no negative zero.
  const sent = (row: object | undefined) => JSON.parse(JSON.stringify(row ?? null));
  return { code: '', path: '', row: sent(judgement.main.row), label: sent(judgement.label?.row) };
}

const TABLES = { prediction: 'predictions', label: 'labels', feature_sample: 'feature_samples' } as const;
const MS = ['event_time', 'prediction_timestamp', 'received_at'];

/** judgeInStore writes every text as an entry of its own and reads back where each went; each has a project of its own. */
export async function judgeInStore(
  store: { readonly writer: LogWriter; sql(text: string): Promise<Record<string, unknown>[]> },
  kind: RecordKind,
  texts: readonly string[],
  run: string,
): Promise<Verdict[]> {
  await store.writer.write({
    kind,
    topic: 'records',
    partition: 0,
    token: run,
    entries: texts.map((text, index) => ({
      offset: BigInt(index),
      project: `${run}-${index}`,
      timestamp: NOW,
      value: Buffer.from(text),
    })),
  });
  const read = async (table: string) => {
    const rows = await store.sql(`SELECT * FROM ${table} WHERE startsWith(project, '${run}-')`);
    return new Map(rows.map((row) => [String(row.project), row]));
  };
  const [main, labels, bad] = [await read(TABLES[kind]), await read('labels'), await read('quarantine')];
  return texts.map((_, index) => {
    const project = `${run}-${index}`;
    const refused = bad.get(project);
    const row = main.get(project);
    const label = kind === 'prediction' ? labels.get(project) : undefined;
    return {
      code: String(refused?.code ?? ''),
      path: String(refused?.path ?? ''),
      row: row ? plain(row) : null,
      label: label ? plain(label) : null,
    };
  });
}

/** asStored gives the columns that a row of ingest leaves to their defaults, and single precision where the table has it. */
export function asStored(
  row: Readonly<Record<string, unknown>>,
  like: Readonly<Record<string, unknown>>,
): object {
  const stored: Record<string, unknown> = {};
  for (const column of Object.keys(like)) {
    const value =
      row[column] ?? (column === 'weight' ? 1 : typeof like[column] === 'object' && like[column] ? {} : null);
    stored[column] = column === 'embeddings' ? single(value as Record<string, number[]>) : value;
  }
  return { ...stored, project: like.project };
}

function single(vectors: Readonly<Record<string, readonly number[]>>): object {
  return Object.fromEntries(Object.entries(vectors).map(([name, vector]) => [name, vector.map(Math.fround)]));
}

const DERIVED = ['hour', 'received_hour', 'received_at', 'precedence', 'arrival'];

function plain(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = Object.entries(row).filter(([column]) => !DERIVED.includes(column));
  return Object.fromEntries(
    kept.map(([column, value]) => [
      column,
      MS.includes(column) && value !== null ? Date.parse(String(value)) : value,
    ]),
  );
}
