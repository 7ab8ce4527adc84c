import type { CategoricalColumn, Column, ColumnQuality, NumericColumn } from '../../domain/index.ts';
import type { OutcomeColumns } from '../ports.ts';

/** mergeColumns joins one subject's columns of several spans, of one kind, into one; at least one is given. */
export function mergeColumns(columns: readonly Column[]): Column {
  const [first] = columns;
  if (first!.kind === 'numeric') return mergeNumeric(columns as readonly NumericColumn[]);
  return mergeCategorical(columns as readonly CategoricalColumn[]);
}

/** mergeOutcomes joins the labelled predictions of several spans; class codes follow one list of classes. */
export function mergeOutcomes(parts: readonly OutcomeColumns[]): OutcomeColumns {
  const classes = [...new Set(parts.flatMap((part) => part.classes))];
  const place = new Map(classes.map((name, code) => [name, code]));
  const recode = (part: OutcomeColumns, codes: Uint32Array) =>
    codes.map((code) => place.get(part.classes[code]!) ?? 0);
  return {
    predictions: parts.reduce((sum, { predictions }) => sum + predictions, 0),
    classes,
    predictedCode: join(parts.map((part) => recode(part, part.predictedCode))),
    labelCode: join(parts.map((part) => recode(part, part.labelCode))),
    predictedNumber: join(parts.map(({ predictedNumber }) => predictedNumber)),
    labelNumber: join(parts.map(({ labelNumber }) => labelNumber)),
    score: join(parts.map(({ score }) => score)),
  };
}

function mergeNumeric(columns: readonly NumericColumn[]): NumericColumn {
  const [{ subject }] = columns as [NumericColumn];
  return {
    ...quality(columns),
    subject,
    kind: 'numeric',
    values: join(columns.map(({ values }) => values)),
  };
}

function mergeCategorical(columns: readonly CategoricalColumn[]): CategoricalColumn {
  const [{ subject }] = columns as [CategoricalColumn];
  const counts = new Map<string, number>();
  for (const column of columns) {
    for (const [index, category] of column.categories.entries()) {
      counts.set(category, (counts.get(category) ?? 0) + (column.counts[index] ?? 0));
    }
  }
  return {
    ...quality(columns),
    subject,
    kind: 'categorical',
    categories: [...counts.keys()],
    counts: Float64Array.from(counts.values()),
  };
}

function quality(columns: readonly ColumnQuality[]): ColumnQuality {
  const sum = (part: keyof ColumnQuality) => columns.reduce((total, column) => total + column[part], 0);
  return {
    rows: sum('rows'),
    nulls: sum('nulls'),
    missing: sum('missing'),
    mismatched: sum('mismatched'),
  };
}

/** The parts one after the other, in the element type of the first; one part is given as it is. */
function join<Values extends Float64Array | Uint32Array>(parts: readonly Values[]): Values {
  const [first] = parts as readonly [Values];
  if (parts.length === 1) return first;
  const Joined = first.constructor as new (length: number) => Values;
  const joined = new Joined(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
