import {
  type Measured,
  measureRows,
  PERMUTATIONS_PER_SUBJECT,
  tableRequest,
  vectorRequest,
} from '../../analyzers/index.ts';
import type { RowsRequest } from '../../analyzers/ports.ts';
import { PlumblineError, type RowSample } from '../../domain/index.ts';
import type { CheckParts } from './check-parts.ts';
import { subjectLabel } from './check-side.ts';
import type { CheckPlan } from './plan-check.ts';

/** WholeRows is what was measured of rows as a whole and of embeddings, and how many rows that took. */
export interface WholeRows {
  readonly measured: readonly Measured[];
  readonly notes: readonly string[];
}

/** measureWholeRows compares samples of rows: all columns of the plan together, and each embedding. */
export async function measureWholeRows(
  { table, embeddings }: Pick<CheckPlan, 'table' | 'embeddings'>,
  { reference, current, options, kernels }: CheckParts,
  onMeasured: () => void,
): Promise<WholeRows> {
  const seed = String(options.seed);
  const requests = [
    ...(table.length > 0 ? [tableRequest(table, seed)] : []),
    ...embeddings.map((name) => vectorRequest(name, seed)),
  ];
  const context = {
    kernels,
    seed,
    permutations: PERMUTATIONS_PER_SUBJECT * requests.length,
    mmd: 'permutation',
  } as const;
  const measured: Measured[] = [];
  const notes: string[] = [];
  for (const request of requests) {
    const rows = { reference: await reference.readRows(request), current: await current.readRows(request) };
    refuseOtherLength(request, rows.reference, rows.current);
    measured.push(await measureRows({ ...rows, statistics: options.multivariate }, context));
    notes.push(...sampleNote(request, rows.reference, rows.current));
    onMeasured();
  }
  return { measured, notes };
}

/** Within a side the lengths are one, so the first vector tells. */
function lengthOf({ columns }: RowSample): number | null {
  const [column] = columns;
  if (column?.kind !== 'vector') return null;
  for (let row = 0; row + 1 < column.offsets.length; row++) {
    const length = column.offsets[row + 1]! - column.offsets[row]!;
    if (length > 0) return length;
  }
  return null;
}

function refuseOtherLength({ subject }: RowsRequest, reference: RowSample, current: RowSample): void {
  const [before, after] = [lengthOf(reference), lengthOf(current)];
  if (before === null || after === null || before === after) return;
  throw new PlumblineError(
    'invalid_request',
    `The column ${subject.name} holds vectors of ${before} numbers in the reference and of ${after} in the current side.`,
  );
}

function sampleNote({ subject }: RowsRequest, reference: RowSample, current: RowSample): string[] {
  if (reference.rows === reference.total && current.rows === current.total) return [];
  const share = ({ rows, total }: RowSample) =>
    `${rows.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return [
    `${subjectLabel(subject)} is compared on random rows (--seed): ${share(reference)} of the reference, ${share(current)} of the current side.`,
  ];
}
