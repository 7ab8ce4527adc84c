import type { FeatureKind } from '../domain/index.ts';
import type { FileColumn } from './file-source.ts';

const NUMBER = /^(U?Int\d+|B?Float\d+|Decimal)/;
const TEXT = /^(String|FixedString|Enum|UUID|Bool)/;
const TIME = /^(Date|Time)/;

/** MISSING_WORDS are the texts that stand for a missing value in files without types. */
const MISSING_WORDS = ['', 'NA', 'N/A', 'n/a', '<NA>', '#N/A', 'NULL', 'null', 'None', 'NaN', 'nan', '-nan'];

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

/** valueOf names the column; of a column of plain text, missing words are nulls. */
function valueOf({ name, isPlainText }: FileColumn): string {
  const value = identifier(name);
  const words = MISSING_WORDS.map((word) => `'${word}'`).join(', ');
  return isPlainText ? `if(${value} IN (${words}), NULL, ${value})` : value;
}

/** numberExpression gives the column's finite numbers, NULL for everything else. */
export function numberExpression(column: FileColumn): string {
  const value = valueOf(column);
  const number =
    NUMBER.test(column.type) || column.type === 'Bool'
      ? `toFloat64(${value})`
      : `toFloat64OrNull(toString(${value}))`;
  return `if(isFinite(${number}), ${number}, NULL)`;
}

/** textExpression gives the column's values as canonical text: true and false, shortest numbers. */
export function textExpression(column: FileColumn): string {
  return `toString(${valueOf(column)})`;
}

/** mismatchExpression is true where a text stands in for a number; an empty text is a null. */
export function mismatchExpression(column: FileColumn): string {
  const text = textExpression(column);
  return `isNotNull(${text}) AND ${text} != '' AND isNull(toFloat64OrNull(${text}))`;
}
