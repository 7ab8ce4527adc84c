import { resolve } from 'node:path';
import { type AlertsConfig, readAlertsConfig } from '../../alerts/index.ts';
import { type AnalyzersConfig, readAnalyzersConfig } from '../../analyzers/index.ts';
import { type ApiConfig, readApiConfig } from '../../api/index.ts';
import { type ConfigProblem, PlumblineError, schemaProblems } from '../../domain/index.ts';
import {
  type IngestConfig,
  type KafkaSettings,
  readIngestConfig,
  readKafkaConfig,
} from '../../ingest/index.ts';
import { type Environment, interpolate } from './interpolate.ts';
import { type Address, isLoopback, parseListen, type RootInput, RootSchema } from './root-section.ts';
import { parseYaml, readYaml, type YamlSource } from './yaml-source.ts';

/** ServiceConfig is the whole configuration, checked and with every default filled in. */
export interface ServiceConfig {
  readonly listen: Address;
  readonly publicUrl: string | null;
  readonly storeUrl: string;
  /** Null for one server. */
  readonly cluster: string | null;
  readonly readers: number;
  readonly logLevel: string;
  readonly ingest: IngestConfig;
  /** Null without brokers: records then go into ClickHouse at once. */
  readonly kafka: KafkaSettings | null;
  readonly analyzers: AnalyzersConfig;
  readonly alerts: AlertsConfig;
  readonly api: ApiConfig;
}

const ROOT_KEYS = ['listen', 'public_url', 'store', 'log'] as const;
const ANALYZER_KEYS = ['models', 'monitors', 'clock', 'tick', 'defaults', 'analysis'] as const;
const SECTION_KEYS = ['ingest', 'kafka', 'api', 'alerts'] as const;
const DEFAULT_LISTEN = '127.0.0.1:7070';
const DEFAULT_STORE = 'chdb:./plumbline-data';

/**
 * loadConfig reads a file, or the defaults when `file` is null, and throws invalid_config with one line per problem.
 * CLICKHOUSE_URL in the environment goes before store.url, and KAFKA_BROKERS (a list with commas) before kafka.brokers.
 */
export function loadConfig(file: string | null, environment: Environment): ServiceConfig {
  const source = file === null ? parseYaml('', 'defaults') : readYaml(resolve(file));
  if (source.problems.length > 0) throw invalid(source, source.problems);
  const { value, problems: missing } = interpolate(source.value, environment);
  const all = asMapping(source, value);
  const problems: ConfigProblem[] = [...missing, ...unknownKeys(all)];
  const root = pick(all, ROOT_KEYS) as RootInput;
  problems.push(...schemaProblems(RootSchema, root));
  const analyzers = readAnalyzersConfig(pick(all, ANALYZER_KEYS));
  problems.push(...analyzers.problems);
  const ingest = readIngestConfig(all.ingest);
  problems.push(...under('ingest', ingest.problems));
  const kafka = readKafkaConfig(withBrokers(all.kafka, environment.KAFKA_BROKERS));
  problems.push(...under('kafka', kafka.problems));
  const api = readApiConfig(all.api);
  problems.push(...under('api', api.problems));
  const alerts = readAlertsConfig(all.alerts);
  if (!alerts.ok) problems.push(...alerts.problems);
  const listenText = typeof all.listen === 'string' ? all.listen : DEFAULT_LISTEN;
  const listen = parseListen(listenText);
  if (!listen) problems.push({ path: ['listen'], message: `"${listenText}" is not host:port` });
  if (alerts.ok && listen) problems.push(...publicUrlProblems(root, alerts.value, listen));
  if (problems.length > 0 || !alerts.ok || !listen) throw invalid(source, problems);

  return Object.freeze({
    listen,
    publicUrl: root.public_url ?? urlOnThisMachine(listen),
    storeUrl: environment.CLICKHOUSE_URL ?? root.store?.url ?? DEFAULT_STORE,
    cluster: root.store?.cluster ?? null,
    readers: root.store?.readers ?? 2,
    logLevel: root.log?.level ?? 'info',
    ingest: ingest.config,
    kafka: kafka.config.brokers.length > 0 ? kafka.config : null,
    analyzers: analyzers.config,
    alerts: alerts.value,
    api: api.config,
  });
}

/** loadAnalyzersConfig reads models and monitors of a file only, so that the secrets of its other parts may be away. */
export function loadAnalyzersConfig(file: string, environment: Environment): AnalyzersConfig {
  const source = readYaml(resolve(file));
  if (source.problems.length > 0) throw invalid(source, source.problems);
  const all = asMapping(source, source.value);
  const { value, problems: missing } = interpolate(pick(all, ANALYZER_KEYS), environment);
  const analyzers = readAnalyzersConfig(value);
  const problems = [...missing, ...unknownKeys(all), ...analyzers.problems];
  if (problems.length > 0) throw invalid(source, problems);
  return analyzers.config;
}

function asMapping(source: YamlSource, value: unknown): Record<string, unknown> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw invalid(source, [{ path: [], message: 'the file must hold keys and values' }]);
}

/** urlOnThisMachine serves pipelines and people on this machine; others need public_url. */
function urlOnThisMachine({ host, port }: Address): string | null {
  return isLoopback(host) && port !== 0 ? `http://${host.includes(':') ? `[${host}]` : host}:${port}` : null;
}

/** A retraining pipeline reports to a URL, so there must be one. */
function publicUrlProblems(root: RootInput, alerts: AlertsConfig, listen: Address): ConfigProblem[] {
  const { public_url: url } = root;
  if (url !== undefined && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    return [{ path: ['public_url'], message: 'must be an http or https URL' }];
  }
  const retrains = alerts.notifiers.some(({ type }) => type === 'retraining');
  if (!retrains || url !== undefined || urlOnThisMachine(listen) !== null) return [];
  return [
    {
      path: ['alerts', 'notifiers'],
      message: 'a retraining notifier needs public_url: the pipeline reports to it',
    },
  ];
}

function withBrokers(section: unknown, brokers: string | undefined): unknown {
  const listed = brokers?.split(',').map((broker) => broker.trim());
  const named = listed?.filter((broker) => broker !== '') ?? [];
  if (named.length === 0 || (section !== undefined && typeof section !== 'object')) return section;
  return { ...(section as object | undefined), brokers: named };
}

function pick(value: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]));
}

function unknownKeys(value: Record<string, unknown>): ConfigProblem[] {
  const known: readonly string[] = [...ROOT_KEYS, ...ANALYZER_KEYS, ...SECTION_KEYS];
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: [key], message: `unknown key "${key}"; known are ${known.join(', ')}` }));
}

function under(section: string, problems: readonly ConfigProblem[]): ConfigProblem[] {
  return problems.map(({ path, message }) => ({ path: [section, ...path], message }));
}

function invalid(source: YamlSource, problems: readonly ConfigProblem[]): PlumblineError {
  const lines = problems
    .map((problem) => ({ line: source.lineOf(problem.path), problem }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, problem: { path, message } }) =>
      path.length === 0
        ? `${source.file}: ${message}`
        : `${source.file}:${line} ${path.join('.')}: ${message}`,
    );
  const count = lines.length === 1 ? 'one error' : `${lines.length} errors`;
  return new PlumblineError('invalid_config', `The configuration has ${count}.`, { details: lines });
}
