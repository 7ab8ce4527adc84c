import { resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { PlumblineError, type RecordKind } from '../../domain/index.ts';
import { type ImportSink, type ImportSummary, importFile, parseMapping } from '../../ingest/index.ts';
import { openFileReaders, type Store } from '../../store/index.ts';
import { openOfflineIngest } from '../offline-ingest.ts';
import { requestService } from '../request-service.ts';
import { findData } from './data-place.ts';

interface ImportFlags {
  readonly map: string;
  readonly kind: string;
  readonly model?: string;
  readonly modelVersion?: string;
  readonly format?: string;
  readonly config?: string;
  readonly url?: string;
}

const KINDS: Readonly<Record<string, RecordKind>> = {
  prediction: 'prediction',
  label: 'label',
  feature_sample: 'feature_sample',
};
const ROUTES: Readonly<Record<RecordKind, string>> = {
  prediction: 'predictions',
  label: 'labels',
  feature_sample: 'features',
};
const BATCH_RECORDS = 2000;

/** runImport loads a file through a running service, or through the pipeline in this process when none runs. */
export async function runImport(file: string, flags: ImportFlags): Promise<void> {
  const kind = KINDS[flags.kind];
  if (!kind)
    throw new PlumblineError('invalid_request', `--kind is one of ${Object.keys(KINDS).join(', ')}.`);
  const format = flags.format ?? (file.endsWith('.parquet') ? 'parquet' : 'csv');
  if (format !== 'csv' && format !== 'parquet')
    throw new PlumblineError('invalid_request', '--format is csv or parquet.');

  const given = {
    ...(flags.model && { model: flags.model }),
    ...(flags.modelVersion && { version: flags.modelVersion }),
  };
  // A mistake in the mapping is told before a store is opened or a service asked.
  parseMapping(flags.map, kind, Object.keys(given));
  const target = await openTarget(flags);
  const bar = new SingleBar({
    format: 'importing {value} rows, {rejected} rejected',
    stream: process.stderr,
  });
  bar.start(0, 0, { rejected: 0 });
  try {
    const summary = await importFile({
      fileName: file,
      chunks: target.rowFiles.openRowFile(resolve(file), format),
      kind,
      map: flags.map,
      given,
      batchRecords: BATCH_RECORDS,
      sink: target.sink,
      random: Math.random,
      onProgress: ({ read, rejected }) => bar.update(read, { rejected }),
    });
    bar.stop();
    printSummary(summary);
    if (summary.rejected > 0) process.exitCode = 1;
  } finally {
    bar.stop();
    await target.close();
  }
}

interface Target {
  readonly rowFiles: Store['rowFiles'];
  readonly sink: ImportSink;
  close(): Promise<void>;
}

async function openTarget(flags: ImportFlags): Promise<Target> {
  const place = findData(flags);
  if (place.kind === 'service') return openRemote(place.url);
  const { ingest, rowFiles, close } = await openOfflineIngest(place.config);
  const sink: ImportSink = (kind, records) =>
    ingest.append({
      project: 'default',
      kind,
      source: 'import',
      records: records.map((value) => ({ value })),
    });
  return { rowFiles, sink, close };
}

/** openRemote reads the file with an engine in memory, and sends the records to a service. */
async function openRemote(url: string): Promise<Target> {
  const reader = await openFileReaders();
  return { rowFiles: reader.rowFiles, sink: httpSink(url), close: () => reader.close() };
}

/** httpSink posts batches to a service; PLUMBLINE_API_KEY is sent when it is set. */
function httpSink(url: string): ImportSink {
  const key = process.env.PLUMBLINE_API_KEY;
  return async (kind, records) => {
    const response = await requestService(url, key, `/v1/${ROUTES[kind]}`, records);
    const answer = (await response.json()) as { accepted?: number; rejected?: never[]; detail?: string };
    if (response.status === 202 || response.status === 422) {
      return { accepted: answer.accepted ?? 0, rejected: answer.rejected ?? [] };
    }
    const retryable = response.status === 429 || response.status >= 500;
    throw new PlumblineError('invalid_request', answer.detail ?? `${url} answered ${response.status}.`, {
      retryable,
    });
  };
}

function printSummary({ read, accepted, rejected, rejectedByCode, examples }: ImportSummary): void {
  process.stdout.write(`${read} rows read, ${accepted} accepted, ${rejected} rejected\n`);
  for (const [code, count] of Object.entries(rejectedByCode)) process.stdout.write(`  ${code}: ${count}\n`);
  for (const { row, path, message } of examples) process.stdout.write(`  row ${row} ${path}: ${message}\n`);
}
