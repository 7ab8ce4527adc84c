import type { Measured } from '../statistics/measured.ts';

/** withFallback writes into every measurement why the engine that was wanted did not make it. */
export function withFallback(measured: Measured, reason: string): Measured {
  const measurements = measured.measurements.map((item) => ({
    ...item,
    details: { ...item.details, fallback: reason },
  }));
  return { ...measured, measurements };
}
