/** once prepares a value when it is first asked for, and gives the same one from then on. */
export function once<T>(prepare: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: prepare() };
    return known.value;
  };
}
