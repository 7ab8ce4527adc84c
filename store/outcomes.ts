import type { Table } from 'apache-arrow';
import type { OutcomeColumns } from '../analyzers/ports.ts';
import { canonicalNumber, type Task } from '../domain/index.ts';
import { listOfCodes, listOfNumbers, listOfTexts } from './arrow-columns.ts';

/** decodeOutcomes turns the one row of an outcomes statement into columns; `predictions` is added by the caller. */
export function decodeOutcomes(
  table: Table,
  task: Task,
  positiveClass: string,
): Omit<OutcomeColumns, 'predictions'> {
  const numbers = {
    predictedNumber: listOfNumbers(table, 'predicted_numbers'),
    labelNumber: listOfNumbers(table, 'label_numbers'),
    score: listOfNumbers(table, 'scores'),
  };
  if (task === 'regression') {
    return { ...numbers, classes: [], predictedCode: new Uint32Array(0), labelCode: new Uint32Array(0) };
  }
  const n = numbers.score.length;
  const codes = listOfCodes(table, 'codes').map((code) => code - 1);
  const textOf = classTexts(listOfTexts(table, 'pair_keys'), listOfTexts(table, 'pair_texts'), positiveClass);
  return {
    ...numbers,
    classes: listOfTexts(table, 'class_keys').map((key) => textOf.get(key) ?? key),
    predictedCode: codes.subarray(0, n),
    labelCode: codes.subarray(n),
  };
}

/** classTexts names each class by the declared positive class where it is that, else by the smallest of its texts. */
function classTexts(keys: readonly string[], texts: readonly string[], positiveClass: string) {
  const names = new Map<string, string>();
  for (const [index, key] of keys.entries()) {
    const name = names.get(key);
    const text = texts[index]!;
    if (name === undefined || text < name) names.set(key, text);
  }
  const positive = classKey(positiveClass);
  if (names.has(positive)) names.set(positive, positiveClass);
  return names;
}

/** classKey follows class_of in read_outcomes.sql. */
function classKey(text: string): string {
  if (text === 'true') return '1';
  if (text === 'false') return '0';
  const number = canonicalNumber(text);
  return number === null ? text : String(number);
}
