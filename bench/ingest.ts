import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fillTopic } from '../test/faults/filled-topic.ts';
import { createTopics, startKafkaBroker, uniquePrefix } from '../test/support/kafka-broker.ts';
import type { CaseOptions, CaseResult } from './ingest-case.ts';

const PARTITIONS = 4;
const NUMERIC = 30;
const SHAPES = [
  { recordsPerMessage: 500, records: 500_000 },
  { recordsPerMessage: 1, records: 200_000 },
] as const;
const CASE_LIMIT_MS = 300_000;

/** benchLine is a record with 30 numbers, about 650 bytes. */
function benchLine(number: number, timestamp: number): string {
  const features: Record<string, number> = {};
  for (let n = 0; n < NUMERIC; n += 1) features[`feature_${n}`] = Math.round(Math.random() * 1e5) / 100;
  const record = { prediction_id: `r-${number}`, model: 'bench', version: 'v1', timestamp, features };
  return JSON.stringify({ ...record, prediction: 'yes', score: 0.5 });
}

async function runCase(options: Omit<CaseOptions, 'directory'>): Promise<CaseResult> {
  const parent = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    const script = fileURLToPath(new URL('./ingest-case.js', import.meta.url));
    const argument = JSON.stringify({ ...options, directory: join(parent, 'db') });
    const { stdout } = await promisify(execFile)(process.execPath, [script, argument], {
      timeout: CASE_LIMIT_MS,
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as CaseResult;
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** run moves a filled topic into ClickHouse, once with the consumer and once with ClickHouse's own Kafka engine. */
export async function run(): Promise<void> {
  const table: Record<string, object> = {};
  const ratios: number[] = [];
  let lost = 0;
  let duplicated = 0;
  const broker = await startKafkaBroker({ fullCompiler: true, heapMb: 768 });
  try {
    for (const { recordsPerMessage, records } of SHAPES) {
      const topic = uniquePrefix(`bench${recordsPerMessage}`);
      await createTopics(broker.brokers, { [topic]: PARTITIONS });
      const now = Date.now();
      const line = (number: number) => benchLine(number, now - (number % 3_600) * 1_000);
      const fill = { topic, partitions: PARTITIONS, from: 0, to: records, line };
      await fillTopic({ brokers: broker.brokers, ...fill, linesPerMessage: recordsPerMessage });
      const rates: Record<string, number> = {};
      for (const who of ['plumbline', 'clickhouse'] as const) {
        const result = await runCase({ who, brokers: broker.brokers, topic, records, recordsPerMessage });
        rates[who] = records / result.seconds;
        table[`${who}, ${recordsPerMessage} per message`] = {
          'records/s': Math.round(rates[who]),
          'per CPU s': Math.round(records / result.cpuSeconds),
          'loop p99 ms': Math.round(result.lagP99Ms),
          parts: result.batches,
          'RSS MiB': result.rssMb,
          lost: records - result.distinct,
          duplicated: result.rows - result.distinct,
        };
        if (who !== 'plumbline') continue;
        lost += records - result.distinct;
        duplicated += result.rows - result.distinct;
      }
      ratios.push((rates.plumbline ?? 0) / (rates.clickhouse ?? 1));
    }
  } finally {
    await broker.stop();
  }
  const size = benchLine(100_000, Date.now()).length;
  console.log(`${size} bytes per record, ${PARTITIONS} partitions, the broker on the same cores`);
  console.table(table);
  console.log(
    `ratios: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} (as ${SHAPES.map(({ recordsPerMessage }) => recordsPerMessage).join(', ')} per message)`,
  );
  console.log(`ratio ${(ratios[0] ?? 0).toFixed(2)} lost ${lost} duplicated ${duplicated}`);
}
