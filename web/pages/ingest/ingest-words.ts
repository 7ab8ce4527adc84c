import type { Quarantined, ReplayResult } from '../../api/ingest-health.ts';
import { plural } from '../../format/number.ts';
import { listWords } from '../../format/words.ts';

/** kindWord names a kind of record. */
export function kindWord(kind: string): string {
  return kind.replaceAll('_', ' ');
}

/** reasonWords is a code as words. */
export function reasonWords(code: string): string {
  return code.replaceAll('_', ' ');
}

/** placeWords says where a record came from. */
export function placeWords({ topic, log_partition, log_offset, line, source }: Quarantined): string {
  if (topic === '') return `by ${source}`;
  return `topic ${topic}, partition ${log_partition}, offset ${log_offset}, line ${line}`;
}

/** replayWords says what a replay did. */
export function replayWords({ replayed, refused }: ReplayResult): string {
  const landed = `${plural(replayed, 'record has', 'records have')} landed`;
  if (refused.length === 0) return `${landed}.`;
  const codes = [...new Set(refused.map(({ code }) => reasonWords(code)))];
  return `${landed}; ${plural(refused.length, 'record is', 'records are')} still refused: ${listWords(codes)}.`;
}
