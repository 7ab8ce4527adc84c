/** numberWords prints three significant digits, without trailing zeros. */
export function numberWords(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** probabilityWords prints two significant digits; what is too small for a float64 reads as below 1e-300. */
export function probabilityWords(value: number): string {
  return value < 1e-300 ? '< 1e-300' : String(Number(value.toPrecision(2)));
}

/** counted puts a number before a noun: 1 row, 2 rows. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** listWords joins names, at most `limit` of them. */
export function listWords(names: readonly string[], limit = 3): string {
  const more = names.length - limit;
  return more > 0 ? `${names.slice(0, limit).join(', ')} and ${more} more` : names.join(', ');
}
