import { buildEncoder, type Encoder } from './encoding.ts';
import { type Departures, FEATURE_NAMES } from './features.ts';

/** DelayModel scores a flight by one weight per bin of each input, summed and squashed. */
export interface DelayModel {
  readonly intercept: number;
  readonly encoders: readonly Encoder[];
  readonly weights: readonly Float64Array[];
  /** A flight is predicted late from this score on. */
  readonly threshold: number;
}

/** DelayPrediction is what the model says of one flight. */
export interface DelayPrediction {
  /** Probability of arriving late. */
  readonly score: number;
  readonly prediction: boolean;
}

/** TrainedModel is a model with its out-of-fold scores, which tell how good it is on flights it has not seen. */
export interface TrainedModel {
  readonly model: DelayModel;
  /** The training rows. */
  readonly rows: Uint32Array;
  /** One score per training row, from a model that was fitted without that row's day. */
  readonly outOfFold: Float64Array;
}

const FOLDS = 5;
const BINS = 16;
const PASSES = 8;
const PENALTY = 10;
const DAY_MS = 86_400_000;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * fitWeights fits a penalised logistic regression on binned inputs by Newton steps on one input at a time
 * (each bin's step is its gradient over its curvature plus the penalty). No randomness: equal rows, equal model.
 */
function fitWeights(departures: Departures, rows: Uint32Array): Omit<DelayModel, 'threshold'> {
  const encoders = FEATURE_NAMES.map((name) => buildEncoder(name, departures, rows, BINS));
  const weights = encoders.map((encoder) => new Float64Array(encoder.bins));
  const codes = encoders.map(({ feature, binOf }) =>
    Uint16Array.from(rows, (i) => binOf(departures.inputs[feature][i]!)),
  );
  const late = Uint8Array.from(rows, (i) => departures.late[i]!);
  const lateCount = late.reduce((sum, value) => sum + value, 0);
  // Half a flight on either side keeps the intercept finite when all or none are late.
  const intercept = Math.log((lateCount + 0.5) / (rows.length - lateCount + 0.5));
  const sums = new Float64Array(rows.length).fill(intercept);
  for (let pass = 0; pass < PASSES; pass++) {
    for (let e = 0; e < encoders.length; e++) newtonStep(weights[e]!, codes[e]!, late, sums);
  }
  return { intercept, encoders, weights };
}

/** newtonStep moves the weights of one input, and each row's sum with them. */
function newtonStep(weights: Float64Array, codes: Uint16Array, late: Uint8Array, sums: Float64Array): void {
  const gradient = new Float64Array(weights.length);
  const curvature = new Float64Array(weights.length);
  for (let i = 0; i < codes.length; i++) {
    const p = sigmoid(sums[i]!);
    gradient[codes[i]!]! += late[i]! - p;
    curvature[codes[i]!]! += p * (1 - p);
  }
  const steps = weights.map((w, b) => (gradient[b]! - PENALTY * w) / (curvature[b]! + PENALTY));
  for (let b = 0; b < weights.length; b++) weights[b]! += steps[b]!;
  for (let i = 0; i < codes.length; i++) sums[i]! += steps[codes[i]!]!;
}

/** scoreOf is the probability, to six digits, that a flight arrives late. */
export function scoreOf(model: Omit<DelayModel, 'threshold'>, departures: Departures, index: number): number {
  let sum = model.intercept;
  for (let e = 0; e < model.encoders.length; e++) {
    const { feature, binOf } = model.encoders[e]!;
    sum += model.weights[e]![binOf(departures.inputs[feature][index]!)]!;
  }
  return Math.round(sigmoid(sum) * 1e6) / 1e6;
}

/** predict scores a flight and decides. */
export function predict(model: DelayModel, departures: Departures, index: number): DelayPrediction {
  const score = scoreOf(model, departures, index);
  return { score, prediction: score >= model.threshold };
}

/**
 * trainModel fits the model on the rows and scores them out of fold (five folds, whole days apart, because flights
 * of one day share their weather). The threshold lets the out-of-fold predictions name as many flights late as
 * there were: at 0.5 the model would almost never say late, and its accuracy would only count the punctual flights.
 */
export function trainModel(departures: Departures, rows: Uint32Array): TrainedModel {
  const foldOf = (i: number): number => Math.floor(departures.departure[i]! / DAY_MS) % FOLDS;
  const outOfFold = new Float64Array(rows.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = fitWeights(
      departures,
      rows.filter((i) => foldOf(i) !== fold),
    );
    for (let k = 0; k < rows.length; k++) {
      if (foldOf(rows[k]!) === fold) outOfFold[k] = scoreOf(held, departures, rows[k]!);
    }
  }
  const threshold = baseRateThreshold(outOfFold, departures, rows);
  return { model: { ...fitWeights(departures, rows), threshold }, rows, outOfFold };
}

function baseRateThreshold(scores: Float64Array, departures: Departures, rows: Uint32Array): number {
  let late = 0;
  for (const i of rows) late += departures.late[i]!;
  const sorted = scores.slice().sort();
  return sorted[Math.max(0, sorted.length - late)] ?? 1;
}

/** rowsKnown lists the flights that departed in [from, to) and whose outcome is known at `now`. */
export function rowsKnown(departures: Departures, from: number, to: number, now: number): Uint32Array {
  const rows: number[] = [];
  for (let i = 0; i < departures.count; i++) {
    const at = departures.departure[i]!;
    if (at >= to) break;
    if (at >= from && departures.landing[i]! <= now) rows.push(i);
  }
  return Uint32Array.from(rows);
}
