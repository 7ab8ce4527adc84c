import type { Measurement } from '../../domain/index.ts';
import type { CheckOptions } from './check-options.ts';
import type { Found } from './check-parts.ts';
import { subjectLabel } from './check-side.ts';

const LISTED = 10;

/** gridNotes says what is known within an interval, and what was computed exactly because an interval did not decide. */
export function gridNotes(found: readonly Found[], { exactRows }: Pick<CheckOptions, 'exactRows'>): string[] {
  if (found.length === 0) return [];
  const measurements = found.flatMap(({ measured }) => measured.measurements);
  const exact = measurements.filter(({ details }) => details.values_read !== undefined);
  const notes = [
    `A side has more than ${exactRows.toLocaleString('en')} rows: ks and wasserstein of numeric columns are certified intervals on an equal-mass grid, and bins are cut at its edges (--exact-rows).`,
  ];
  if (exact.length > 0)
    notes.push(`A threshold lay within the interval, so these were computed exactly: ${listed(exact)}.`);
  return notes;
}

function listed(measurements: readonly Measurement[]): string {
  const names = measurements.map(({ statistic, subject }) => `${statistic} of ${subjectLabel(subject)}`);
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
