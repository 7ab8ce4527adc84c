import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../../domain/index.ts';
import type { ReadModel, Row } from '../ports.ts';

const LABELS = [
  'project',
  'model',
  'version',
  'monitor',
  'segment',
  'subject',
  'feature',
  'statistic',
] as const;

// Scrapers come every few seconds; windows end every few minutes.
const FRESH_MS = 10_000;

/** DriftMetrics shows the newest drift values as gauges. */
export interface DriftMetrics {
  /** Reads the newest values unless they were read a moment ago; a store that is away leaves the gauges empty. */
  refresh(): Promise<void>;
}

/** createDriftMetrics registers the gauges; at most `series` of them, the largest effects first. */
export function createDriftMetrics(
  registry: Registry,
  read: ReadModel,
  series: number,
  clock: Clock,
): DriftMetrics {
  const registers = [registry];
  const value = new Gauge({
    name: 'plumbline_drift_value',
    help: 'Newest value of each measured statistic',
    labelNames: LABELS,
    registers,
  });
  const effect = new Gauge({
    name: 'plumbline_drift_effect',
    help: 'Newest magnitude that the threshold is compared with',
    labelNames: LABELS,
    registers,
  });
  const up = new Gauge({
    name: 'plumbline_drift_values_up',
    help: '1 when the drift values could be read for this scrape',
    registers,
  });
  let readAt = Number.NEGATIVE_INFINITY;

  const show = (rows: readonly Row[]): void => {
    value.reset();
    effect.reset();
    for (const row of rows) {
      const labels = Object.fromEntries(LABELS.map((label) => [label, String(row[label] ?? '')]));
      if (typeof row.value === 'number') value.set(labels, row.value);
      if (typeof row.effect === 'number') effect.set(labels, row.effect);
    }
  };

  return {
    async refresh() {
      const now = clock();
      if (now >= readAt && now - readAt < FRESH_MS) return;
      try {
        show(await read.latestMeasurements(series));
        readAt = now;
        up.set(1);
      } catch {
        show([]);
        up.set(0);
      }
    },
  };
}
