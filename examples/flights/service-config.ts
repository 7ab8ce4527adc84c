import { stringify } from 'yaml';
import { DELAY_FEATURES, FEATURE_NAMES } from './features.ts';

/** MODEL is the name of the model in the service. */
export const MODEL = 'flight-delays';

/** REFERENCE is the window of the first version's baseline: January, epoch milliseconds. */
export const REFERENCE = { start: Date.UTC(2001, 0, 1), end: Date.UTC(2001, 1, 1) };

const HOUR_MS = 3_600_000;
/** SETTLE_MS is how long after its end a window is judged: all but one flight in ten thousand have landed by then. */
export const SETTLE_MS = 18 * HOUR_MS;

/** MONITORS are the names of the demo's monitors. */
export const MONITORS = { inputs: 'inputs', score: 'score', performance: 'performance' } as const;

const CATEGORIES: ReadonlySet<string> = new Set(['origin', 'destination', 'day_of_week']);

/** Endpoints is where the demo's receivers listen, and the secrets that they know. */
export interface Endpoints {
  readonly slackUrl: string;
  readonly slackToken: string;
  readonly pagerDutyUrl: string;
  readonly pagerDutyKey: string;
  readonly mailPort: number;
  readonly webhookUrl: string;
  readonly retrainingUrl: string;
  readonly webhookSecret: string;
}

/** KafkaPlace is where the demo's topics are. */
export interface KafkaPlace {
  readonly brokers: readonly string[];
  /** Begins the names of the topics and of the groups, so that two demos share a broker in peace. */
  readonly prefix: string;
}

const iso = (instant: number): string => new Date(instant).toISOString();
const SETTLE = `${SETTLE_MS / HOUR_MS}h`;

/** serviceConfig is the demo's plumbline.yaml: what a user would write, with receivers on loopback. */
export function serviceConfig(
  port: number,
  database: string,
  endpoints: Endpoints,
  kafka: KafkaPlace | null,
): string {
  const weekly = { model: MODEL, window: '1w', min_samples: 1000 };
  const config = {
    listen: `127.0.0.1:${port}`,
    public_url: `http://127.0.0.1:${port}`,
    store: { url: `chdb:${database}` },
    clock: 'replay',
    tick: '200ms',
    ...(kafka && { kafka: kafkaSection(kafka) }),
    ingest: { event_time: { past: '20000d', future: '1d' } },
    models: [
      {
        name: MODEL,
        task: 'binary',
        positive_class: true,
        features: Object.fromEntries(
          FEATURE_NAMES.map((name) => [name, CATEGORIES.has(name) ? 'categorical' : 'numeric']),
        ),
        baseline: { window: { from: iso(REFERENCE.start), to: iso(REFERENCE.end), version: 'v1' } },
        baseline_per_version: true,
      },
    ],
    monitors: [
      {
        ...weekly,
        name: MONITORS.inputs,
        kind: 'data_drift',
        lateness: SETTLE,
        features: [...FEATURE_NAMES],
        statistics: ['psi', 'ks', 'chi_square'],
        policy: { psi: { delta: 0.1 }, alpha: 0.01, for: 2 },
        severity: 'warning',
      },
      {
        ...weekly,
        name: MONITORS.score,
        kind: 'prediction_drift',
        lateness: SETTLE,
        statistics: ['psi'],
        policy: { psi: { delta: 0.1 }, alpha: 0.01, for: 2 },
        severity: 'warning',
      },
      {
        ...weekly,
        name: MONITORS.performance,
        kind: 'performance',
        metrics: ['log_loss', 'accuracy'],
        lateness: '0s',
        label_delay: SETTLE,
        policy: { log_loss: { delta: 0.07 }, accuracy: { delta: 0.03 }, for: 2 },
        severity: 'critical',
      },
    ],
    alerts: alertsConfig(endpoints),
  };
  return `# Written by the demo. The inputs that move: ${DELAY_FEATURES.join(', ')}.\n${stringify(config)}`;
}

function alertsConfig(endpoints: Endpoints) {
  const { webhookSecret: secret } = endpoints;
  return {
    notifiers: [
      {
        name: 'slack',
        type: 'slack',
        token: endpoints.slackToken,
        channel: 'C0FLIGHTS',
        api_url: endpoints.slackUrl,
      },
      {
        name: 'pagerduty',
        type: 'pagerduty',
        routing_key: endpoints.pagerDutyKey,
        url: endpoints.pagerDutyUrl,
      },
      {
        name: 'email',
        type: 'email',
        from: 'plumbline@flights.example',
        to: ['ml-team@flights.example'],
        host: '127.0.0.1',
        port: endpoints.mailPort,
        require_tls: false,
      },
      { name: 'webhook', type: 'webhook', url: endpoints.webhookUrl, secret },
      { name: 'retrain', type: 'retraining', url: endpoints.retrainingUrl, secret, cool_down: '28d' },
    ],
    routes: [
      { notifiers: ['slack', 'email', 'webhook', 'retrain'] },
      { severity: ['critical'], notifiers: ['pagerduty'] },
    ],
    no_data: false,
    outbound: { allow: ['127.0.0.1'] },
  };
}

function kafkaSection({ brokers, prefix }: KafkaPlace) {
  const topic = (kind: string) => ({ name: `${prefix}.${kind}` });
  return {
    brokers: [...brokers],
    group: `${prefix}-ingest`,
    // One machine gains nothing from more: each partition means inserts of its own.
    partitions: 1,
    topics: { predictions: topic('predictions'), labels: topic('labels'), features: topic('features') },
  };
}
