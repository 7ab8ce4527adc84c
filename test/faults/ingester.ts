import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ConsumerCounts } from '../../ingest/consumer/consumer-metrics.ts';
import type { FaultPlan } from './fault-plan.ts';
import { scale } from './scale.ts';

/** IngesterOptions start one life of an ingester. */
export interface IngesterOptions {
  readonly brokers: string;
  readonly topics: readonly string[];
  readonly group: string;
  readonly storeUrl: string;
  readonly batchRows: number;
  readonly memoryBytes: number;
  readonly plan?: FaultPlan;
}

/** IngesterReport is what an ingester says about itself. */
export interface IngesterReport extends ConsumerCounts {
  readonly landed: number;
  readonly quarantined: number;
  readonly partitions: number;
  readonly bufferedBytes: number;
  readonly caughtUp: boolean;
  readonly committed: boolean;
  readonly rssMb: number;
}

/** Ingester is a child process that consumes. */
export interface Ingester {
  readonly child: ChildProcess;
  /** The newest report, null before the first. */
  report(): IngesterReport | null;
  /** The largest resident set so far. */
  peakRssMb(): number;
  /** True when the process has ended, for whatever reason. */
  ended(): boolean;
  /** Resolves with true when a report fits, with false when the process ends before. */
  until(fits: (report: IngesterReport) => boolean, limitMs?: number): Promise<boolean>;
  kill(): Promise<void>;
  /** Asks it to stop and gives its exit code. */
  stop(): Promise<number | null>;
}

const LIMIT_MS = scale().full ? 900_000 : 120_000;

/** startIngester starts a child process; whoever starts it ends it. */
export function startIngester(options: IngesterOptions): Ingester {
  const script = fileURLToPath(new URL('./ingester-child.js', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let newest: IngesterReport | null = null;
  let peak = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    newest = JSON.parse(line) as IngesterReport;
    peak = Math.max(peak, newest.rssMb);
  });
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    report: () => newest,
    peakRssMb: () => peak,
    ended,
    async until(fits, limitMs = LIMIT_MS) {
      const deadline = Date.now() + limitMs;
      while (!(newest && fits(newest))) {
        if (ended()) return false;
        if (Date.now() > deadline) throw new Error(`Waited in vain: ${JSON.stringify(newest)}`);
        await sleep(10);
      }
      return true;
    },
    async kill() {
      if (!ended()) child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      if (!ended()) child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}
