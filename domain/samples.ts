/**
 * SubjectKind says what a value describes: an input, the predicted class or number, the score, all inputs of a row
 * together, or a vector that the record carries.
 */
export type SubjectKind = 'feature' | 'prediction' | 'score' | 'features' | 'embedding';

/** Subject names what is measured; `name` is that of the feature or embedding, and empty for the other kinds. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly name: string;
}

/** subjectKey names a subject in a map, and in merge_profiles.sql. */
export function subjectKey({ kind, name }: Subject): string {
  return `${kind}\n${name}`;
}

/** subjectName names a subject for people. */
export function subjectName(subject: Subject): string {
  return {
    feature: subject.name,
    prediction: 'the prediction',
    score: 'the score',
    features: 'the features together',
    embedding: `the embedding ${subject.name}`,
  }[subject.kind];
}

/** ColumnQuality counts the rows of a column that hold no usable value. */
export interface ColumnQuality {
  /** Rows of the window, usable or not. */
  readonly rows: number;
  /** Rows with an explicit null, or a NaN in a file. */
  readonly nulls: number;
  /** Rows without the feature. */
  readonly missing: number;
  /** Rows whose value is of the other kind (a number where text is declared, or the reverse). */
  readonly mismatched: number;
}

/** NumericColumn is the usable values of a numeric subject in one window, in any order. */
export interface NumericColumn extends ColumnQuality {
  readonly subject: Subject;
  readonly kind: 'numeric';
  readonly values: Float64Array;
}

/** CategoricalColumn is the count of each category of a subject in one window; counts are positive. */
export interface CategoricalColumn extends ColumnQuality {
  readonly subject: Subject;
  readonly kind: 'categorical';
  readonly categories: readonly string[];
  readonly counts: Float64Array;
}

/** Column is the current side of a comparison. */
export type Column = NumericColumn | CategoricalColumn;

/** NumericReference is the prepared reference side of a numeric subject. */
export interface NumericReference extends ColumnQuality {
  readonly subject: Subject;
  readonly kind: 'numeric';
  /** Ascending, finite, without nulls; a seeded sample when `sampled`. */
  readonly sorted: Float64Array;
  /** Usable values before sampling. */
  readonly n: number;
  readonly sampled: boolean;
  readonly mean: number;
  /** Population standard deviation. */
  readonly standardDeviation: number;
}

/** CategoricalReference is the prepared reference side of a categorical subject. */
export interface CategoricalReference extends ColumnQuality {
  readonly subject: Subject;
  readonly kind: 'categorical';
  readonly categories: readonly string[];
  readonly counts: Float64Array;
}

/** Reference is the reference side of a comparison, prepared once per baseline. */
export type Reference = NumericReference | CategoricalReference;

/** NumericRows is a number per row; NaN where the row has none. */
export interface NumericRows {
  readonly subject: Subject;
  readonly kind: 'numeric';
  readonly values: Float64Array;
}

/** CategoricalRows is a category per row: its place in `categories`, or -1 where the row has none. */
export interface CategoricalRows {
  readonly subject: Subject;
  readonly kind: 'categorical';
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}

/** VectorRows is a vector per row, of any length: row i is values[offsets[i], offsets[i + 1]); empty where it has none. */
export interface VectorRows {
  readonly subject: Subject;
  readonly kind: 'vector';
  /** One entry more than rows. */
  readonly offsets: Uint32Array;
  readonly values: Float32Array;
}

/** RowColumn is one column of a row sample. */
export type RowColumn = NumericRows | CategoricalRows | VectorRows;

/** RowSample is rows of a window with their columns aligned: entry i of every column is of the same row. */
export interface RowSample {
  /** All features together, or one embedding. */
  readonly subject: Subject;
  /** Rows of the sample, in an order that says nothing about them. */
  readonly rows: number;
  /** Rows that it was drawn from. */
  readonly total: number;
  readonly columns: readonly RowColumn[];
}

/** inSharedMemory copies numbers to where every thread can read them without a copy of its own. */
export function inSharedMemory(values: ArrayLike<number>): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(values.length * Float64Array.BYTES_PER_ELEMENT));
  shared.set(values);
  return shared;
}
