import fc from 'fast-check';
import type { RecordKind } from '../../../domain/index.ts';
import { goodLabel, goodPrediction, goodSample, NOW } from './record-cases.ts';

const GOOD: Readonly<Record<RecordKind, object>> = {
  prediction: {
    ...goodPrediction,
    score: 0.5,
    tags: { t: 'a' },
    weight: 2,
    scores: { a: 1 },
    embeddings: { e: [1] },
  },
  label: { ...goodLabel, timestamp: NOW, prediction_timestamp: NOW - 1000 },
  feature_sample: { ...goodSample, version: 'v1', tags: { t: 'a' }, weight: 0.5 },
};

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e21, 1e-7, 1.5e300, 9007199254740992, 0.1 + 0.2),
);
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }).map((value) => value.toWellFormed()),
  fc.constantFrom(
    'nan',
    'Infinity',
    '-inf',
    'true',
    'null',
    '1',
    '2026-11-21T11:00:00Z',
    '__proto',
    'a/b~c',
    '"',
  ),
);
const scalar = fc.oneof(number, text, fc.boolean(), fc.constant(null));
const name = fc.oneof(text, fc.constantFrom('x', 'y', 'income', 'region', ''));
const map = fc.dictionary(name, scalar, { maxKeys: 5 }).map((value) => ({ ...value }));
const value = fc.oneof(scalar, map, fc.array(scalar, { maxLength: 3 }));

/** mutatedRecord is a good record with at most one field changed, removed or added: of two faults either may be named. */
export function mutatedRecord(kind: RecordKind): fc.Arbitrary<string> {
  const good = GOOD[kind];
  const fields = Object.keys(good);
  const replaced = fc
    .tuple(fc.constantFrom(...fields), value)
    .map(([field, changed]) => JSON.stringify({ ...good, [field]: changed }));
  const removed = fc.constantFrom(...fields).map((field) => JSON.stringify({ ...good, [field]: undefined }));
  const added = fc.tuple(name, value).map(([field, more]) => JSON.stringify({ ...good, [field]: more }));
  const cut = fc
    .nat({ max: JSON.stringify(good).length })
    .map((length) => JSON.stringify(good).slice(0, length))
    .filter((line) => line.trim() !== '');
  const features = map.map((changed) =>
    JSON.stringify({ ...good, ...('features' in good && { features: changed }) }),
  );
  return fc.oneof(replaced, features, removed, added, cut);
}
