/** formatNumber writes a measured value with about three significant digits; `–` without one. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size >= 1_000_000 || size < 0.0001
      ? value.toExponential(2)
      : size >= 1_000
        ? Math.round(value).toLocaleString('en-US')
        : String(Number(value.toPrecision(3)));
  return text.replace('-', '−');
}

/** formatCount writes a whole number with separators. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  return Math.round(value).toLocaleString('en-US');
}

/** formatShare writes a share as a percentage; what would round to nothing is written as a bound. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return '< 0.1 %';
  const digits = percent !== 0 && Math.abs(percent) < 9.95 ? 1 : 0;
  return `${percent.toFixed(digits)} %`.replace('-', '−');
}

/** formatProbability writes a p-value; what is too small to tell is written as a bound. */
export function formatProbability(p: number | null | undefined): string {
  if (p === null || p === undefined || Number.isNaN(p)) return '–';
  if (p < 0.0001) return '< 0.0001';
  return p.toFixed(p < 0.01 ? 4 : 3);
}

/** plural writes a count with its noun. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const SHARES: ReadonlySet<string> = new Set(['accuracy', 'f1', 'macro_f1']);

/** formatMetric writes a value of a statistic in its unit: some metrics are shares. */
export function formatMetric(statistic: string, value: number | null | undefined): string {
  if (value === null || value === undefined || !SHARES.has(statistic)) return formatNumber(value);
  return `${(value * 100).toFixed(1)} %`.replace('-', '−');
}
