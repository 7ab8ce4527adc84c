import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startClickhouseShim } from '../test/support/clickhouse-shim.ts';
import { startKafkaBroker } from '../test/support/kafka-broker.ts';
import { type ServiceProcess, startService } from '../test/support/service-process.ts';

const EVENTS = 200_000;
const WARM_UP = 20_000;
const REQUEST_RECORDS = 500;
const IN_FLIGHT = 8;
const NUMERIC = 30;
// Linux counts CPU time in hundredths of a second.
const TICKS_PER_SECOND = 100;

/**
 * run sends predictions through a gateway, Kafka and an ingester into ClickHouse, and prints the CPU time of each
 * process per event: what a core carries does not depend on how many processes share the machine.
 */
export async function run(): Promise<void> {
  const [broker, clickhouse] = await Promise.all([
    startKafkaBroker({ fullCompiler: true }),
    startClickhouseShim(),
  ]);
  const env = { KAFKA_BROKERS: broker.brokers, CLICKHOUSE_URL: `${clickhouse.url}/bench` };
  const yaml = 'log: { level: warn }\n';
  const services: ServiceProcess[] = [];
  try {
    for (const role of ['gateway', 'ingester']) services.push(await startService({ role, env, yaml }));
    const [gateway, ingester] = services as [ServiceProcess, ServiceProcess];
    await carry(gateway.url, ingester.url, WARM_UP);
    const processes = {
      gateway: gateway.pid,
      ingester: ingester.pid,
      broker: childNamed('kafka.Kafka'),
      clickhouse: childNamed('clickhouse-shim-server'),
    };
    const before = cpuOf(processes);
    const started = performance.now();
    await carry(gateway.url, ingester.url, EVENTS);
    const seconds = (performance.now() - started) / 1000;
    const after = cpuOf(processes);
    console.log(`${EVENTS} events in ${seconds.toFixed(1)} s, everything on this machine`);
    for (const name of Object.keys(processes) as (keyof typeof processes)[]) {
      const each = (after[name] - before[name]) / EVENTS;
      const perCore = Math.round(1 / each);
      console.log(
        `${name.padEnd(10)} ${(each * 1e6).toFixed(1).padStart(6)} µs of CPU per event   ${perCore} events/s per core`,
      );
    }
  } finally {
    for (const service of services) await service.dispose();
    await clickhouse.close();
    await broker.stop();
  }
}

async function carry(gateway: string, ingester: string, events: number): Promise<void> {
  const landed = await accepted(ingester);
  let left = events / REQUEST_RECORDS;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await send(gateway);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  while ((await accepted(ingester)) < landed + events) await sleep(100);
}

async function send(url: string): Promise<void> {
  const now = Date.now();
  const lines = Array.from({ length: REQUEST_RECORDS }, (_, i) =>
    JSON.stringify(prediction(now - i * 100, i)),
  );
  const response = await fetch(`${url}/v1/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  if (response.status !== 202)
    throw new Error(`The gateway answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

function prediction(at: number, index: number) {
  const features: Record<string, number | string> = {
    country: 'DE',
    device: 'mobile',
    plan: `p${index % 7}`,
  };
  for (let n = 0; n < NUMERIC; n += 1) features[`feature_${n}`] = Math.round(Math.random() * 1e5) / 100;
  return {
    prediction_id: randomUUID(),
    model: 'bench',
    version: 'v1',
    timestamp: at,
    features,
    prediction: 'yes',
    score: 0.5,
  };
}

/** Records that the ingester has brought into ClickHouse so far. */
async function accepted(ingester: string): Promise<number> {
  const text = await (await fetch(`${ingester}/metrics`)).text();
  const counts = text.matchAll(/^plumbline_log_records_total\{[^}]*outcome="accepted"[^}]*\} (\d+)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

function cpuOf<Name extends string>(processes: Readonly<Record<Name, number>>): Record<Name, number> {
  const seconds = Object.entries<number>(processes).map(([name, pid]) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return [name, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND];
  });
  return Object.fromEntries(seconds) as Record<Name, number>;
}

/** The process that this one started with a text in its command line. */
function childNamed(text: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]);
      if (parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text))
        return Number(pid);
    } catch {
      // It ended meanwhile.
    }
  }
  throw new Error(`No child process has ${text} in its command line.`);
}
