import type { RecordKind } from '../domain/index.ts';

/** Origin says whose records a request brings. */
export interface Origin {
  readonly project: string;
  readonly kind: RecordKind;
  /** Where they come from, such as http or import. */
  readonly source: string;
}
