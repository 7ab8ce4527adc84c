import { tableFromIPC } from 'apache-arrow';
import type { BaselineFileReader, FileColumns, FileRequest, OutcomeColumns } from '../analyzers/ports.ts';
import { type Column, type FeatureKind, PlumblineError, type Subject } from '../domain/index.ts';
import { numbersWithoutNulls } from './arrow-columns.ts';
import type { FileConnection } from './connection.ts';
import {
  inferredKind,
  isReadable,
  mismatchExpression,
  numberExpression,
  textExpression,
} from './file-columns.ts';
import { readFileSample } from './file-sample.ts';
import { type FileColumn, type FileSource, openFileSource } from './file-source.ts';
import { decodeOutcomes } from './outcomes.ts';
import { parseRows } from './query-runner.ts';
import type { UsableValues } from './usable-values.ts';

/** Chosen is a column of the file with what it stands for. */
interface Chosen {
  readonly column: FileColumn;
  readonly subject: Subject;
  readonly kind: FeatureKind;
}

const COLUMNS_PER_QUERY = 64;

/** createBaselineFileReader reads baseline files with the embedded engine. */
export function createBaselineFileReader(open: () => Promise<FileConnection>): BaselineFileReader {
  return {
    readBaselineFile: (request) => withSource(open, request, (source) => readFile(source, request)),
    readFileSample: (request, bounds) =>
      withSource(open, request, async (source) => {
        const chosen = chooseColumns(source.columns, request);
        const rows = await filledRows(source, [], request);
        const features = chosen.filter(({ subject }) => subject.kind === 'feature');
        const sample = await readFileSample(source, features, rows.row_count!, bounds);
        return { bytesHash: await source.hash(), sample };
      }),
  };
}

async function withSource<T>(
  open: () => Promise<FileConnection>,
  { path, format }: FileRequest,
  work: (source: FileSource) => Promise<T>,
): Promise<T> {
  const connection = await open();
  try {
    const source = await openFileSource(connection, path, format);
    try {
      return await work(source);
    } finally {
      await source.close();
    }
  } finally {
    await connection.close();
  }
}

/** filledRows counts the rows and the unusable values of the chosen columns; a file without rows is refused. */
async function filledRows(source: FileSource, chosen: readonly Chosen[], { path }: FileRequest) {
  const counts = await readCounts(source, chosen);
  if (counts.row_count! > 0) return counts;
  throw new PlumblineError('baseline_empty', `The file ${path} has no rows.`, { details: { path } });
}

async function readFile(source: FileSource, request: FileRequest): Promise<FileColumns> {
  const chosen = chooseColumns(source.columns, request);
  const counts = await filledRows(source, chosen, request);
  const rows = counts.row_count!;
  const values = new Map([...(await readNumbers(source, chosen)), ...(await readTexts(source, chosen))]);
  const columns = chosen.map((choice, index): Column => {
    const { subject } = choice;
    const mismatched = counts[`mismatched_${index}`]!;
    const value = values.get(choice)!;
    if (value.kind === 'numeric') {
      const nulls = rows - value.values.length - mismatched;
      return { subject, rows, nulls, missing: 0, mismatched, ...value };
    }
    return { subject, rows, nulls: counts[`nulls_${index}`]!, missing: 0, mismatched: 0, ...value };
  });
  return {
    rows,
    bytesHash: await source.hash(),
    columns,
    outcomes: await readFileOutcomes(source, request),
  };
}

/** chooseColumns takes every column that can be a feature, then the score and the prediction. */
function chooseColumns(columns: readonly FileColumn[], request: FileRequest): readonly Chosen[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const { predictionColumn, scoreColumn, labelColumn } = request;
  const special = [predictionColumn, scoreColumn, labelColumn].filter((name) => name !== null);
  const asked = [...Object.keys(request.kinds), ...request.ignore, ...special];
  const unknown = asked.filter((name) => !byName.has(name));
  if (unknown.length > 0) {
    const message = `${request.path} has no column ${unknown.join(', ')}; it has ${[...byName.keys()].join(', ')}.`;
    throw new PlumblineError('unknown_column', message, { details: { path: request.path, unknown } });
  }
  const kinds = new Map(Object.entries(request.kinds));
  const left = new Set([...request.ignore, ...special]);
  const chosen: Chosen[] = [];
  for (const column of columns) {
    const kind = kinds.get(column.name) ?? inferredKind(column);
    if (left.has(column.name) || kind === null) continue;
    if (!isReadable(column)) throw notSingleValues(request.path, column);
    chosen.push({ column, subject: { kind: 'feature', name: column.name }, kind });
  }
  if (scoreColumn !== null) {
    chosen.push({ column: byName.get(scoreColumn)!, subject: { kind: 'score', name: '' }, kind: 'numeric' });
  }
  if (predictionColumn !== null) {
    const kind = request.task === 'regression' ? 'numeric' : 'categorical';
    chosen.push({ column: byName.get(predictionColumn)!, subject: { kind: 'prediction', name: '' }, kind });
  }
  return chosen;
}

function notSingleValues(path: string, column: FileColumn): PlumblineError {
  const message = `Column ${column.name} of ${path} does not hold single values but ${column.type}.`;
  return new PlumblineError('baseline_unreadable', message, { details: { path, column: column.name } });
}

async function readCounts(source: FileSource, chosen: readonly Chosen[]) {
  const counts = chosen.map(({ column, kind }, index) => {
    const nulls = `countIf(isNull(${textExpression(column)})) AS nulls_${index}`;
    const mismatched = kind === 'numeric' ? `countIf(${mismatchExpression(column)})` : '0';
    return `, ${nulls}, ${mismatched} AS mismatched_${index}`;
  });
  const bytes = await source.read('count_file_values', { slots: { counts: counts.join('') } }, 'JSONEachRow');
  return parseRows<Record<string, number>>(bytes)[0]!;
}

async function readNumbers(
  source: FileSource,
  chosen: readonly Chosen[],
): Promise<Map<Chosen, UsableValues>> {
  const numeric = chosen.filter(({ kind }) => kind === 'numeric');
  const found = new Map<Chosen, UsableValues>();
  for (let from = 0; from < numeric.length; from += COLUMNS_PER_QUERY) {
    const tile = numeric.slice(from, from + COLUMNS_PER_QUERY);
    const columns = tile.map(({ column }, index) => `${numberExpression(column)} AS c${index}`).join(', ');
    const table = tableFromIPC(await source.read('read_file_numbers', { slots: { columns } }, 'ArrowStream'));
    for (const [index, choice] of tile.entries()) {
      found.set(choice, { kind: 'numeric', values: numbersWithoutNulls(table.getChildAt(index)!) });
    }
  }
  return found;
}

async function readTexts(source: FileSource, chosen: readonly Chosen[]): Promise<Map<Chosen, UsableValues>> {
  const categorical = chosen.filter(({ kind }) => kind === 'categorical');
  if (categorical.length === 0) return new Map();
  const texts = `[${categorical.map(({ column }) => textExpression(column)).join(', ')}]`;
  const bytes = await source.read('count_file_categories', { slots: { texts } }, 'JSONEachRow');
  const rows = parseRows<{ position: number; category: string; n: number }>(bytes);
  return new Map(
    categorical.map((choice, index) => {
      const own = rows.filter(({ position }) => position === index + 1);
      const categories = own.map(({ category }) => category);
      return [choice, { kind: 'categorical', categories, counts: Float64Array.from(own, ({ n }) => n) }];
    }),
  );
}

async function readFileOutcomes(source: FileSource, request: FileRequest): Promise<OutcomeColumns | null> {
  const column = (name: string) => source.columns.find((candidate) => candidate.name === name)!;
  const { predictionColumn, scoreColumn, labelColumn, task, positiveClass } = request;
  if (predictionColumn === null || labelColumn === null) return null;
  const prediction = textExpression(column(predictionColumn));
  const slots = {
    prediction,
    label: textExpression(column(labelColumn)),
    score: scoreColumn === null ? "CAST(NULL, 'Nullable(Float64)')" : numberExpression(column(scoreColumn)),
  };
  const parameters = { with_classes: task !== 'regression' };
  const table = tableFromIPC(await source.read('read_file_outcomes', { slots, parameters }, 'ArrowStream'));
  const counts = `, countIf(isNotNull(${prediction})) AS predictions`;
  const bytes = await source.read('count_file_values', { slots: { counts } }, 'JSONEachRow');
  const [{ predictions } = { predictions: 0 }] = parseRows<{ predictions: number }>(bytes);
  return { ...decodeOutcomes(table, task, positiveClass), predictions };
}
