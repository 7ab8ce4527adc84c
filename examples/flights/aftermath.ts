import type { Departures } from './features.ts';
import { scoreOf } from './model.ts';
import type { Retraining } from './retraining.ts';
import { logLossOf } from './scoring.ts';
import type { Releases } from './versions.ts';

/** Aftermath is what a retraining changed on the flights that its version predicted. */
export interface Aftermath {
  readonly version: string;
  readonly fromVersion: string;
  /** Departures, [start, end) in epoch milliseconds. */
  readonly trainedOn: { readonly start: number; readonly end: number };
  readonly servesFrom: number;
  readonly flights: number;
  /** Log loss of the new version, and of the version before it on the same flights; NaN without flights. */
  readonly logLoss: number;
  readonly oldLogLoss: number;
}

/** aftermathOf compares each retrained version with the one that it replaced, while it served. */
export function aftermathOf(
  departures: Departures,
  releases: Releases,
  retrainings: readonly Retraining[],
): Aftermath[] {
  return retrainings.map(({ release, window }) => {
    const position = releases.all.indexOf(release);
    const before = releases.all[position - 1]!;
    const end = releases.all[position + 1]?.from ?? Number.POSITIVE_INFINITY;
    const rows: number[] = [];
    departures.departure.forEach((at, i) => {
      if (at >= release.from && at < end) rows.push(i);
    });
    const late = Uint8Array.from(rows, (i) => departures.late[i]!);
    const scored = (model: typeof release.trained.model): Float64Array =>
      Float64Array.from(rows, (i) => scoreOf(model, departures, i));
    return {
      version: release.version,
      fromVersion: before.version,
      trainedOn: window,
      servesFrom: release.from,
      flights: rows.length,
      logLoss: logLossOf(scored(release.trained.model), late),
      oldLogLoss: logLossOf(scored(before.trained.model), late),
    };
  });
}
