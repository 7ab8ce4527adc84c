import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ClickhouseShim, startClickhouseShim } from '../../support/clickhouse-shim.ts';
import { readCompose, readEnvFile } from '../../support/compose-file.ts';
import { buildImageTree, type ImageTree } from '../../support/image-tree.ts';
import { type KafkaBroker, startKafkaBroker } from '../../support/kafka-broker.ts';
import { freePort } from '../../support/service-process.ts';

// What compose starts, without containers: the files of the image, the environment, commands and configuration of each
// service, and Kafka with its own server.properties. Only names of hosts, ports and the two secret files differ.
const ROLES = ['gateway', 'ingester', 'analyzer'] as const;
const READY_MS = 60_000;
const API_KEY = randomBytes(32).toString('hex');

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly port: number;
  readonly logs: () => string;
}

const running = new Map<string, Running>();
let tree: ImageTree;
let shim: ClickhouseShim;
let broker: KafkaBroker;
let work = '';

before(async () => {
  work = mkdtempSync(join(tmpdir(), 'compose-'));
  tree = buildImageTree();
  shim = await startClickhouseShim();
  // The password becomes part of a URL; those of docker/make-secrets.sh need no encoding.
  writeFileSync(join(work, 'clickhouse_password'), encodeURIComponent(shim.password));
  broker = await startKafkaBroker({ properties: kafkaProperties() });
  // One after the other, as the first one makes the tables.
  for (const role of ROLES) running.set(role, await startRole(role));
});
after(async () => {
  for (const { child } of running.values()) child.kill('SIGKILL');
  await broker?.stop();
  await shim?.close();
  tree?.remove();
  rmSync(work, { recursive: true, force: true });
});

test('image: the health check of compose passes for every role, and fails where nothing listens', async () => {
  for (const role of ROLES) assert.equal(await healthcheck(role, running.get(role)!.port), 0, role);
  assert.equal(await healthcheck('gateway', await freePort()), 1);
});

test('image: a prediction goes through the gateway and Kafka into ClickHouse, and back out of the gateway', async () => {
  const url = `http://127.0.0.1:${running.get('gateway')!.port}`;
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
  const prediction = {
    prediction_id: 'p-1',
    model: 'churn',
    version: 'v1',
    timestamp: Date.now(),
    features: { age: 41 },
    prediction: 1,
  };
  const sent = await fetch(`${url}/v1/predictions`, {
    method: 'POST',
    headers,
    body: JSON.stringify([prediction]),
  });
  assert.equal(sent.status, 202, await sent.clone().text());
  const deadline = Date.now() + READY_MS;
  while ((await countPredictions()) < 1) {
    assert.ok(Date.now() < deadline, `the prediction did not appear:\n${running.get('ingester')!.logs()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (;;) {
    const answer = await fetch(`${url}/v1/models`, { headers });
    if (answer.status === 200 && (await answer.text()).includes('"churn"')) break;
    assert.ok(Date.now() < deadline, `the model did not appear:\n${running.get('ingester')!.logs()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});

test('image: nobody without a key is served', async () => {
  const { port } = running.get('gateway')!;
  assert.equal((await fetch(`http://127.0.0.1:${port}/v1/models`)).status, 401);
});

test('image: SIGTERM, which compose sends, ends every role with 0', async () => {
  for (const [role, { child, exited, logs }] of running) {
    child.kill('SIGTERM');
    assert.equal(await exited, 0, `${role}:\n${logs()}`);
  }
});

async function countPredictions(): Promise<number> {
  const { origin, username, password } = new URL(shim.url);
  const credentials = Buffer.from(`${username}:${decodeURIComponent(password)}`).toString('base64');
  const response = await fetch(`${origin}/?database=plumbline`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: "SELECT count() FROM predictions WHERE prediction_id = 'p-1'",
  });
  return Number(await response.text());
}

/** Everything that the file says but hosts, ports and directories, which are this machine's. */
function kafkaProperties(): Record<string, string> {
  const lines = readFileSync('docker/kafka/server.properties', 'utf8').split('\n');
  const pairs = lines.flatMap((line) => {
    const match = /^([a-z.]+)=(.*)$/.exec(line);
    return match ? [[match[1]!, match[2]!] as const] : [];
  });
  const local = ['listeners', 'advertised.listeners', 'controller.quorum.voters', 'log.dirs'];
  const kept = pairs.filter(([name]) => !local.includes(name));
  assert.equal(kept.length, pairs.length - local.length);
  return Object.fromEntries(kept);
}

async function startRole(role: (typeof ROLES)[number]): Promise<Running> {
  const port = await freePort();
  const directory = join(work, role);
  mkdirSync(directory);
  const clickhouse = new URL(shim.url).host;
  const configuration = readFileSync('docker/service/plumbline.yaml', 'utf8')
    .replace('0.0.0.0:7070', `0.0.0.0:${port}`)
    .replace('@clickhouse:8123/', `@${clickhouse}/`)
    .replace('[kafka:9092]', `["${broker.brokers}"]`);
  const file = join(directory, 'plumbline.yaml');
  writeFileSync(file, configuration);
  const hash = createHash('sha256').update(API_KEY).digest('hex');
  const { command = [], environment = {} } = readCompose('docker-compose.yml', {
    ...readEnvFile('docker/example.env'),
    CLICKHOUSE_PASSWORD_SHA256: hash,
    GRAFANA_CLICKHOUSE_PASSWORD_SHA256: hash,
    PLUMBLINE_API_KEY_SHA256: hash,
    PLUMBLINE_METRICS_SHA256: hash,
  }).services[role]!;
  const [node, ...options] = tree.entrypoint;
  const args = command.map((part) => (part === '/etc/plumbline/plumbline.yaml' ? file : part));
  const child = spawn(node!, [...options, ...args], {
    cwd: tree.directory,
    env: { ...environment, CLICKHOUSE_PASSWORD_FILE: join(work, 'clickhouse_password') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const deadline = Date.now() + READY_MS;
  while ((await healthcheck(role, port)) !== 0) {
    const gone = child.exitCode !== null || Date.now() > deadline;
    if (gone) throw new Error(`${role} is not healthy (${child.exitCode}):\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { child, exited, port, logs: () => output };
}

/** Runs the health check as compose does, with the port of this machine. */
async function healthcheck(role: string, port: number): Promise<number> {
  const { services } = readCompose('docker-compose.yml', { ...process.env, ...anyValues() });
  const [kind, program, ...args] = services[role]!.healthcheck!.test;
  assert.deepEqual([kind, program, args.at(-1)], ['CMD', 'node', '7070']);
  return new Promise((resolve) => {
    execFile(process.execPath, [...args.slice(0, -1), String(port)], { cwd: tree.directory }, (error) =>
      resolve(error === null ? 0 : Number(error.code)),
    );
  });
}

function anyValues(): Record<string, string> {
  return Object.fromEntries(Object.entries(readEnvFile('docker/example.env')).map(([name]) => [name, 'any']));
}
