import type { RowSample } from '../../domain/index.ts';
import { mergeSamples } from '../multivariate/merge-samples.ts';
import { tableRequest, vectorRequest } from '../multivariate/row-requests.ts';
import type { ColumnRequest, RowsRequest, WindowReader } from '../ports.ts';
import { type BaselineDefinition, definitionHash } from './definition.ts';
import type { ReferenceSlices } from './reference-slices.ts';

/**
 * readSamples draws whole rows of a reference by the hash of its definition, so that building it again draws the same
 * ones: `columns` of the features, and the embeddings that the definition names. Several slices give rows in proportion to
 * their numbers.
 */
export async function readSamples(
  definition: BaselineDefinition,
  columns: readonly ColumnRequest[],
  { slices, rows }: ReferenceSlices,
  reader: WindowReader,
): Promise<readonly RowSample[]> {
  const { table = false, embeddings = [] } = definition.samples ?? {};
  const seed = definitionHash(definition);
  const requests: RowsRequest[] = [
    ...(table && columns.length > 0 ? [tableRequest(columns, seed)] : []),
    ...embeddings.map((name) => vectorRequest(name, seed)),
  ];
  const samples: RowSample[] = [];
  for (const request of requests) {
    const parts: RowSample[] = [];
    for (const slice of slices) {
      const share = slices.length === 1 ? 1 : (await reader.countRows(slice)) / rows;
      const limit = Math.max(1, Math.round(request.limit * share));
      parts.push(await reader.readRows(slice, { ...request, limit }));
    }
    samples.push(mergeSamples(parts, seed));
  }
  return samples;
}
