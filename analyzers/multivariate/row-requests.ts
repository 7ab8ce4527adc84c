import type { Subject } from '../../domain/index.ts';
import type { ColumnRequest, RowsRequest } from '../ports.ts';

/** Rows of a table, and numbers of all of its columns together, 8 bytes each. */
const TABLE_ROWS = 20_000;
const TABLE_VALUES = 8_000_000;
/** Rows with an embedding, of which each may have thousands of numbers. */
const VECTOR_ROWS = 5000;

/**
 * PERMUTATIONS_PER_SUBJECT is for each subject of a run. The smallest p-value that they can give is corrected for all
 * statistics of all subjects of the run, and must stay below the usual level of 0.01 for a single one that drifted.
 */
export const PERMUTATIONS_PER_SUBJECT = 500;

/** FEATURES_SUBJECT is all features of a row together. */
const FEATURES_SUBJECT: Subject = { kind: 'features', name: '' };

/** tableRequest asks for whole rows of features: 20,000, or fewer when there are more than 400 columns. */
export function tableRequest(columns: readonly ColumnRequest[], seed: string): RowsRequest {
  const limit = Math.max(1, Math.min(TABLE_ROWS, Math.floor(TABLE_VALUES / Math.max(1, columns.length))));
  return { subject: FEATURES_SUBJECT, columns, limit, seed };
}

/** FILE_BOUNDS bound the sample of a baseline file like that of a table. */
export const FILE_BOUNDS = Object.freeze({ rows: TABLE_ROWS, values: TABLE_VALUES });

/** vectorRequest asks for 5,000 rows of one embedding. */
export function vectorRequest(name: string, seed: string): RowsRequest {
  return { subject: { kind: 'embedding', name }, columns: [], limit: VECTOR_ROWS, seed };
}
