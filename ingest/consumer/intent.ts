import type { LogRange } from './log-range.ts';

// i1:<from>-<to>:<entries>:<settings>[:<first line>-<last line>][:q]
const PATTERN = /^i1:(\d+)-(\d+):(\d+):(\d+)(?::(\d+)-(\d+))?(:q)?$/;

/** Intent is what the metadata of a commit says about the partition. */
export type Intent =
  /** Nothing is being written. */
  | { readonly kind: 'idle' }
  /** The range may have landed or not; it is written again, under its token. */
  | { readonly kind: 'range'; readonly range: LogRange; readonly settings: number }
  /** A newer release wrote it: going on without understanding it could write records twice. */
  | { readonly kind: 'newer' };

/** formatIntent writes commit metadata: the range that is about to be written, or nothing. */
export function formatIntent(range: LogRange | null, settings: number): string {
  if (!range) return '';
  const lines = range.lines ? `:${range.lines.first}-${range.lines.last}` : '';
  return `i1:${range.from}-${range.to}:${range.entries}:${settings}${lines}${range.quarantine ? ':q' : ''}`;
}

/**
 * parseIntent reads commit metadata. Text that no release of ours wrote says nothing, and neither does a range that
 * ends before the position: somebody moved the group past it.
 */
export function parseIntent(text: string, position: bigint): Intent {
  const match = PATTERN.exec(text);
  if (!match) return { kind: /^i\d+:/.test(text) ? 'newer' : 'idle' };
  const [, from, to, entries, settings, first, last, quarantine] = match;
  const range: LogRange = {
    from: BigInt(from!),
    to: BigInt(to!),
    entries: Number(entries),
    lines: first === undefined ? null : { first: Number(first), last: Number(last) },
    quarantine: quarantine !== undefined,
  };
  return range.to < position ? { kind: 'idle' } : { kind: 'range', range, settings: Number(settings) };
}
