/** Distribution is GET /v1/distributions: how one column is spread in the reference and in a window. */
export interface Distribution {
  readonly kind: 'numeric' | 'categorical';
  /** Bounds of the bins of a numeric column, one more than shares. */
  readonly edges?: readonly number[];
  /** The first bin holds all that is smaller, too. */
  readonly low_tail?: boolean;
  /** The last bin holds all that is bigger, too. */
  readonly high_tail?: boolean;
  /** Names beside the shares of a categorical column. */
  readonly categories?: readonly string[];
  /** The last name stands for every category that has none. */
  readonly others?: boolean;
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly reference_rows: number;
  readonly current_rows: number;
  /** Shares of rows whose value is null. */
  readonly reference_nulls: number;
  readonly current_nulls: number;
  /** Shares of rows that do not have the column. */
  readonly reference_missing: number;
  readonly current_missing: number;
  /** Shares of rows whose value is of the other kind. */
  readonly reference_mismatched: number;
  readonly current_mismatched: number;
  /** Categories of the window that the reference does not have. */
  readonly unseen: readonly { readonly category: string; readonly share: number }[];
  readonly baseline_hash: string;
  readonly source: 'rows' | 'profiles';
}
