import type { RecordMetadata } from 'kafkajs';

/**
 * unansweredEntries tells how many of the entries, counted by partition, an acknowledgement does not cover. kafkajs leaves entries out
 * in silence when their partition is not in its metadata, or has moved to a broker that has answered already.
 */
export function unansweredEntries(
  sent: ReadonlyMap<number, number>,
  answer: readonly Pick<RecordMetadata, 'partition' | 'baseOffset'>[],
): number {
  const stored = new Set(
    answer.filter(({ baseOffset }) => baseOffset !== undefined).map(({ partition }) => partition),
  );
  let missing = 0;
  for (const [partition, entries] of sent) if (!stored.has(partition)) missing += entries;
  return missing;
}
