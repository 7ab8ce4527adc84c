/** multiply gives the product of two square matrices, row by row. */
function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      const factor = a[row * size + k]!;
      if (factor === 0) continue;
      for (let column = 0; column < size; column++)
        product[row * size + column]! += factor * b[k * size + column]!;
    }
  }
  return product;
}

/** transitionMatrix is H of Marsaglia, Tsang and Wang for n·d = k − h. */
function transitionMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const inverseFactorial = new Float64Array(size + 1).fill(1);
  for (let i = 1; i <= size; i++) inverseFactorial[i] = inverseFactorial[i - 1]! / i;
  for (let row = 0; row < size; row++) {
    for (let column = 1; column < size; column++)
      if (row - column + 1 >= 0) matrix[row * size + column] = inverseFactorial[row - column + 1]!;
    matrix[row * size] = (1 - h ** (row + 1)) * inverseFactorial[row + 1]!;
  }
  for (let column = 1; column < size; column++)
    matrix[(size - 1) * size + column] = matrix[(size - 1 - column) * size]!;
  const corner = 1 - 2 * h ** size + Math.max(2 * h - 1, 0) ** size;
  matrix[(size - 1) * size] = corner * inverseFactorial[size]!;
  return matrix;
}

/**
 * durbinDistribution is P(D_n < d) of the two-sided one-sample Kolmogorov statistic, exact, by the matrix power of
 * Marsaglia, Tsang and Wang, "Evaluating Kolmogorov's Distribution", J. Stat. Soft. 8 (2003). For n up to 500:
 * nothing overflows there.
 */
export function durbinDistribution(d: number, n: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  let square = transitionMatrix(size, k - n * d);
  let power: Float64Array | null = null;
  // The entries of H^n grow like n^n/n!, which is below 1e217 at n = 500.
  for (let bits = n; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) power = power === null ? square : multiply(power, square, size);
    if (bits > 1) square = multiply(square, square, size);
  }
  let probability = power![(k - 1) * size + (k - 1)]!;
  for (let i = 1; i <= n; i++) probability *= i / n;
  return Math.min(1, Math.max(0, probability));
}
