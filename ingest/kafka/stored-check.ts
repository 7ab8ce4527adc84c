import type { RecordMetadata } from 'kafkajs';

/**
 * unansweredEntries tells how many entries, given by their partitions, an acknowledgement does not cover. kafkajs leaves entries out
 * in silence when their partition is not in its metadata, or has moved to a broker that has answered already.
 */
export function unansweredEntries(
  partitions: readonly number[],
  answer: readonly Pick<RecordMetadata, 'partition' | 'baseOffset'>[],
): number {
  const stored = new Set(
    answer.filter(({ baseOffset }) => baseOffset !== undefined).map(({ partition }) => partition),
  );
  return partitions.filter((partition) => !stored.has(partition)).length;
}
