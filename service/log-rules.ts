import type { IngestConfig } from '../ingest/index.ts';
import type { LogRules } from '../store/index.ts';

/** logRules are the rules for records that ClickHouse judges, the same as for records over HTTP. */
export function logRules({ eventTime, unknownFields, quarantineBytesPerHour }: IngestConfig): LogRules {
  const { pastMs: eventTimePastMs, futureMs: eventTimeFutureMs } = eventTime;
  return { eventTimePastMs, eventTimeFutureMs, unknownFields, quarantineBytesPerHour };
}
