import { setTimeout as sleep } from 'node:timers/promises';
import { PlumblineError, type Random, type RecordKind } from '../domain/index.ts';
import { parseMapping } from './import-mapping.ts';
import { createRowMapper, type FileRow, type RowMapper } from './map-row.ts';
import { retryDelay } from './retry-delay.ts';

/** ImportSink takes one batch of records and answers when the accepted ones are durable. */
export type ImportSink = (
  kind: RecordKind,
  records: readonly Record<string, unknown>[],
) => Promise<{
  readonly accepted: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly code: string;
    readonly path: string;
    readonly message: string;
  }[];
}>;

/** ImportRequest is what `plumbline import` asks for. */
export interface ImportRequest {
  readonly fileName: string;
  readonly chunks: AsyncIterable<readonly FileRow[]>;
  readonly kind: RecordKind;
  /** The text of --map; parseMapping describes it. */
  readonly map: string;
  /** Fields that hold for every row, such as model and version. */
  readonly given: Readonly<Record<string, string>>;
  /** Records per request; fewer when the rows are wide. */
  readonly batchRecords: number;
  readonly sink: ImportSink;
  readonly random: Random;
  readonly onProgress: (summary: ImportSummary) => void;
}

/** ImportSummary counts what became of the rows so far; read = accepted + rejected. */
export interface ImportSummary {
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** The first rejected rows, for people; rows count from 1. */
  readonly examples: readonly {
    readonly row: number;
    readonly code: string;
    readonly path: string;
    readonly message: string;
  }[];
}

const EXAMPLES = 10;
// Keeps a request of wide rows within the body limit of the service: about 25 bytes per value.
const VALUES_PER_BATCH = 100_000;
const ATTEMPTS = 12;

/**
 * importFile maps every row to a record and posts them in batches, oldest first. A batch that fails for a
 * while is repeated; records are stored once by key, so an import that was cut off can be run again.
 */
export async function importFile(request: ImportRequest): Promise<ImportSummary> {
  const mapping = parseMapping(request.map, request.kind, Object.keys(request.given));
  let mapper: RowMapper | null = null;
  let waiting: Record<string, unknown>[] = [];
  let mapped = 0;
  let batchRecords = request.batchRecords;
  const tally = { read: 0, accepted: 0, rejected: 0, rejectedByCode: {} as Record<string, number> };
  const examples: ImportSummary['examples'][number][] = [];

  const post = async (): Promise<void> => {
    const records = waiting;
    waiting = [];
    if (records.length === 0) return;
    const { accepted, rejected } = await postWithRetries(request, records);
    for (const { index, code, path, message } of rejected) {
      tally.rejectedByCode[code] = (tally.rejectedByCode[code] ?? 0) + 1;
      if (examples.length < EXAMPLES) examples.push({ row: tally.read + index + 1, code, path, message });
    }
    tally.read += records.length;
    tally.accepted += accepted;
    tally.rejected += rejected.length;
    request.onProgress({ ...tally, examples });
  };

  for await (const chunk of request.chunks) {
    for (const row of chunk) {
      if (mapper === null) {
        const columns = Object.keys(row);
        mapper = createRowMapper(mapping, columns, request.given, request.fileName);
        batchRecords = Math.max(1, Math.min(batchRecords, Math.floor(VALUES_PER_BATCH / columns.length)));
      }
      mapped += 1;
      waiting.push(mapper(row, mapped));
      if (waiting.length >= batchRecords) await post();
    }
  }
  await post();
  return { ...tally, examples };
}

async function postWithRetries(
  { sink, kind, random }: ImportRequest,
  records: readonly Record<string, unknown>[],
): ReturnType<ImportSink> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sink(kind, records);
    } catch (error) {
      const mayHelp = error instanceof PlumblineError && error.retryable;
      if (!mayHelp || attempt >= ATTEMPTS) throw error;
      await sleep(retryDelay(attempt, random));
    }
  }
}
