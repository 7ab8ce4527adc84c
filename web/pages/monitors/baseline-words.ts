import { formatCount } from '../../format/number.ts';
import { formatWindow } from '../../format/time.ts';

/** Baseline is one row of GET /v1/models/:model/baselines. */
export interface Baseline {
  readonly version: string;
  readonly baseline_hash: string;
  readonly origin: {
    readonly kind?: string;
    readonly file?: string;
    readonly window?: { readonly start: number; readonly end: number };
    readonly version?: string;
    readonly deployment?: string;
  } | null;
  readonly row_count: number;
  readonly created_at: string;
}

/** baselineWords says where a reference comes from. */
export function baselineWords({ origin, row_count: rows }: Baseline): string {
  const { kind = '', file, window, version = '', deployment = 'live' } = origin ?? {};
  const traffic = `${deployment} traffic${version === '' ? '' : ` of ${version}`}`;
  const from = window
    ? `${traffic}, ${formatWindow(window.start, window.end)}`
    : (file ?? kind.replaceAll('_', ' '));
  return `${from === '' ? 'stored' : from} (${formatCount(rows)} rows)`;
}
