import type { Departures } from './features.ts';
import { type DelayPrediction, predict, type TrainedModel } from './model.ts';

/** Release is one trained version and the instant from which it predicts. */
export interface Release {
  readonly version: string;
  readonly trained: TrainedModel;
  /** Epoch milliseconds; the first version serves from the beginning. */
  readonly from: number;
}

/** VersionedPrediction is a prediction and the version that made it. */
interface VersionedPrediction extends DelayPrediction {
  readonly version: string;
}

/** Releases is which version predicts when. */
export interface Releases {
  readonly all: readonly Release[];
  add(release: Release): void;
  /** The version that serves at an instant. */
  at(instant: number): Release;
  /** The live prediction of a flight; out of fold where the flight was trained on by the version that served. */
  predictLive(departures: Departures, index: number): VersionedPrediction;
}

/** createReleases starts with the first version. */
export function createReleases(first: Release): Releases {
  const all = [first];
  const positions = new Map<TrainedModel, Map<number, number>>();
  const positionsOf = (trained: TrainedModel): Map<number, number> => {
    let known = positions.get(trained);
    if (!known) {
      known = new Map(Array.from(trained.rows, (row, k) => [row, k]));
      positions.set(trained, known);
    }
    return known;
  };
  const at = (instant: number): Release => all.findLast(({ from }) => from <= instant) ?? first;
  return {
    all,
    add: (release) => {
      all.push(release);
    },
    at,
    predictLive(departures, index) {
      const { version, trained } = at(departures.departure[index]!);
      const k = positionsOf(trained).get(index);
      if (k === undefined) return { version, ...predict(trained.model, departures, index) };
      const score = trained.outOfFold[k]!;
      return { version, score, prediction: score >= trained.model.threshold };
    },
  };
}
