import { Plumbline } from '@plumbline/sdk';
import { DemoFailure } from './demo-failure.ts';
import { MODEL } from './service-config.ts';

/** LogClient is the SDK's client, and a check that the service took everything. */
export interface LogClient extends Pick<Plumbline, 'logPrediction' | 'logLabel' | 'ready' | 'close'> {
  /** Resolves when everything is acknowledged; rejects with the first reason when a record was refused or lost. */
  settle(): Promise<void>;
  accepted(): number;
}

const BATCH_RECORDS = 2500;
const BUFFERED_RECORDS = 20_000;
// A refit on all flights keeps this process busy for some seconds; its requests are not lost then, only late.
const REQUEST_MS = 60_000;

/** createLogClient logs for the demo's model; every record names its version. */
export function createLogClient(url: string): LogClient {
  let problem: string | null = null;
  const client = new Plumbline({
    url,
    model: MODEL,
    batchRecords: BATCH_RECORDS,
    maxBufferedRecords: BUFFERED_RECORDS,
    requestTimeoutMs: REQUEST_MS,
    onRejected: ({ id, code, path, message }) => {
      problem ??= `The service refused ${id} (${code} ${path}): ${message}`;
    },
    onDrop: ({ ids, reason, message }) => {
      problem ??= `${ids.length} records did not reach the service (${reason}): ${message}`;
    },
  });
  return {
    logPrediction: (prediction) => client.logPrediction(prediction),
    logLabel: (label) => client.logLabel(label),
    ready: () => client.ready(),
    close: () => client.close(),
    async settle() {
      await client.flush();
      if (problem !== null) throw new DemoFailure(problem);
    },
    accepted: () => client.stats.accepted,
  };
}
