import { type ConfigPath, type ConfigProblem, messageOf, parseDuration } from '../../domain/index.ts';

/** ReadResult is a value that was read, or everything that is wrong with it. */
export type ReadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** readDuration reads a duration setting of at least `least` milliseconds, or adds a problem and gives NaN. */
export function readDuration(
  text: string,
  path: ConfigPath,
  problems: ConfigProblem[],
  least = 1000,
): number {
  try {
    const ms = parseDuration(text);
    if (ms >= least) return ms;
    problems.push({ path, message: `is at least ${least} ms` });
  } catch (error) {
    problems.push({ path, message: messageOf(error) });
  }
  return Number.NaN;
}

/** checkUrl adds a problem unless the text is an absolute http or https URL without credentials. */
export function checkUrl(text: string, path: ConfigPath, problems: ConfigProblem[]): void {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    problems.push({ path, message: 'is not a URL' });
    return;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    problems.push({ path, message: 'is an https URL' });
  if (url.username !== '' || url.password !== '')
    problems.push({ path, message: 'carries credentials; use the settings for them' });
}

/** readResult is the value when there is no problem. */
export function readResult<T>(problems: readonly ConfigProblem[], value: () => T): ReadResult<T> {
  return problems.length === 0 ? { ok: true, value: value() } : { ok: false, problems };
}
