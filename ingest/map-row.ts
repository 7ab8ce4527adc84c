import { PlumblineError } from '../domain/index.ts';
import type { MappedField, Mapping, TimeUnit } from './import-mapping.ts';

/** FileRow is one row of a file by column name. */
export type FileRow = Readonly<Record<string, unknown>>;

/** RowMapper makes a record of a row; the row's number counts from 1. */
export type RowMapper = (row: FileRow, rowNumber: number) => Record<string, unknown>;

const NUMBERS: ReadonlySet<string> = new Set(['score', 'weight', 'scores']);
const TEXTS: ReadonlySet<string> = new Set(['prediction_id', 'sample_id', 'model', 'version', 'tags']);
const TIMES: ReadonlySet<string> = new Set(['timestamp', 'prediction_timestamp']);

/**
 * createRowMapper prepares a mapping for a file with these columns; throws unknown_column for one that it lacks.
 * `given` are fields that the caller states for every row, such as model. An empty cell leaves an optional field
 * out; a null or NaN feature is an explicit null.
 */
export function createRowMapper(
  mapping: Mapping,
  columns: readonly string[],
  given: Readonly<Record<string, string>>,
  fileName: string,
): RowMapper {
  const used = new Set(mapping.ignored);
  for (const { source } of mapping.fields) if (source.from === 'column') used.add(source.column);
  const missing = [...used].filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    const message = `${fileName} has no column ${missing.join(', ')}; it has ${columns.join(', ')}.`;
    throw new PlumblineError('unknown_column', message, { details: { missing, columns } });
  }
  const rest = mapping.restAreFeatures ? columns.filter((column) => !used.has(column)) : [];
  return (row, rowNumber) => {
    const record: Record<string, unknown> = { ...given };
    if (mapping.kind !== 'label') record.features = restFeatures(row, rest);
    for (const mapped of mapping.fields) {
      const value = fieldValue(mapped, row, `${fileName}#${rowNumber}`);
      if (mapped.entry === null) {
        if (value !== null && value !== undefined) record[mapped.field] = value;
      } else if (mapped.field === 'features' || value !== null) {
        const map = (record[mapped.field] ?? {}) as Record<string, unknown>;
        map[mapped.entry] = value;
        record[mapped.field] = map;
      }
    }
    return record;
  };
}

function restFeatures(row: FileRow, columns: readonly string[]): Record<string, unknown> {
  const features: Record<string, unknown> = {};
  for (const column of columns) features[column] = plainValue(row[column]);
  return features;
}

function fieldValue({ field, source }: MappedField, row: FileRow, rowName: string): unknown {
  if (source.from === 'constant') return source.text;
  if (source.from === 'row_number') return rowName;
  const value = row[source.column];
  if (TIMES.has(field)) return timeValue(value, source.unit);
  const plain = plainValue(value);
  if (plain === null) return null;
  if (TEXTS.has(field)) return String(plain);
  // Formats without types give numbers as text.
  if (NUMBERS.has(field) && typeof plain === 'string' && plain.trim() !== '') {
    const number = Number(plain);
    return Number.isNaN(number) ? plain : number;
  }
  return plain;
}

/** plainValue makes a file's value fit for a record; NaN is how files write an unknown number. */
function plainValue(value: unknown): unknown {
  if (value === undefined || Number.isNaN(value)) return null;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Date ? value.toISOString() : value;
}

const BARE_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?)?$/;

function timeValue(value: unknown, unit: TimeUnit | null): unknown {
  if (value instanceof Date) return value.getTime();
  const plain = plainValue(value);
  if (plain === null || unit === null) return plain;
  if (unit === 's') return Number(plain) * 1000;
  if (unit === 'ms') return Number(plain);
  const match = BARE_TIME.exec(String(plain).trim());
  return match ? `${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ':00'}Z` : plain;
}
