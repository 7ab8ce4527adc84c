/** Query is what follows the question mark; empty and missing values are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** requestPath joins a path and its query; `:name` segments are filled from `names`, encoded. */
export function requestPath(
  pattern: string,
  query: Query = {},
  names: Readonly<Record<string, string>> = {},
): string {
  const path = pattern.replace(/:([a-z_]+)/gi, (_whole, name: string) =>
    encodeURIComponent(names[name] ?? ''),
  );
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** differsInTimeOnly tells whether two addresses ask for the same thing in another time. */
export function differsInTimeOnly(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && timeless(a) === timeless(b);
}

function timeless(path: string): string {
  return path.replace(/([?&])(from|to)=[^&]*/g, '$1');
}
