/** Recipe describes a sample that generate.py makes in the same way, bit by bit. */
export type Recipe =
  | { readonly values: readonly number[] }
  | {
      readonly shape: 'bell' | 'uniform' | 'heavy' | 'integers';
      readonly seed: number;
      readonly n: number;
      readonly scale?: number;
      readonly shift?: number;
      readonly levels?: number;
    };

/** uniforms are numbers in (0, 1) from a linear congruential generator modulo 2^32. */
export function uniforms(seed: number, count: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  });
}

/** sample makes the values of a recipe, in the order of generation. */
export function sample(recipe: Recipe): Float64Array {
  if ('values' in recipe) return Float64Array.from(recipe.values);
  const { shape, seed, n, scale = 1, shift = 0, levels = 1 } = recipe;
  const u = uniforms(seed, shape === 'bell' ? 12 * n : n);
  const draw = (index: number): number => {
    if (shape === 'bell') return u.subarray(12 * index, 12 * index + 12).reduce((sum, x) => sum + x, 0) - 6;
    const x = u[index]!;
    if (shape === 'heavy') return 1 / x;
    return shape === 'integers' ? Math.floor(x * levels) : x;
  };
  return Float64Array.from({ length: n }, (_, index) => draw(index) * scale + shift);
}
