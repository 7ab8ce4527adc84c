import type { Measured } from '../../../../analyzers/statistics/measured.ts';
import type { Measurement } from '../../../../domain/index.ts';

/** measurement is a clear psi drift of feature x, unless told otherwise. */
export function measurement(given: Partial<Measurement> = {}): Measurement {
  return {
    subject: { kind: 'feature', name: 'x' },
    statistic: 'psi',
    definition: `${given.statistic ?? 'psi'}/1`,
    value: given.effect ?? 0.2,
    effect: 0.2,
    pValue: 1e-6,
    interval: null,
    nReference: 5000,
    nCurrent: 5000,
    engine: 'cpu',
    exact: true,
    errorBound: null,
    tookMs: 1,
    details: { values: 'continuous', noise_95: 0.01 },
    ...given,
  };
}

/** measured groups measurements of one subject. */
export function measured(...measurements: Measurement[]): Measured {
  return { subject: measurements[0]!.subject, measurements, unmeasured: [] };
}

/** decayed is an accuracy that fell from 0.85 to 0.80, unless told otherwise. */
export function decayed(given: Partial<Measurement> = {}): Measurement {
  return measurement({
    subject: { kind: 'prediction', name: '' },
    statistic: 'accuracy',
    value: 0.8,
    effect: 0.05,
    interval: [0.04, 0.06],
    details: { baseline: 0.85, relative: false },
    ...given,
  });
}
