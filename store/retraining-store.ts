import type { RetrainingStore } from '../alerts/ports.ts';
import type { RetrainingRun } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';
import type { WriteOrder } from './write-order.ts';

const ONE_RUN = 'run_id = {run_id:String}';
const DECIDED_SINCE = `model = {model:String}
    AND decided_at >= fromUnixTimestamp64Milli({decided_from:Int64}, 'UTC')`;

/** The first instant that ClickHouse's times can name, 1900, in epoch milliseconds. */
const EARLIEST = -2_208_988_800_000;

type RunRow = Pick<RetrainingRun, 'project' | 'model' | 'notifier' | 'state' | 'reason'> & {
  readonly run_id: string;
  readonly incident_id: string;
  readonly from_version: string;
  readonly to_version: string;
  readonly window_start_ms: number;
  readonly window_end_ms: number;
  readonly worst_features: readonly string[];
  readonly token_hash: string;
  readonly decided_at_ms: number;
  readonly requested_at_ms: number;
  readonly updated_at_ms: number;
};

/** createRetrainingStore keeps the newest state of each retraining run. */
export function createRetrainingStore(runner: QueryRunner, writeOrder: WriteOrder): RetrainingStore {
  const load = async (which: string, parameters: Readonly<Record<string, string | number>>) =>
    (await runner.rows<RunRow>('load_retraining_runs', { slots: { which }, parameters })).map(decode);
  return {
    saveRun: (run) => runner.insert('insert_retraining_runs', [encode(run, writeOrder())]),
    async loadRun(project, runId) {
      const [run] = await load(ONE_RUN, { project, run_id: runId });
      return run ?? null;
    },
    loadRunsSince: (project, model, decidedAt) =>
      load(DECIDED_SINCE, { project, model, decided_from: Math.max(decidedAt, EARLIEST) }),
  };
}

function encode(run: RetrainingRun, writeOrder: number) {
  return {
    project: run.project,
    model: run.model,
    run_id: run.runId,
    incident_id: run.incidentId,
    notifier: run.notifier,
    from_version: run.fromVersion,
    to_version: run.toVersion,
    state: run.state,
    reason: run.reason,
    window_start: run.window.start,
    window_end: run.window.end,
    worst_features: run.worstFeatures,
    token_hash: run.tokenHash,
    decided_at: run.decidedAt,
    requested_at: run.requestedAt,
    updated_at: run.updatedAt,
    write_order: writeOrder,
  };
}

function decode(row: RunRow): RetrainingRun {
  return {
    project: row.project,
    runId: row.run_id,
    incidentId: row.incident_id,
    notifier: row.notifier,
    model: row.model,
    fromVersion: row.from_version,
    toVersion: row.to_version,
    state: row.state,
    reason: row.reason,
    window: { start: row.window_start_ms, end: row.window_end_ms },
    worstFeatures: row.worst_features,
    tokenHash: row.token_hash,
    decidedAt: row.decided_at_ms,
    requestedAt: row.requested_at_ms,
    updatedAt: row.updated_at_ms,
  };
}
