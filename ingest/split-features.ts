import { type FeatureKind, LIMITS } from '../domain/index.ts';
import { explainSchema, notFinite } from './explain-schema.ts';
import { findForbiddenKey } from './forbidden-keys.ts';
import type { KnownFeature } from './known-model.ts';
import type { RecordProblem } from './outcomes.ts';
import { checkKey, fitsBytes, looksNotFinite, pointer } from './text-checks.ts';

/** SplitFeatures is the features of one record by the type of their values. */
export interface SplitFeatures {
  readonly ok: true;
  readonly numeric: Readonly<Record<string, number | null>>;
  readonly categorical: Readonly<Record<string, string | null>>;
  /** Names that teach the catalogue something: a name never seen, or the kind of a name that was only null so far. */
  readonly lessons: readonly Lesson[];
}

/** Lesson is a feature's name with the kind that its value shows; null for a null. */
export interface Lesson {
  readonly feature: string;
  readonly kind: FeatureKind | null;
}

const FEATURE_VALUE = {
  anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }, { type: 'null' }],
};
const NOTHING: readonly Lesson[] = [];

/**
 * splitFeatures sorts values by their own type: numbers to numeric, text and booleans to categorical. A null
 * goes where the feature's kind is stored, and to numeric while the kind is unknown. Values of the other type
 * than the feature's kind are kept; analysis counts them as mismatches. Known names move their lastSeen here,
 * because a second pass over the names would cost as much as the first.
 */
export function splitFeatures(
  features: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, KnownFeature>,
  eventTime: number,
): SplitFeatures | { readonly ok: false; readonly problem: RecordProblem } {
  const numeric: Record<string, number | null> = {};
  const categorical: Record<string, string | null> = {};
  let lessons: Lesson[] | null = null;
  let count = 0;
  for (const name in features) {
    count += 1;
    const value = features[name];
    const entry = known.get(name);
    const kind = entry?.kind;
    if (entry !== undefined && entry.lastSeen < eventTime) {
      if (entry.lastSeen === 0) entry.firstSeen = eventTime;
      entry.lastSeen = eventTime;
    }
    // Every value of an unknown name passes here, so known names need no check of the name.
    if (kind === undefined || kind === null) {
      const problem = kind === undefined ? checkKey(name, '/features') : null;
      if (problem) return { ok: false, problem };
      const shown = kindOf(value);
      lessons ??= [];
      if (kind === undefined || shown !== null) lessons.push({ feature: name, kind: shown });
    }
    if (typeof value === 'number' && Number.isFinite(value)) numeric[name] = value;
    else if (typeof value === 'boolean') categorical[name] = value ? 'true' : 'false';
    else if (value === null && kind === 'categorical') categorical[name] = null;
    else if (value === null) numeric[name] = null;
    else if (typeof value === 'string' && isUsableText(value, kind)) categorical[name] = value;
    else return { ok: false, problem: explainValue(features, name, kind) };
  }
  if (count > LIMITS.featuresPerRecord) return { ok: false, problem: tooMany(count) };
  return { ok: true, numeric, categorical, lessons: lessons ?? NOTHING };
}

function isUsableText(value: string, kind: FeatureKind | null | undefined): boolean {
  // "nan" is an honest category only where text is expected; elsewhere it is a number that went missing.
  if (kind !== 'categorical' && looksNotFinite(value)) return false;
  return fitsBytes(value, LIMITS.stringBytes);
}

function explainValue(
  features: Readonly<Record<string, unknown>>,
  name: string,
  kind: FeatureKind | null | undefined,
): RecordProblem {
  const path = pointer('/features', name);
  const value = features[name];
  if (typeof value === 'string' && kind !== 'categorical' && looksNotFinite(value)) return notFinite(path);
  return (
    findForbiddenKey(features, '/features') ??
    explainSchema(FEATURE_VALUE, value, path) ?? { code: 'wrong_type', path, message: 'Not a value.' }
  );
}

function tooMany(count: number): RecordProblem {
  const message = `A record has at most ${LIMITS.featuresPerRecord} features, not ${count}.`;
  return { code: 'too_many_features', path: '/features', message };
}

function kindOf(value: unknown): FeatureKind | null {
  if (value === null) return null;
  return typeof value === 'number' ? 'numeric' : 'categorical';
}
