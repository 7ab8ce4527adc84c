import type { ColumnRequest } from '../../analyzers/ports.ts';
import type { Column, FeatureKind, Reference, Subject } from '../../domain/index.ts';
import type { TableFile } from '../../store/index.ts';

/** SideColumn is a column that a side could compare. */
export interface SideColumn {
  readonly subject: Subject;
  /** `unknown` without any value; null for types that hold no single numbers or texts. */
  readonly kind: FeatureKind | 'unknown' | null;
  /** The type in the words of the side. */
  readonly type: string;
}

/** CheckSide is one side of a check: a file, a stored baseline or a stored window. */
export interface CheckSide {
  /** As people gave it. */
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly SideColumn[];
  /** Gives whole columns; a request for a column that the side lacks is not made. */
  readColumns(requests: readonly ColumnRequest[]): Promise<readonly Column[]>;
  /** What a baseline has prepared already; it serves when the side is the reference. */
  readonly references: readonly Reference[] | null;
  /** The file behind the side, which can be counted without being read as a whole. */
  readonly file: TableFile | null;
  close(): Promise<void>;
}

/** subjectKey names a subject in a map. */
export function subjectKey({ kind, name }: Subject): string {
  return `${kind}:${name}`;
}

/** subjectLabel names a subject for people. */
export function subjectLabel({ kind, name }: Subject): string {
  return kind === 'feature' ? name : `(${kind})`;
}
