/** Eigen is the eigenvalues of a symmetric matrix, largest first, with their unit vectors as rows. */
export interface Eigen {
  readonly values: Float64Array;
  /** Row-major: vector i is vectors[i × size, (i + 1) × size). */
  readonly vectors: Float64Array;
}

const SWEEPS_PER_VALUE = 60;

/**
 * symmetricEigen decomposes a symmetric row-major matrix: Householder reduction to tridiagonal form, then QL with
 * implicit shifts (Wilkinson and Reinsch 1971, procedures tred2 and tql2). The vectors are kept as rows throughout, so
 * that every inner loop runs over neighbours in memory. The time is about 4 size³.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const basis = matrix.slice();
  tridiagonalise(basis, diagonal, beside, size);
  diagonalise(basis, diagonal, beside, size);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b]! - diagonal[a]! || a - b);
  const vectors = new Float64Array(size * size);
  for (const [place, index] of order.entries()) {
    vectors.set(basis.subarray(index * size, (index + 1) * size), place * size);
  }
  return { values: Float64Array.from(order, (index) => diagonal[index]!), vectors };
}

/** tridiagonalise leaves the diagonal, the subdiagonal in beside[1 …], and the transposed transformation in the matrix. */
function tridiagonalise(a: Float64Array, diagonal: Float64Array, beside: Float64Array, n: number): void {
  const factors = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const row = i * n;
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(a[row + k]!);
    if (scale === 0 || i === 1) {
      beside[i] = a[row + i - 1]!;
      continue;
    }
    let square = 0;
    for (let k = 0; k < i; k++) {
      a[row + k]! /= scale;
      square += a[row + k]! * a[row + k]!;
    }
    const last = a[row + i - 1]!;
    const root = last > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    beside[i] = scale * root;
    const half = square - last * root;
    a[row + i - 1] = last - root;
    reflect(a, i, n, half);
    factors[i] = half;
  }
  // The Householder vector of step i lies in row i; the transformation is built up from the smallest one.
  accumulate(a, factors, diagonal, n);
  beside[0] = 0;
}

/** reflect applies the reflection of the vector u in row i to the leading block: A ← A − u qᵀ − q uᵀ, with uᵀu = 2·half. */
function reflect(a: Float64Array, i: number, n: number, half: number): void {
  const u = a.subarray(i * n, i * n + i);
  const p = new Float64Array(i);
  for (let j = 0; j < i; j++) {
    const value = u[j]!;
    let sum = a[j * n + j]! * value;
    // Only the lower triangle is kept up.
    for (let k = 0; k < j; k++) {
      sum += a[j * n + k]! * u[k]!;
      p[k]! += a[j * n + k]! * value;
    }
    p[j]! += sum;
  }
  let bend = 0;
  for (let j = 0; j < i; j++) {
    p[j]! /= half;
    bend += p[j]! * u[j]!;
  }
  bend /= 2 * half;
  for (let j = 0; j < i; j++) p[j]! -= bend * u[j]!;
  for (let j = 0; j < i; j++) {
    const [uj, qj] = [u[j]!, p[j]!];
    for (let k = 0; k <= j; k++) a[j * n + k]! -= uj * p[k]! + qj * u[k]!;
  }
}

/** accumulate replaces the Householder vectors by the transposed product of their reflections, and keeps the diagonal. */
function accumulate(a: Float64Array, factors: Float64Array, diagonal: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]!;
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let i = 2; i < n; i++) {
    const half = factors[i]!;
    if (half === 0) continue;
    const u = a.subarray(i * n, i * n + i);
    // Rows of q are columns of the product: each is reflected on its own.
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = 0; k < i; k++) sum += q[j * n + k]! * u[k]!;
      sum /= half;
      for (let k = 0; k < i; k++) q[j * n + k]! -= sum * u[k]!;
    }
  }
  a.set(q);
}

/** diagonalise turns the tridiagonal form into eigenvalues and rotates the rows of the basis along. */
function diagonalise(basis: Float64Array, diagonal: Float64Array, beside: Float64Array, n: number): void {
  beside.copyWithin(0, 1);
  beside[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      for (; m < n - 1; m++) {
        const near = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!);
        if (Math.abs(beside[m]!) <= Number.EPSILON * near) break;
      }
      if (m === l) break;
      if (sweep === SWEEPS_PER_VALUE) throw new Error('The eigenvalues do not converge.');
      implicitShift(basis, diagonal, beside, n, l, m);
    }
  }
}

function implicitShift(
  basis: Float64Array,
  diagonal: Float64Array,
  beside: Float64Array,
  n: number,
  l: number,
  m: number,
): void {
  const slope = (diagonal[l + 1]! - diagonal[l]!) / (2 * beside[l]!);
  const root = Math.hypot(slope, 1);
  let g = diagonal[m]! - diagonal[l]! + beside[l]! / (slope + (slope >= 0 ? root : -root));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * beside[i]!;
    const b = c * beside[i]!;
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1]! -= p;
      beside[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    const shifted = diagonal[i + 1]! - p;
    const t = (diagonal[i]! - shifted) * s + 2 * c * b;
    p = s * t;
    diagonal[i + 1] = shifted + p;
    g = c * t - b;
    const lower = i * n;
    const upper = lower + n;
    for (let k = 0; k < n; k++) {
      const high = basis[upper + k]!;
      const low = basis[lower + k]!;
      basis[upper + k] = s * low + c * high;
      basis[lower + k] = c * low - s * high;
    }
  }
  diagonal[l]! -= p;
  beside[l] = g;
  beside[m] = 0;
}
