/** LineSpan is some lines of one entry, both ends included, counted from 0. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** LogRange is what one insert takes of a partition. */
export interface LogRange {
  readonly from: bigint;
  /** Last offset, included; offsets between may be missing. */
  readonly to: bigint;
  /** Entries that were found in the range when it was marked; tombstones are none. */
  readonly entries: number;
  /** Set when one entry goes in piece by piece, because ClickHouse refused it as a whole. */
  readonly lines: LineSpan | null;
  /** True when ClickHouse refused the piece and nothing smaller can be cut: it goes to quarantine unread. */
  readonly quarantine: boolean;
}

/** rangeToken names a range of one log for ever: two different inserts never share it. */
export function rangeToken(logId: string, partition: number, range: LogRange): string {
  const lines = range.lines ? `#${range.lines.first}-${range.lines.last}` : '';
  return `${logId}:${partition}:${range.from}-${range.to}${lines}${range.quarantine ? '#q' : ''}`;
}

/** afterRange is the offset to read next once a range and everything cut from the same entry has landed. */
export function afterRange(range: LogRange): bigint {
  return range.to + 1n;
}
