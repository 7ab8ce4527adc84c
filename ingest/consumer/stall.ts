/** StallLimits say how long nothing may happen, in milliseconds. */
export interface StallLimits {
  /** Without a sign of life from the log's client, or without progress while entries wait. */
  readonly idleMs: number;
  /** For one insert that neither succeeds nor fails; longer than every timeout of the store. */
  readonly insertMs: number;
}

/** Liveness is what a watchdog looks at. */
export interface Liveness {
  readonly silentMs: number;
  /** Since any partition read or wrote anything. */
  readonly idleMs: number;
  readonly lag: bigint;
  /** An insert or a commit failed and is repeated: that is waiting, not stalling. */
  readonly retrying: boolean;
  /** Age of the oldest insert under way, null without one. */
  readonly insertingMs: number | null;
}

/** stallOf says why the consumer had better start anew, null while it is well. */
export function stallOf(liveness: Liveness, limits: StallLimits): string | null {
  if (liveness.silentMs > limits.idleMs) return 'the client of the log is silent';
  if (liveness.insertingMs !== null) {
    return liveness.insertingMs > limits.insertMs ? 'an insert does not end' : null;
  }
  if (liveness.lag > 0n && !liveness.retrying && liveness.idleMs > limits.idleMs) {
    return 'entries wait and no partition goes on';
  }
  return null;
}
