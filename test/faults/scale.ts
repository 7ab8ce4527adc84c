/** Scale is how much of a fault a run goes through. */
export interface Scale {
  readonly full: boolean;
  /** Records in a topic. */
  readonly records: number;
  /** Kills at random times. */
  readonly kills: number;
  /** Kills at each point of the protocol. */
  readonly killsPerPoint: number;
  /** How long ClickHouse stays away, in milliseconds. */
  readonly awayMs: number;
  /** How long the broker stays away, and how often. */
  readonly brokerAwayMs: number;
  readonly brokerOutages: number;
  /** How long consumers come and go. */
  readonly stormMs: number;
}

/** scale is short for `npm test` and as long as the promises say for `npm run test:faults`. */
export function scale(): Scale {
  const full = process.env.PLUMBLINE_FAULTS === 'full';
  return full
    ? {
        ...{ full, records: 1_000_000, kills: 20, killsPerPoint: 10, awayMs: 60_000 },
        ...{ brokerAwayMs: 20_000, brokerOutages: 5, stormMs: 180_000 },
      }
    : {
        ...{ full, records: 60_000, kills: 3, killsPerPoint: 1, awayMs: 2_000 },
        ...{ brokerAwayMs: 1_500, brokerOutages: 1, stormMs: 6_000 },
      };
}
