import { readFileSync } from 'node:fs';

/** readGolden reads committed reference numbers; the compiled file lies in dist/test/reference. */
export function readGolden<T>(name: string): T {
  const file = new URL(`../../../test/reference/${name}.golden.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** relativeError is |actual − expected| / |expected|; two zeros agree. */
export function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}
