import type { Departures } from './features.ts';
import { type DelayModel, scoreOf } from './model.ts';
import type { Retraining } from './retraining.ts';
import { meanWithError } from './scoring.ts';
import type { Releases } from './versions.ts';

/** Aftermath is what a retraining changed on the flights that its version predicted. */
export interface Aftermath {
  readonly version: string;
  readonly fromVersion: string;
  /** Departures, [start, end) in epoch milliseconds. */
  readonly trainedOn: { readonly start: number; readonly end: number };
  readonly servesFrom: number;
  readonly flights: number;
  /** Mean log loss of the version before it on the same flights; NaN without flights. */
  readonly oldLogLoss: number;
  /** New minus old, with its standard error over whole days, because flights of one day share their weather. */
  readonly change: number;
  readonly standardError: number;
}

const DAY_MS = 86_400_000;

/** aftermathOf compares each retrained version with the one that it replaced, while it served. */
export function aftermathOf(
  departures: Departures,
  releases: Releases,
  retrainings: readonly Retraining[],
): Aftermath[] {
  const lossOf = (model: DelayModel, i: number): number => {
    const score = scoreOf(model, departures, i);
    return -Math.log(departures.late[i] === 1 ? score : 1 - score);
  };
  return retrainings.map(({ release, window }) => {
    const position = releases.all.indexOf(release);
    const before = releases.all[position - 1]!;
    const end = releases.all[position + 1]?.from ?? Number.POSITIVE_INFINITY;
    const rows: number[] = [];
    departures.departure.forEach((at, i) => {
      if (at >= release.from && at < end) rows.push(i);
    });
    const old = rows.map((i) => lossOf(before.trained.model, i));
    const changes = rows.map((i, k) => lossOf(release.trained.model, i) - old[k]!);
    const days = rows.map((i) => Math.floor(departures.departure[i]! / DAY_MS));
    const { mean, standardError } = meanWithError(changes, days);
    return {
      version: release.version,
      fromVersion: before.version,
      trainedOn: window,
      servesFrom: release.from,
      flights: rows.length,
      oldLogLoss: old.reduce((sum, loss) => sum + loss, 0) / rows.length,
      change: mean,
      standardError,
    };
  });
}
