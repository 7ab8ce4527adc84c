import { createDistributions, type Distribution } from '../analyzers/index.ts';
import type { DistributionView, Row } from '../api/ports.ts';
import type { ColumnQuality } from '../domain/index.ts';

/** createDistributionView puts distributions into the words of the API. */
export function createDistributionView(parts: Parameters<typeof createDistributions>[0]): DistributionView {
  const read = createDistributions(parts);
  return {
    async read(project, request) {
      const { kind, name } = request.subject;
      return {
        model: request.model,
        subject: kind,
        feature: name,
        ...wireOf(await read(project, request), request.segment),
      };
    },
  };
}

function wireOf({ slice, drawn, baselineHash, origin }: Distribution, segment: string): Row {
  const { distribution, reference, current, source, expired } = drawn;
  return {
    version: slice.version ?? '',
    deployment: slice.deployment,
    segment,
    from: new Date(slice.window.start).toISOString(),
    to: new Date(slice.window.end).toISOString(),
    kind: distribution.kind,
    ...axisOf(distribution),
    reference: distribution.reference,
    current: distribution.current,
    ...qualityOf('reference', reference),
    ...qualityOf('current', current),
    baseline_hash: baselineHash,
    reference_origin: origin,
    source,
    expired_rows: expired,
  };
}

/** Both kinds have the fields of the other one, empty. */
function axisOf(distribution: Distribution['drawn']['distribution']): Row {
  if (distribution.kind === 'numeric') {
    const { edges, lowTail, highTail } = distribution;
    return { edges, low_tail: lowTail, high_tail: highTail, categories: [], others: false, unseen: [] };
  }
  const { categories, others, unseen } = distribution;
  return { edges: [], low_tail: false, high_tail: false, categories, others, unseen };
}

function qualityOf(side: 'reference' | 'current', quality: ColumnQuality | null): Row {
  const rows = quality?.rows ?? 0;
  const share = (count: number | undefined) => (rows === 0 || count === undefined ? 0 : count / rows);
  return {
    [`${side}_rows`]: rows,
    [`${side}_nulls`]: share(quality?.nulls),
    [`${side}_missing`]: share(quality?.missing),
    [`${side}_mismatched`]: share(quality?.mismatched),
  };
}
