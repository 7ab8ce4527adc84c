import { DemoFailure } from './demo-failure.ts';
import { MODEL } from './service-config.ts';

/** MonitorRow is one monitor as the service lists it. */
export interface MonitorRow {
  readonly name: string;
  /** RFC 3339; null before its first window. */
  readonly evaluated_until: string | null;
  /** Nothing is left to do with what has been stored. */
  readonly caught_up: boolean;
  /** Alerts have taken every evaluation into account. */
  readonly alerts_caught_up: boolean;
  readonly last_error: string | null;
}

/** EvaluationRow is one judged window. */
export interface EvaluationRow {
  readonly evaluation_id: string;
  readonly monitor: string;
  readonly version: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly status: string;
  readonly severity: string;
  readonly summary: string;
}

/** MeasurementRow is one judged value of a window. */
export interface MeasurementRow {
  readonly monitor: string;
  readonly version: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly subject: string;
  readonly feature: string;
  readonly statistic: string;
  readonly value: number | null;
  readonly severity: string;
}

/** IncidentRow is one incident with its history. */
export interface IncidentRow {
  readonly incident_id: string;
  readonly state: string;
  readonly severity: string;
  readonly since: string;
  /** Oldest first. */
  readonly transitions: readonly {
    readonly kind: string;
    readonly severity: string;
    readonly window_end: string;
    readonly summary: string;
  }[];
}

/** NotificationRow is one message to one receiver. */
export interface NotificationRow {
  readonly notifier: string;
  readonly kind: string;
  readonly state: string;
}

/** RetrainingRow is one retraining run. */
export interface RetrainingRow {
  readonly run_id: string;
  readonly state: string;
  readonly reason: string;
  readonly requested_at: string;
  readonly from_version: string;
  readonly to_version: string;
}

/** ServiceApi reads what the service knows of the demo's model. */
export interface ServiceApi {
  monitors(): Promise<readonly MonitorRow[]>;
  evaluations(): Promise<readonly EvaluationRow[]>;
  measurements(monitor: string): Promise<readonly MeasurementRow[]>;
  incidents(): Promise<readonly IncidentRow[]>;
  notifications(): Promise<readonly NotificationRow[]>;
  retrainingRuns(): Promise<readonly RetrainingRow[]>;
  /** Whether so many records of the log are in the store; true without a log. */
  logHasLanded(records: number): Promise<boolean>;
}

const LIMIT = 10_000;

/** createServiceApi reads over HTTP. */
export function createServiceApi(url: string): ServiceApi {
  const get = async (path: string, query: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const response = await fetch(`${url}/v1/${path}?${new URLSearchParams(query)}`);
    const body: unknown = await response.json();
    if (!response.ok)
      throw new DemoFailure(
        `GET /v1/${path} answered ${response.status}: ${JSON.stringify(body).slice(0, 300)}`,
      );
    return body;
  };
  // A list is the one array of its answer.
  const list = async <T>(path: string, query?: Readonly<Record<string, string>>): Promise<readonly T[]> =>
    Object.values((await get(path, query)) as object).find(Array.isArray) as readonly T[];
  const ofModel = { model: MODEL, limit: String(LIMIT) };
  return {
    monitors: () => list('monitors'),
    evaluations: () => list('evaluations', ofModel),
    measurements: (monitor) => list('measurements', { ...ofModel, monitor }),
    async incidents() {
      const rows = await list<{ incident_id: string }>('incidents', ofModel);
      const details = rows.map(({ incident_id: id }) => get(`incidents/${encodeURIComponent(id)}`));
      return (await Promise.all(details)) as IncidentRow[];
    },
    notifications: () => list('notifications', { limit: String(LIMIT) }),
    retrainingRuns: () => list('retraining-runs', ofModel),
    async logHasLanded(records) {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      if (!metrics.includes('plumbline_log_records_total')) return true;
      // Counted, because a lag of 0 may be that of a moment ago.
      const landed = metrics.matchAll(/^plumbline_log_records_total\{.*outcome="read".*\} (\d+)$/gm);
      return [...landed].reduce((sum, [, count]) => sum + Number(count), 0) >= records;
    },
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const POLL_MS = 100;
const WAIT_MS = 180_000;

/** waitUntil polls a condition; `explain` says what did not happen in time. */
export async function waitUntil(
  condition: () => Promise<boolean>,
  explain: () => Promise<string>,
): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new DemoFailure(`${await explain()} within ${WAIT_MS / 1000} s.`);
    await sleep(POLL_MS);
  }
}
