import { tableFromIPC } from 'apache-arrow';
import { type Column, type FeatureKind, PlumblineError } from '../domain/index.ts';
import { numbersWithoutNulls } from './arrow-columns.ts';
import {
  inferredKind,
  isReadable,
  isVectorType,
  mismatchExpression,
  numberExpression,
  plainTextCounts,
  textExpression,
} from './file-columns.ts';
import type { FileColumn } from './file-source.ts';
import { parseRows } from './query-runner.ts';
import { COLUMNS_PER_COUNT, countEach, readBytes, readObjects, type TableRows } from './table-rows.ts';

/** TableColumn is a column of a file: its type as the file says, and the kind of feature that it makes. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  /** `unknown` without any value; null where the type holds no single numbers or texts. */
  readonly kind: FeatureKind | 'unknown' | null;
  /** Its values are lists of numbers; of plain text, nearly all of them. */
  readonly isVector: boolean;
}

/** ColumnChoice is a column of a file, read as a kind. */
export interface ColumnChoice {
  readonly name: string;
  readonly kind: FeatureKind;
}

const COLUMNS_PER_READ = 256;
/** A column of plain text is numeric when at least this share of its values are numbers; the others are mismatched. */
const NUMERIC_SHARE = 0.95;

/** kindsOf says what each column is: by the type of the file, or by all of its values where it has none. */
export async function kindsOf(rows: TableRows): Promise<readonly TableColumn[]> {
  if (rows.columns.some(({ isPlainText }) => isPlainText)) return kindsOfTexts(rows);
  return rows.columns.map((column) => {
    const { name, type } = column;
    return { name, type, kind: kindOfType(column), isVector: isVectorType(column) };
  });
}

function kindOfType(column: FileColumn): TableColumn['kind'] {
  return column.type === 'Nothing' ? 'unknown' : inferredKind(column);
}

interface TextCounts {
  readonly texts: readonly number[];
  readonly numbers: readonly number[];
  readonly vectors: readonly number[];
}

async function kindsOfTexts(rows: TableRows): Promise<readonly TableColumn[]> {
  const kinds: TableColumn[] = [];
  for (let from = 0; from < rows.columns.length; from += COLUMNS_PER_COUNT) {
    const tile = rows.columns.slice(from, from + COLUMNS_PER_COUNT);
    const [counts] = await readObjects<TextCounts>(rows, plainTextCounts(tile));
    for (const [index, { name }] of tile.entries()) {
      const [texts, numbers] = [counts!.texts[index] ?? 0, counts!.numbers[index] ?? 0];
      const isNumeric = numbers >= NUMERIC_SHARE * texts;
      const isVector = texts > 0 && (counts!.vectors[index] ?? 0) >= NUMERIC_SHARE * texts;
      if (isVector) kinds.push({ name, type: 'lists of numbers', kind: null, isVector });
      else if (texts === 0) kinds.push({ name, type: 'text', kind: 'unknown', isVector });
      else if (isNumeric) kinds.push({ name, type: 'number', kind: 'numeric', isVector });
      else kinds.push({ name, type: 'text', kind: 'categorical', isVector });
    }
  }
  return kinds;
}

/** Chosen is a choice with its column. */
export type Chosen = ColumnChoice & { readonly column: FileColumn };

/** readColumns reads whole columns as the chosen kinds; throws baseline_unreadable for a type without single values. */
export async function readColumns(
  rows: TableRows,
  count: number,
  choices: readonly Chosen[],
): Promise<readonly Column[]> {
  const unreadable = choices.find(({ column }) => column.type !== 'Nothing' && !isReadable(column));
  if (unreadable) {
    const message = `The column ${unreadable.name} does not hold single values but ${unreadable.column.type}.`;
    throw new PlumblineError('baseline_unreadable', message);
  }
  const numeric = choices.filter(({ kind }) => kind === 'numeric');
  const categorical = choices.filter(({ kind }) => kind === 'categorical');
  const read = new Map([
    ...(await readNumbers(rows, count, numeric)),
    ...(await readTexts(rows, count, categorical)),
  ]);
  return choices.map((choice) => read.get(choice)!);
}

async function readNumbers(
  rows: TableRows,
  count: number,
  choices: readonly Chosen[],
): Promise<Map<Chosen, Column>> {
  const values = new Map<Chosen, Float64Array>();
  for (let from = 0; from < choices.length; from += COLUMNS_PER_READ) {
    const tile = choices.slice(from, from + COLUMNS_PER_READ);
    const columns = tile.map(({ column }, index) => `${numberExpression(column)} AS c${index}`).join(', ');
    const table = tableFromIPC(await readBytes(rows, 'read_file_numbers', { columns }, 'ArrowStream'));
    for (const [index, choice] of tile.entries())
      values.set(choice, numbersWithoutNulls(table.getChildAt(index)!));
  }
  // Only texts can be mismatched, and only where a number is lacking.
  const doubtful = choices.filter(({ column }, index) => {
    return inferredKind(column) !== 'numeric' && values.get(choices[index]!)!.length < count;
  });
  const mismatched = await countEach(
    rows,
    doubtful.map(({ column }) => column),
    (column) => `countIf(${mismatchExpression(column)})`,
  );
  return new Map(
    choices.map((choice) => {
      const numbers = values.get(choice)!;
      const place = doubtful.indexOf(choice);
      const wrong = place === -1 ? 0 : Number(mismatched[place]);
      return [
        choice,
        {
          subject: { kind: 'feature', name: choice.name },
          kind: 'numeric',
          values: numbers,
          rows: count,
          nulls: count - numbers.length - wrong,
          missing: 0,
          mismatched: wrong,
        },
      ];
    }),
  );
}

async function readTexts(
  rows: TableRows,
  count: number,
  choices: readonly Chosen[],
): Promise<Map<Chosen, Column>> {
  const found = new Map<Chosen, Column>();
  for (let from = 0; from < choices.length; from += COLUMNS_PER_READ) {
    const tile = choices.slice(from, from + COLUMNS_PER_READ);
    const texts = `[${tile.map(({ column }) => textExpression(column)).join(', ')}]`;
    const counted = tile.map(() => ({ categories: [] as string[], counts: [] as number[] }));
    const bytes = await readBytes(rows, 'count_file_categories', { texts }, 'JSONEachRow');
    for (const { position, category, n } of parseRows<{ position: number; category: string; n: number }>(
      bytes,
    )) {
      counted[position - 1]!.categories.push(category);
      counted[position - 1]!.counts.push(n);
    }
    for (const [index, choice] of tile.entries()) {
      const counts = Float64Array.from(counted[index]!.counts);
      const nulls = count - counts.reduce((sum, n) => sum + n, 0);
      const quality = { rows: count, nulls, missing: 0, mismatched: 0 };
      const { categories } = counted[index]!;
      found.set(choice, {
        subject: { kind: 'feature', name: choice.name },
        kind: 'categorical',
        categories,
        counts,
        ...quality,
      });
    }
  }
  return found;
}
