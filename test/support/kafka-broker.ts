import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';

const run = promisify(execFile);

const START_LIMIT_MS = 60_000;
const KEYSTORE_PASSWORD = 'keystore-password';

/** BrokerOptions say what a test needs beyond one plain listener. */
export interface BrokerOptions {
  /** Users of a SASL listener that takes PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly users?: Readonly<Record<string, string>>;
  /** Adds a TLS listener; its certificate is for localhost. */
  readonly tls?: boolean;
  /** Lines of server.properties that win over those below. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Sends clients of the plain listener to this port of the loopback; it is told where the broker listens. */
  readonly proxy?: { readonly port: number; target(port: number): void };
  /** Memory of the broker; default 512. */
  readonly heapMb?: number;
  /** For benches: the broker compiles its hot code fully, which costs CPU at its start. */
  readonly fullCompiler?: boolean;
}

/** KafkaBroker is a real Apache Kafka, alone in its cluster, that dies with the process that started it. */
export interface KafkaBroker {
  /** `host:port` of the plain listener. */
  readonly brokers: string;
  /** `host:port` of the SASL listener; empty without users. */
  readonly saslBrokers: string;
  /** `host:port` of the TLS listener; empty without tls. */
  readonly tlsBrokers: string;
  /** The certificate of the TLS listener as PEM; empty without tls. */
  readonly tlsCa: string;
  readonly dataDir: string;
  /** Ends the broker with a signal and waits until it is gone; restart brings it back with its data. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same ports and data. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Ends the broker and removes its data. */
  stop(): Promise<void>;
}

/** kafkaTools gives the class path of the Java programs that come with the broker. */
export async function kafkaTools(): Promise<string> {
  const script = pathToFileURL(resolve('scripts/fetch-kafka.mjs')).href;
  const { fetchKafka } = (await import(script)) as { fetchKafka(): Promise<string> };
  return join(await fetchKafka(), '*');
}

/** startKafkaBroker starts a broker on ports of its own, or uses the one that KAFKA_BROKERS names. */
export async function startKafkaBroker(options: BrokerOptions = {}): Promise<KafkaBroker> {
  const existing = process.env.KAFKA_BROKERS;
  if (existing) return existingBroker(existing);
  const classPath = await kafkaTools();
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-kafka-'));
  const [plain, controller, sasl, tls] = (await freePorts(4)) as [number, number, number, number];
  options.proxy?.target(plain);
  const tlsCa = options.tls ? await makeKeystore(dataDir) : '';
  const ports = { plain, controller, sasl, tls };
  const properties = join(dataDir, 'server.properties');
  writeFileSync(properties, serverProperties(options, ports, dataDir));
  await format(classPath, properties, options);
  const broker = brokerProcess(classPath, properties, dataDir, plain, options);
  await broker.start();
  return {
    brokers: `127.0.0.1:${plain}`,
    saslBrokers: options.users ? `127.0.0.1:${sasl}` : '',
    tlsBrokers: options.tls ? `localhost:${tls}` : '',
    tlsCa,
    dataDir,
    kill: broker.kill,
    restart: broker.start,
    pause: () => broker.signal('SIGSTOP'),
    resume: () => broker.signal('SIGCONT'),
    async stop() {
      await broker.kill('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** createTopics creates topics with that many partitions each; they are there when it resolves. */
export async function createTopics(brokers: string, topics: Readonly<Record<string, number>>): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    await admin.createTopics({
      waitForLeaders: true,
      topics: Object.entries(topics).map(([topic, numPartitions]) => ({ topic, numPartitions })),
    });
  });
}

/** deleteTopics deletes topics and returns when the broker no longer lists them. */
export async function deleteTopics(brokers: string, topics: readonly string[]): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    await admin.deleteTopics({ topics: [...topics] });
    for (;;) {
      const listed = new Set(await admin.listTopics());
      if (!topics.some((topic) => listed.has(topic))) return;
      await pauseFor(50);
    }
  });
}

/** addPartitions gives a topic that many partitions in all. */
export async function addPartitions(brokers: string, topic: string, count: number): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    await admin.createPartitions({ topicPartitions: [{ topic, count }] });
  });
}

/** uniquePrefix gives a prefix for topics and groups, so that test files can share a broker. */
export function uniquePrefix(name: string): string {
  return `${name}-${process.pid}-${Date.now().toString(36)}`;
}

async function withAdmin(
  brokers: string,
  work: (admin: ReturnType<Kafka['admin']>) => Promise<void>,
): Promise<void> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

function existingBroker(brokers: string): KafkaBroker {
  const refuse = () => {
    throw new Error('This test ends, pauses or secures its broker: run it without KAFKA_BROKERS.');
  };
  return {
    brokers,
    saslBrokers: '',
    tlsBrokers: '',
    tlsCa: '',
    dataDir: '',
    kill: async () => refuse(),
    restart: async () => refuse(),
    pause: refuse,
    resume: refuse,
    stop: async () => {},
  };
}

interface Ports {
  readonly plain: number;
  readonly controller: number;
  readonly sasl: number;
  readonly tls: number;
}

function serverProperties(options: BrokerOptions, ports: Ports, dataDir: string): string {
  const listeners = [
    `PLAINTEXT://127.0.0.1:${ports.plain}`,
    ...(options.users ? [`SASL://127.0.0.1:${ports.sasl}`] : []),
    ...(options.tls ? [`TLS://localhost:${ports.tls}`] : []),
  ];
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    listeners: [...listeners, `CONTROLLER://127.0.0.1:${ports.controller}`].join(','),
    'advertised.listeners': [
      `PLAINTEXT://127.0.0.1:${options.proxy?.port ?? ports.plain}`,
      ...listeners.slice(1),
    ].join(','),
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL',
    'log.dirs': join(dataDir, 'logs'),
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    // A killed broker is let in again when its old session has ended.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'num.network.threads': '2',
    'num.io.threads': '2',
    'background.threads': '1',
    'log.cleaner.enable': 'false',
    'metrics.num.samples': '1',
    ...(options.users ? saslProperties(options.users) : {}),
    ...(options.tls
      ? {
          'ssl.keystore.location': join(dataDir, 'keystore.p12'),
          'ssl.keystore.type': 'PKCS12',
          'ssl.keystore.password': KEYSTORE_PASSWORD,
        }
      : {}),
    ...options.properties,
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

function saslProperties(users: Readonly<Record<string, string>>): Record<string, string> {
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const names = Object.entries(users).map(([user, password]) => `user_${user}="${password}"`);
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.sasl.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${names.join(' ')};`,
    'listener.name.sasl.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.sasl.scram-sha-512.sasl.jaas.config': scram,
  };
}

async function makeKeystore(dataDir: string): Promise<string> {
  const store = ['-keystore', join(dataDir, 'keystore.p12'), '-storepass', KEYSTORE_PASSWORD];
  const subject = ['-dname', 'CN=localhost', '-ext', 'SAN=dns:localhost,ip:127.0.0.1'];
  const key = ['-alias', 'broker', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '30'];
  await run('keytool', ['-genkeypair', '-storetype', 'PKCS12', ...key, ...subject, ...store]);
  const { stdout } = await run('keytool', ['-exportcert', '-rfc', '-alias', 'broker', ...store]);
  return stdout;
}

async function format(classPath: string, properties: string, options: BrokerOptions): Promise<void> {
  const scram = Object.entries(options.users ?? {}).flatMap(([user, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${user},password=${password}]`,
    ]),
  );
  const jvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-cp', classPath];
  await run('java', [
    ...jvm,
    'kafka.tools.StorageTool',
    'format',
    ...['-t', 'cGx1bWJsaW5lLXRlc3RzLQ', '-c', properties],
    ...scram,
  ]);
}

function brokerProcess(
  classPath: string,
  properties: string,
  dataDir: string,
  port: number,
  options: BrokerOptions,
) {
  let child: ChildProcess | undefined;
  let guard: ChildProcess | undefined;
  const logFile = join(dataDir, 'broker.log');
  mkdirSync(dataDir, { recursive: true });

  function signal(name: NodeJS.Signals): void {
    if (!child) throw new Error('The broker is not running.');
    child.kill(name);
  }
  async function start(): Promise<void> {
    const heap = `${options.heapMb ?? 512}m`;
    const java = spawn(
      'java',
      [
        ...[`-Xmx${heap}`, `-Xms${heap}`, '-XX:+UseSerialGC', '-Xshare:auto'],
        ...(options.fullCompiler ? [] : ['-XX:TieredStopAtLevel=1']),
        ...['-cp', classPath, 'kafka.Kafka', properties],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const log = createWriteStream(logFile, { flags: 'a' });
    java.stdout.pipe(log);
    java.stderr.pipe(log);
    child = java;
    guard = guardChild(java.pid ?? 0, dataDir);
    let gone = false;
    java.once('exit', () => {
      gone = true;
    });
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await answers(port))) {
      if (gone || Date.now() > deadline) {
        java.kill('SIGKILL');
        throw new Error(`The broker did not start:\n${readFileSync(logFile, 'utf8').slice(-4000)}`);
      }
      await pauseFor(100);
    }
  }
  async function kill(name: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const running = child;
    child = undefined;
    guard?.kill('SIGKILL');
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(name);
    await gone;
  }
  process.once('exit', () => child?.kill('SIGKILL'));
  return { start, kill, signal };
}

/** Ends the broker when this process is gone, however it ended: the guard's input closes with it. */
function guardChild(pid: number, dataDir: string): ChildProcess {
  const guard = spawn('sh', ['-c', 'read -r line; kill -9 "$0"; rm -rf "$1"', String(pid), dataDir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  return guard;
}

async function answers(port: number): Promise<boolean> {
  if (!(await accepts(port))) return false;
  const admin = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect();
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Holds all ports open until each is known, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
