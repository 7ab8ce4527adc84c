import {
  FeatureSampleSchema,
  LabelRecordSchema,
  PlumblineError,
  PredictionRecordSchema,
  type RecordKind,
} from '../domain/index.ts';

/** TimeUnit says how a column tells time: epoch seconds, epoch milliseconds, or text without zone that means UTC. */
export type TimeUnit = 's' | 'ms' | 'utc';

/** MappingSource says where the value of a field comes from. */
export type MappingSource =
  | { readonly from: 'column'; readonly column: string; readonly unit: TimeUnit | null }
  | { readonly from: 'constant'; readonly text: string }
  | { readonly from: 'row_number' };

/** MappedField is one field of the record, or one entry of a map such as features, and its source. */
export interface MappedField {
  readonly field: string;
  /** The name inside of features, tags or scores; null for the field itself. */
  readonly entry: string | null;
  readonly source: MappingSource;
}

/** Mapping turns the columns of a file into the fields of a record. */
export interface Mapping {
  readonly kind: RecordKind;
  readonly fields: readonly MappedField[];
  /** True when every column that nothing else uses is a feature. */
  readonly restAreFeatures: boolean;
  readonly ignored: ReadonlySet<string>;
}

const SCHEMAS = {
  prediction: PredictionRecordSchema,
  label: LabelRecordSchema,
  feature_sample: FeatureSampleSchema,
} as const;
const MAPS: ReadonlySet<string> = new Set(['features', 'tags', 'scores']);
const TIMES: ReadonlySet<string> = new Set(['timestamp', 'prediction_timestamp']);

// A bare word, or a quoted text in which a doubled quote stands for itself.
const WORD = `[^,='":]+|"(?:[^"]|"")*"`;
const ENTRY = new RegExp(
  String.raw`^\s*(?:-(?<ignored>${WORD})|(?<field>[a-z_]+)(?:\.(?<entry>${WORD}))?` +
    String.raw`(?:=(?:(?<rest>\*)|(?<row>#)|'(?<constant>(?:[^']|'')*)'|(?<column>${WORD})(?::(?<unit>s|ms|utc))?))?)\s*$`,
);

/**
 * parseMapping reads a list such as `prediction_id=id,timestamp=ts:utc,features=*,-comment`.
 * Entries: `field=column`, `field` (column of the same name), `features.name=column` (one entry of features, tags
 * or scores), `features=*` (all columns that nothing else uses), `field='text'` (a constant), `field=#` (file
 * name and row number), `-column` (not a feature). A column is quoted as "a, b" where it holds , = : or quotes;
 * times take `:s`, `:ms` or `:utc`. Throws invalid_request with every problem.
 */
export function parseMapping(text: string, kind: RecordKind, given: readonly string[]): Mapping {
  const problems: string[] = [];
  const fields: MappedField[] = [];
  const ignored = new Set<string>();
  let restAreFeatures = false;
  for (const part of splitOutsideQuotes(text)) {
    const groups = ENTRY.exec(part)?.groups;
    if (!groups) {
      problems.push(`"${part.trim()}" is not an entry; write field=column, features=* or -column`);
    } else if (groups.ignored !== undefined) {
      ignored.add(unquote(groups.ignored));
    } else if (groups.rest !== undefined && groups.field === 'features' && groups.entry === undefined) {
      restAreFeatures = true;
    } else {
      const problem = checkEntry(groups, kind);
      if (problem) problems.push(problem);
      else fields.push(readEntry(groups));
    }
  }
  const mapped = new Set([...fields.map(({ field }) => field), ...given]);
  if (restAreFeatures) mapped.add('features');
  for (const required of SCHEMAS[kind].required ?? []) {
    if (!mapped.has(required)) problems.push(`${required} is required and has no column`);
  }
  if (problems.length === 0) return { kind, fields, restAreFeatures, ignored };
  throw new PlumblineError('invalid_request', `The mapping has errors: ${problems.join('; ')}.`, {
    details: problems,
  });
}

function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let quote = '';
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === ',') {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

type Groups = Readonly<Record<string, string | undefined>>;

function checkEntry(groups: Groups, kind: RecordKind): string | null {
  const field = groups.field!;
  if (!Object.hasOwn(SCHEMAS[kind].properties, field)) return `a ${kind} has no field ${field}`;
  if (groups.rest !== undefined) return `only features=* takes the remaining columns, not ${field}`;
  if (groups.entry !== undefined && !MAPS.has(field)) return `${field} has no entries`;
  if (groups.entry === undefined && MAPS.has(field))
    return `${field} needs names, as in ${field}.name=column`;
  if (groups.unit !== undefined && !TIMES.has(field))
    return `:${groups.unit} belongs to a time, not to ${field}`;
  return null;
}

function readEntry(groups: Groups): MappedField {
  const field = groups.field!;
  const entry = groups.entry === undefined ? null : unquote(groups.entry);
  return { field, entry, source: readSource(groups, entry ?? field) };
}

function readSource(groups: Groups, sameName: string): MappingSource {
  if (groups.row !== undefined) return { from: 'row_number' };
  if (groups.constant !== undefined) return { from: 'constant', text: groups.constant.replaceAll("''", "'") };
  const column = groups.column === undefined ? sameName : unquote(groups.column);
  return { from: 'column', column, unit: (groups.unit as TimeUnit | undefined) ?? null };
}

function unquote(word: string): string {
  const trimmed = word.trim();
  return trimmed.startsWith('"') ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}
