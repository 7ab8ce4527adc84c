import { seededRandom } from '../../analyzers/baselines/seeded-sample.ts';
import type { WorldRow } from './analyzer-world.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Monday. */
export const T0 = Date.UTC(2026, 0, 5);

/** TrafficShape says how the rows of one span look. */
export interface TrafficShape {
  readonly version?: string;
  readonly deployment?: string;
  readonly perHour?: number;
  /** Added to the mean of the feature amount, in standard deviations. */
  readonly shift?: number;
  /** Share of rows whose prediction is right. */
  readonly accuracy?: number;
  /** Milliseconds after the prediction; labels are absent without it. */
  readonly labelDelay?: number;
  readonly seed?: string;
}

/** traffic makes rows for the hours [from, to) after T0: amount ~ N(shift, 1), city of three, a binary prediction. */
export function traffic(from: number, to: number, shape: TrafficShape = {}): WorldRow[] {
  const { perHour = 150, shift = 0, accuracy = 0.8, version = '1', deployment = 'live' } = shape;
  const random = seededRandom(`${shape.seed ?? 'traffic'}:${from}:${version}:${deployment}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rows: WorldRow[] = [];
  for (let hour = from; hour < to; hour += 1) {
    for (let index = 0; index < perHour; index += 1) {
      const at = T0 + hour * HOUR + Math.floor((index / perHour) * HOUR);
      const truth = random() < 0.4 ? 1 : 0;
      const prediction = random() < accuracy ? truth : 1 - truth;
      rows.push({
        at,
        version,
        deployment,
        features: { amount: normal() + shift, city: ['Berlin', 'Oslo', 'Rome'][Math.floor(random() * 3)]! },
        tags: { tier: random() < 0.5 ? 'gold' : 'plain' },
        prediction,
        score: prediction === 1 ? 0.5 + random() / 2 : random() / 2,
        ...(shape.labelDelay === undefined ? {} : { label: truth, labelledAt: at + shape.labelDelay }),
      });
    }
  }
  return rows;
}
