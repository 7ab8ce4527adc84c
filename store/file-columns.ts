import type { FeatureKind } from '../domain/index.ts';
import type { FileColumn } from './file-source.ts';

const NUMBER = /^(U?Int\d+|B?Float\d+|Decimal)/;
const TEXT = /^(String|FixedString|Enum|UUID|Bool)/;
const TIME = /^(Date|Time)/;

/** MISSING_WORDS are the texts that stand for a missing value in files without types. */
const MISSING_WORDS = ['', 'NA', 'N/A', 'n/a', '<NA>', '#N/A', 'NULL', 'null', 'None', 'NaN', 'nan', '-nan'];

const QUOTED_WORDS = MISSING_WORDS.map((word) => `'${word}'`).join(', ');

const VECTOR = /^Array\((Nullable\()?(U?Int\d+|B?Float\d+|Decimal)/;

/** isVectorType says whether each value of the type is a list of numbers. */
export function isVectorType({ type }: Pick<FileColumn, 'type'>): boolean {
  return VECTOR.test(type);
}

/** inferredKind follows the file's own type; times, lists and structures are no features unless declared. */
export function inferredKind({ type }: FileColumn): FeatureKind | null {
  if (NUMBER.test(type)) return 'numeric';
  return TEXT.test(type) ? 'categorical' : null;
}

/** isReadable says whether single values can be made of the column's type. */
export function isReadable({ type }: FileColumn): boolean {
  return NUMBER.test(type) || TEXT.test(type) || TIME.test(type);
}

/** identifier quotes a column's name; a brace in it would read as a slot or a parameter of the statement. */
function identifier(name: string): string {
  const quoted = name.replace(/[\\`]/g, '\\$&').replaceAll('\0', '\\0');
  return `\`${quoted.replaceAll('{', '\\x7B')}\``;
}

/** cellOf names the column; of a column of plain text, missing words are nulls. */
function cellOf({ name, isPlainText }: FileColumn): string {
  const value = identifier(name);
  return isPlainText ? `if(${value} IN (${QUOTED_WORDS}), NULL, ${value})` : value;
}

/**
 * plainTextCounts counts, for each of some columns of plain text, the values (`texts`), the numbers among them
 * (`numbers`) and the lists of numbers (`vectors`), as arrays: one expression over an array of columns is planned much faster than one per column.
 */
export function plainTextCounts(columns: readonly FileColumn[]): string {
  const values = `[${columns.map(({ name }) => identifier(name)).join(', ')}]`;
  const isText = `isNotNull(x) AND ifNull(x, '') NOT IN (${QUOTED_WORDS})`;
  // A JSON list that is empty or begins with a number.
  const isVector = "startsWith(ifNull(x, ''), '[') AND match(ifNull(x, ''), '^[[][[:space:]]*([-0-9]|[]])')";
  // Infinities and what overflows are numbers as well, though none that is compared.
  const isNumber = `${isText} AND isNotNull(toFloat64OrNull(ifNull(x, '')))`;
  return `, sumForEach(arrayMap(x -> ${isText}, ${values})) AS texts, sumForEach(arrayMap(x -> ${isNumber}, ${values})) AS numbers, sumForEach(arrayMap(x -> ${isVector}, ${values})) AS vectors`;
}

/** numberExpression gives the column's finite numbers, NULL for everything else. */
export function numberExpression(column: FileColumn): string {
  const name = identifier(column.name);
  // Missing words are no numbers as it is.
  const number =
    NUMBER.test(column.type) || column.type === 'Bool'
      ? `toFloat64(${name})`
      : `toFloat64OrNull(toString(${name}))`;
  return `if(isFinite(${number}), ${number}, NULL)`;
}

/** textExpression gives the column's values as canonical text: true and false, shortest numbers. */
export function textExpression(column: FileColumn): string {
  return `toString(${cellOf(column)})`;
}

/** mismatchExpression is true where a text stands in for a number; an empty text is a null. */
export function mismatchExpression(column: FileColumn): string {
  const text = textExpression(column);
  return `isNotNull(${text}) AND ${text} != '' AND isNull(toFloat64OrNull(${text}))`;
}

/** Python writes these into JSON, which has no word for them. */
const NO_NUMBER = '-?(NaN|nan|Infinity|inf)';

/** vectorExpression gives the column's lists of numbers as float32, NaN for what is none; empty where a row has no list. */
export function vectorExpression(column: FileColumn): string {
  const list = column.isPlainText
    ? `JSONExtract(replaceRegexpAll(ifNull(${cellOf(column)}, ''), '${NO_NUMBER}', 'null'), 'Array(Nullable(Float64))')`
    : identifier(column.name);
  return `arrayMap(x -> toFloat32(ifNull(x, nan)), ${list})`;
}

/** vectorLengthExpression gives the length of the column's lists: 0 where a row has none, -1 for a text that is no list. */
export function vectorLengthExpression(column: FileColumn): string {
  const length = `toInt64(length(${vectorExpression(column)}))`;
  if (!column.isPlainText) return length;
  const text = `ifNull(${cellOf(column)}, '[]')`;
  return `if(${length} > 0 OR match(${text}, '^[[:space:]]*[[][[:space:]]*[]][[:space:]]*$'), ${length}, -1)`;
}
