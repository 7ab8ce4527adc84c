/** MemoryLimits bound what waits. */
export interface MemoryLimits {
  /** Of all partitions together, as read and not yet landed. */
  readonly totalBytes: number;
  /** Of one partition. */
  readonly partitionBytes: number;
}

/** Holding is what one partition has waiting. */
export interface Holding {
  readonly bytes: number;
  /** An insert fails and is repeated: more would only wait behind it. */
  readonly retrying: boolean;
  /** A range gathers again and needs whatever it takes, or nothing would ever be freed. */
  readonly rebuilding: boolean;
  readonly paused: boolean;
}

/** shouldPause says whether a partition reads no further now; it goes on at half of what stopped it. */
export function shouldPause(holding: Holding, totalBytes: number, limits: MemoryLimits): boolean {
  if (holding.rebuilding) return false;
  if (holding.retrying) return true;
  const share = holding.paused ? 0.5 : 1;
  return holding.bytes >= limits.partitionBytes * share || totalBytes >= limits.totalBytes * share;
}
