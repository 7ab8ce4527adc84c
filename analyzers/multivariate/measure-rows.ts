import {
  type Measurement,
  type MultivariateStatisticId,
  messageOf,
  PlumblineError,
  type RowSample,
  type VectorRows,
} from '../../domain/index.ts';
import type { Measured, Unmeasured, UnmeasuredReason } from '../statistics/measured.ts';
import { encodeTable } from './encode-table.ts';
import { encodeVectors } from './encode-vectors.ts';
import type { EncodedPair } from './matrix.ts';
import type { MultivariateContext, MultivariateDistance } from './statistic.ts';
import { MULTIVARIATE_STATISTICS } from './statistics.ts';

/** RowsTask asks for the statistics of two row samples with the same columns in the same order. */
export interface RowsTask {
  readonly reference: RowSample;
  readonly current: RowSample;
  readonly statistics: readonly MultivariateStatisticId[];
}

/** measureRows compares two row samples. A statistic that fails is a value: unmeasured with the reason `failed`. */
export async function measureRows(
  { reference, current, statistics }: RowsTask,
  context: MultivariateContext,
): Promise<Measured> {
  const { subject } = reference;
  const encoding = encode(reference, current);
  const measurements: Measurement[] = [];
  const unmeasured: Unmeasured[] = [];
  const sampled = reference.rows < reference.total || current.rows < current.total;
  for (const statistic of statistics) {
    const miss = (reason: UnmeasuredReason, error: PlumblineError | null = null) =>
      unmeasured.push({ subject, statistic, reason, error });
    if ('reason' in encoding) {
      miss(encoding.reason);
      continue;
    }
    const started = performance.now();
    try {
      const outcome = await MULTIVARIATE_STATISTICS[statistic].compute(encoding, context);
      if ('reason' in outcome) miss(outcome.reason);
      else if (!Number.isFinite(outcome.value) || !Number.isFinite(outcome.effect)) miss('not_finite');
      else {
        const { definition } = MULTIVARIATE_STATISTICS[statistic];
        measurements.push({
          ...measurementOf(outcome, encoding),
          subject,
          statistic,
          definition,
          exact: !(sampled || encoding.cut || outcome.cut),
          tookMs: performance.now() - started,
        });
      }
    } catch (thrown) {
      miss('failed', asPlumblineError(thrown));
    }
  }
  return { subject, measurements, unmeasured };
}

function encode(reference: RowSample, current: RowSample) {
  if (reference.subject.kind !== 'embedding') return encodeTable(reference, current);
  return encodeVectors(reference.columns[0] as VectorRows, current.columns[0] as VectorRows);
}

function measurementOf(outcome: MultivariateDistance, { details }: EncodedPair) {
  const { value, effect, pValue, nReference, nCurrent, contributions, origin = {} } = outcome;
  return {
    value,
    effect,
    pValue,
    interval: null,
    nReference,
    nCurrent,
    engine: origin.gpuError === undefined ? ('cpu' as const) : ('gpu' as const),
    errorBound: origin.gpuError ?? null,
    details: {
      ...details,
      ...outcome.details,
      noise_95: outcome.noise95,
      ...(origin.fallback !== undefined && { fallback: origin.fallback }),
    },
    contributions,
  };
}

function asPlumblineError(thrown: unknown): PlumblineError {
  if (thrown instanceof PlumblineError) return thrown;
  return new PlumblineError('internal', messageOf(thrown), { cause: thrown });
}
