import { seededRandom } from '../../../analyzers/baselines/seeded-sample.ts';

export const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Rows expire by arrival, so the tests live a few days before the real present. */
export const T0 = Math.floor(Date.now() / DAY) * DAY - 4 * DAY;

type Features = Record<string, number | string | null>;

/** SyntheticShape says how the predictions of one span look. */
export interface SyntheticShape {
  readonly version?: string;
  readonly deployment?: string;
  readonly perHour?: number;
  /** Replaces the features of one record. */
  readonly features?: (normal: () => number, random: () => number, index: number) => Features;
  readonly accuracy?: number;
  readonly tags?: (index: number) => Record<string, string>;
}

/** Synthetic is predictions as they are sent, and the true label of each. */
export interface Synthetic {
  readonly predictions: readonly object[];
  readonly labels: readonly {
    readonly prediction_id: string;
    readonly model: string;
    readonly label: number;
  }[];
}

const usual: NonNullable<SyntheticShape['features']> = (normal, random) => ({
  amount: normal(),
  city: ['Berlin', 'Oslo', 'Rome'][Math.floor(random() * 3)]!,
});

/** synthetic makes the predictions of the hours [from, to) after T0, the same on every call. */
export function synthetic(from: number, to: number, shape: SyntheticShape = {}): Synthetic {
  const { version = '1', deployment = 'live', perHour = 300, accuracy = 0.85 } = shape;
  const random = seededRandom(`${version}:${deployment}:${from}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const predictions: object[] = [];
  const labels: Synthetic['labels'][number][] = [];
  for (let index = 0; index < (to - from) * perHour; index += 1) {
    const truth = random() < 0.4 ? 1 : 0;
    const prediction = random() < accuracy ? truth : 1 - truth;
    const id = `${deployment}-${from}-${index}`;
    predictions.push({
      prediction_id: id,
      model: 'credit',
      version,
      deployment,
      timestamp: T0 + from * HOUR + Math.floor((index / perHour) * HOUR),
      features: (shape.features ?? usual)(normal, random, index),
      prediction,
      score: prediction === 1 ? 0.5 + random() / 2 : random() / 2,
      ...(shape.tags ? { tags: shape.tags(index) } : {}),
    });
    labels.push({ prediction_id: id, model: 'credit', label: truth });
  }
  return { predictions, labels };
}
