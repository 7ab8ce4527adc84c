import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  FeatureSampleSchema,
  LabelRecordSchema,
  LIMITS,
  PredictionRecordSchema,
  type RecordKind,
} from '../domain/index.ts';
import { explainSchema, type JsonSchema, notFinite } from './explain-schema.ts';
import { findForbiddenKey } from './forbidden-keys.ts';
import type { RecordProblem } from './outcomes.ts';
import { checkKey, fitsBytes, looksNotFinite, pointer } from './text-checks.ts';

/** RecordCheck finds what is wrong with a decoded value as a record of one kind; feature values are judged later. */
export type RecordCheck = (value: unknown) => RecordProblem | null;

const SCHEMAS = {
  prediction: PredictionRecordSchema,
  label: LabelRecordSchema,
  feature_sample: FeatureSampleSchema,
} as const;

/** createRecordCheck compiles the schema of a kind; valid records take a fast path, bad ones are explained. */
export function createRecordCheck(kind: RecordKind, unknownFields: 'refuse' | 'ignore'): RecordCheck {
  const schema = SCHEMAS[kind] as unknown as JsonSchema;
  const properties: Type.TProperties = { ...SCHEMAS[kind].properties };
  // Values of features are checked while they are split, in the same pass over their names.
  if ('features' in properties) properties.features = Type.Object({});
  const open = unknownFields === 'ignore';
  const envelope = Compile(Type.Object(properties, { additionalProperties: open }));
  const full: JsonSchema = { ...schema, additionalProperties: open };
  const known = new Set(Object.keys(properties));

  const explain = (value: unknown): RecordProblem =>
    findForbiddenKey(value) ??
    explainSchema(full, value) ?? { code: 'wrong_type', path: '', message: `This is not a ${kind}.` };

  return (value) => {
    if (!envelope.Check(value)) return explain(value);
    const record = value as Record<string, unknown>;
    if (open && Object.keys(record).some((name) => !known.has(name))) {
      const forbidden = findForbiddenKey(record);
      if (forbidden) return forbidden;
    }
    return checkTexts(record) ?? checkMaps(record);
  };
}

/** checkTexts holds the limits in bytes, which JSON Schema counts in characters. */
function checkTexts(record: Readonly<Record<string, unknown>>): RecordProblem | null {
  for (const field of ['prediction_id', 'sample_id'] as const) {
    const id = record[field] as string | undefined;
    if (id !== undefined && !fitsBytes(id, LIMITS.idBytes))
      return badText('invalid_id', field, LIMITS.idBytes);
  }
  for (const field of ['model', 'version'] as const) {
    const name = record[field] as string | undefined;
    if (name !== undefined && !fitsBytes(name, LIMITS.nameBytes)) {
      return badText('invalid_name', field, LIMITS.nameBytes);
    }
  }
  for (const field of ['prediction', 'label'] as const) {
    const value = record[field];
    if (typeof value !== 'string') continue;
    if (looksNotFinite(value)) return notFinite(`/${field}`);
    if (!fitsBytes(value, LIMITS.stringBytes)) return badText('string_too_long', field, LIMITS.stringBytes);
  }
  return null;
}

function checkMaps(record: Readonly<Record<string, unknown>>): RecordProblem | null {
  for (const field of ['tags', 'scores', 'embeddings'] as const) {
    const map = record[field] as Readonly<Record<string, unknown>> | undefined;
    if (map === undefined) continue;
    for (const key of Object.keys(map)) {
      const problem = checkKey(key, `/${field}`);
      if (problem) return problem;
      const value = map[key];
      if (typeof value === 'string' && !fitsBytes(value, LIMITS.stringBytes)) {
        return badText('string_too_long', `${field}${pointer('', key)}`, LIMITS.stringBytes);
      }
    }
  }
  return null;
}

function badText(
  code: 'invalid_id' | 'invalid_name' | 'string_too_long',
  field: string,
  limit: number,
): RecordProblem {
  return { code, path: `/${field}`, message: `The text is at most ${limit} bytes of whole Unicode.` };
}
