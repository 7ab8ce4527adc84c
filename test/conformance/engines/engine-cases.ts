import { prepareReference } from '../../../analyzers/baselines/prepare-reference.ts';
import { seededRandom } from '../../../analyzers/baselines/seeded-sample.ts';
import type { Column, Reference } from '../../../domain/index.ts';

type Value = number | string | null | undefined;

/** EngineCase is one feature on both sides; undefined is a missing value, and a value of the other kind a mismatch. */
export interface EngineCase {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly reference: readonly Value[];
  readonly current: readonly Value[];
}

/** ROWS is the number of rows of every case, on either side. */
export const ROWS = 3000;

const random = seededRandom('engine cases');
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const draw = (make: (index: number) => Value) => Array.from({ length: ROWS }, (_, index) => make(index));
const letter = (skew: number) => String.fromCharCode(97 + Math.floor(random() ** skew * 20));

/** ENGINE_CASES are what every engine answers alike; a new engine runs over the same list. */
export const ENGINE_CASES: readonly EngineCase[] = [
  { name: 'no drift', kind: 'numeric', reference: draw(normal), current: draw(normal) },
  { name: 'shift', kind: 'numeric', reference: draw(normal), current: draw(() => normal() + 0.4) },
  { name: 'scale', kind: 'numeric', reference: draw(normal), current: draw(() => 3 * normal()) },
  {
    name: 'heavy tails',
    kind: 'numeric',
    reference: draw(() => Math.exp(3 * normal())),
    current: draw(() => Math.exp(3.2 * normal())),
  },
  {
    name: 'zero inflated',
    kind: 'numeric',
    reference: draw(() => (random() < 0.6 ? 0 : random())),
    current: draw(() => (random() < 0.5 ? 0 : random())),
  },
  {
    name: 'ties',
    kind: 'numeric',
    reference: draw(() => Math.round(normal() * 8)),
    current: draw(() => Math.round(normal() * 9)),
  },
  {
    name: 'discrete',
    kind: 'numeric',
    reference: draw(() => Math.floor(random() * 5)),
    current: draw(() => Math.floor(random() * 6)),
  },
  {
    name: 'discrete with several unseen values',
    kind: 'numeric',
    reference: draw(() => Math.floor(random() * 5)),
    current: draw((index) =>
      index % 3 ? Math.floor(random() * 5) : 1 + (1 + Math.floor(random() * 40)) / 50,
    ),
  },
  {
    name: 'constant, then not',
    kind: 'numeric',
    reference: draw(() => 7),
    current: draw((index) => (index % 10 ? 7 : 8)),
  },
  { name: 'constant', kind: 'numeric', reference: draw(() => 7), current: draw(() => 7) },
  {
    name: 'nulls, gaps and texts',
    kind: 'numeric',
    reference: draw((index) => (index % 9 ? normal() : null)),
    current: draw((index) =>
      index % 5 === 0 ? null : index % 7 === 0 ? undefined : index % 11 ? normal() : 'x',
    ),
  },
  { name: 'all null', kind: 'numeric', reference: draw(normal), current: draw(() => null) },
  { name: 'vanished', kind: 'numeric', reference: draw(normal), current: draw(() => undefined) },
  {
    name: 'denormals and giants',
    kind: 'numeric',
    reference: draw((index) => [5e-324, 0, -5e-324, 1e300, -1e300, 1e-300][index % 6]),
    current: draw((index) => [5e-324, -0, 1e-323, 1e300, 2, 1e-300][index % 6]),
  },
  {
    name: 'categories',
    kind: 'categorical',
    reference: draw(() => letter(1)),
    current: draw(() => letter(1.3)),
  },
  {
    name: 'unseen categories',
    kind: 'categorical',
    reference: draw(() => letter(1)),
    current: draw((index) => (index % 20 ? letter(1) : `new ${index % 3}`)),
  },
  {
    name: 'categories with nulls and numbers',
    kind: 'categorical',
    reference: draw((index) => (index % 8 ? letter(2) : null)),
    current: draw((index) => (index % 6 === 0 ? null : index % 7 ? letter(2) : index)),
  },
];

/** columnOf makes a column of one side of a case. */
function columnOf({ name, kind }: EngineCase, values: readonly Value[]): Column {
  const subject = { kind: 'feature', name } as const;
  const wanted = kind === 'numeric' ? 'number' : 'string';
  const quality = {
    rows: values.length,
    nulls: values.filter((value) => value === null).length,
    missing: values.filter((value) => value === undefined).length,
    mismatched: values.filter((value) => value != null && typeof value !== wanted).length,
  };
  if (kind === 'numeric') {
    const numbers = values.filter((value): value is number => typeof value === 'number');
    return { subject, kind, ...quality, values: Float64Array.from(numbers) };
  }
  const counts = new Map<string, number>();
  for (const value of values) if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
  return {
    subject,
    kind,
    ...quality,
    categories: [...counts.keys()],
    counts: Float64Array.from(counts.values()),
  };
}

/** referenceOf prepares the reference side of a case. */
export function referenceOf(item: EngineCase): Reference {
  return prepareReference(columnOf(item, item.reference), 'engine cases');
}
