import type { ColumnRequest, RowsRequest } from '../../analyzers/ports.ts';
import type { Column, FeatureKind, Reference, RowSample, Subject } from '../../domain/index.ts';
import type { TableFile } from '../../store/index.ts';

/** SideColumn is a column that a side could compare. */
export interface SideColumn {
  readonly subject: Subject;
  /** `unknown` without any value; null for types that hold no single numbers or texts. */
  readonly kind: FeatureKind | 'unknown' | null;
  /** The type in the words of the side. */
  readonly type: string;
  /** It holds embeddings: lists of numbers. */
  readonly isVector?: boolean;
}

/** CheckSide is one side of a check: a file, a stored baseline or a stored window. */
export interface CheckSide {
  /** As people gave it. */
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly SideColumn[];
  /** Gives whole columns; a request for a column that the side lacks is not made. */
  readColumns(requests: readonly ColumnRequest[]): Promise<readonly Column[]>;
  /**
   * Draws whole rows: those columns, or one embedding, which is checked to have one length throughout. A column that the
   * side lacks is missing in every row. Throws invalid_request where a side of its kind gives none.
   */
  readRows(request: RowsRequest): Promise<RowSample>;
  /** What a baseline has prepared already; it serves when the side is the reference. */
  readonly references: readonly Reference[] | null;
  /** The file behind the side, which can be counted without being read as a whole. */
  readonly file: TableFile | null;
  close(): Promise<void>;
}

/** subjectLabel names a subject for people. */
export function subjectLabel({ kind, name }: Subject): string {
  return name === '' ? `(${kind})` : name;
}
