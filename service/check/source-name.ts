import { PlumblineError, parseTimestamp, type Window } from '../../domain/index.ts';

/** SourceName is what --reference and --current name. */
export type SourceName =
  | { readonly kind: 'file'; readonly path: string; readonly format: 'csv' | 'parquet' | 'arrow' }
  | {
      readonly kind: 'baseline';
      readonly model: string;
      /** Null for the newest. */
      readonly hash: string | null;
    }
  | { readonly kind: 'window'; readonly model: string; readonly window: Window };

const FORMATS: Readonly<Record<string, 'csv' | 'parquet' | 'arrow'>> = {
  csv: 'csv',
  parquet: 'parquet',
  pq: 'parquet',
  arrow: 'arrow',
  arrows: 'arrow',
  ipc: 'arrow',
  feather: 'arrow',
};
const ENDING = /\.([a-z]+)(?:\.(?:gz|zst|xz|bz2|lz4))?$/i;
const INSTANT = String.raw`\d{4}-\d\d-\d\dT[^.]+(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)|-?\d{5,}`;
const WINDOW = new RegExp(`^window:(.+?):(${INSTANT})\\.\\.(.+)$`);
/** Finds the part that is no instant, to name it. */
const ROUGH_WINDOW = /^window:(.+?):(.+?)\.\.(.+)$/;

function bad(message: string): PlumblineError {
  return new PlumblineError('invalid_request', message);
}

function instant(text: string, name: string): number {
  const parsed = parseTimestamp(/^-?\d+$/.test(text) ? Number(text) : text);
  if (parsed.ok) return parsed.ms;
  throw bad(`${name}: "${text}" is not an instant; write RFC 3339 with a zone, or epoch milliseconds.`);
}

function readWindow(text: string): SourceName {
  const [, model, from, to] = WINDOW.exec(text) ?? ROUGH_WINDOW.exec(text) ?? [];
  if (model === undefined || from === undefined || to === undefined)
    throw bad(`"${text}" is not window:MODEL:FROM..TO.`);
  const window = { start: instant(from, text), end: instant(to, text) };
  if (window.start >= window.end)
    throw new PlumblineError('invalid_window', `${text}: the window is empty or reversed.`);
  return { kind: 'window', model, window };
}

/** readSourceName reads a path, baseline:MODEL[@HASH] or window:MODEL:FROM..TO; a path may begin with ./ to be one. */
export function readSourceName(text: string): SourceName {
  if (text.startsWith('baseline:')) {
    const [, model, hash] = /^baseline:(.+?)(?:@([0-9a-f]+))?$/.exec(text) ?? [];
    if (model === undefined) throw bad(`"${text}" is not baseline:MODEL or baseline:MODEL@HASH.`);
    return { kind: 'baseline', model, hash: hash ?? null };
  }
  if (text.startsWith('window:')) return readWindow(text);
  const ending = ENDING.exec(text)?.[1]?.toLowerCase();
  const format = ending === undefined ? undefined : FORMATS[ending];
  if (format !== undefined) return { kind: 'file', path: text, format };
  throw bad(`"${text}" is no file of a known kind; its name ends with .${Object.keys(FORMATS).join(', .')}.`);
}
