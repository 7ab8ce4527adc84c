import type { OutcomeColumns, OutcomeRequest, Slice } from '../analyzers/ports.ts';
import { decodeOutcomes } from './outcomes.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';

const HOUR_MS = 3_600_000;

/**
 * LABEL_LEAD_MS is how long before its prediction's event time a label may have arrived, and still be found:
 * one day, for clocks that differ and for labels that overtake their predictions.
 */
const LABEL_LEAD_MS = 24 * HOUR_MS;

/** readOutcomes joins the predictions of a slice with the labels that had arrived at `asOf`. */
export async function readOutcomes(
  runner: QueryRunner,
  slice: Slice,
  request: OutcomeRequest,
): Promise<Omit<OutcomeColumns, 'predictions'>> {
  const { slots, parameters } = sliceInput(slice);
  const table = await runner.columns('read_outcomes', {
    slots,
    parameters: {
      ...parameters,
      labels_from: Math.floor((slice.window.start - LABEL_LEAD_MS) / HOUR_MS) * HOUR_MS,
      as_of: request.asOf,
      with_classes: request.task !== 'regression',
    },
  });
  return decodeOutcomes(table, request.task, request.positiveClass);
}
