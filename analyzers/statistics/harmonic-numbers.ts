const EULER_GAMMA = 0.5772156649015329;
const DIRECT = 64;

/** harmonic is 1 + 1/2 + … + 1/n. */
export function harmonic(n: number): number {
  if (n > DIRECT) {
    const square = n * n;
    return (
      Math.log(n) + EULER_GAMMA + 1 / (2 * n) - (1 / 12 - (1 / 120 - 1 / 252 / square) / square) / square
    );
  }
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += 1 / k;
  return sum;
}

/** harmonicOfSquares is 1 + 1/4 + … + 1/n². */
export function harmonicOfSquares(n: number): number {
  if (n > DIRECT) {
    const square = n * n;
    const odd = (1 / 6 - (1 / 30 - 1 / 42 / square) / square) / (n * square);
    return Math.PI ** 2 / 6 - 1 / n + 1 / (2 * square) - odd;
  }
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += 1 / (k * k);
  return sum;
}
