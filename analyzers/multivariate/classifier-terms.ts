import type { Matrix } from './matrix.ts';

/** Term is one input of the classifier: a column, or the product of two columns (`second` = −1 for none). */
export interface Term {
  readonly first: number;
  readonly second: number;
}

/** Columns up to which squares and products are terms too; 20 columns make 230 terms. */
const QUADRATIC_COLUMNS = 23;

/**
 * classifierTerms are the columns and, of at most 23 of them, all squares and products: without these a linear classifier
 * cannot see a change of spread or correlation that leaves the means alone.
 */
export function classifierTerms(width: number): readonly Term[] {
  const terms: Term[] = Array.from({ length: width }, (_, first) => ({ first, second: -1 }));
  if (width > QUADRATIC_COLUMNS) return terms;
  for (let first = 0; first < width; first++) {
    for (let second = first; second < width; second++) terms.push({ first, second });
  }
  return terms;
}

/** TermScale centres and scales each term. */
export interface TermScale {
  readonly means: Float64Array;
  /** Population standard deviations, 1 for a term that does not vary. */
  readonly deviations: Float64Array;
}

/** expandTerms computes the terms of every row. */
export function expandTerms({ rows, width, values }: Matrix, terms: readonly Term[]): Matrix {
  const expanded = new Float64Array(rows * terms.length);
  for (let row = 0, at = 0; row < rows; row++) {
    const base = row * width;
    for (const { first, second } of terms) {
      const value = values[base + first]!;
      expanded[at++] = second < 0 ? value : value * values[base + second]!;
    }
  }
  return { rows, width: terms.length, values: expanded };
}

/** termScale measures each term on the rows that train. */
export function termScale({ rows, width, values }: Matrix): TermScale {
  const means = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let at = 0; at < values.length; at++) means[at % width]! += values[at]! / rows;
  for (let at = 0; at < values.length; at++)
    squares[at % width]! += (values[at]! - means[at % width]!) ** 2 / rows;
  const deviations = squares.map((square, term) => {
    const deviation = Math.sqrt(square);
    return deviation > 1e-12 * Math.max(1, Math.abs(means[term]!)) ? deviation : 1;
  });
  return { means, deviations };
}

/** standardiseTerms centres and scales in place. */
export function standardiseTerms(matrix: Matrix, { means, deviations }: TermScale): Matrix {
  const { width, values } = matrix;
  for (let at = 0; at < values.length; at++) {
    const term = at % width;
    values[at] = (values[at]! - means[term]!) / deviations[term]!;
  }
  return matrix;
}
