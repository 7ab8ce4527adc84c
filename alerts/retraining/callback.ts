import { type Clock, PlumblineError, type RetrainingRun } from '../../domain/index.ts';
import type { RetrainingStore, VersionRegistrar } from '../ports.ts';
import { applyReport, type RetrainingReport, readReport } from './run-state.ts';
import { tokenMatches, tokenProject } from './token.ts';

/** RunView is a run on the wire. */
export type RunView = Readonly<Record<string, unknown>>;

function viewOf(run: RetrainingRun): RunView {
  return {
    run_id: run.runId,
    incident_id: run.incidentId,
    model: run.model,
    from_version: run.fromVersion,
    to_version: run.toVersion,
    state: run.state,
    reason: run.reason,
    updated_at: new Date(run.updatedAt).toISOString(),
  };
}

function checkedReport(body: unknown): RetrainingReport {
  const report = readReport(body);
  if (report) return report;
  throw new PlumblineError(
    'invalid_request',
    'A report is {"state": "started"}, {"state": "succeeded", "version", "baseline"?} or {"state": "failed", "message"?}.',
  );
}

/** createCallback takes the reports of pipelines; reports of one run are handled one after another. */
export function createCallback(store: RetrainingStore, registrar: VersionRegistrar, clock: Clock) {
  const turns = new Map<string, Promise<unknown>>();

  async function handle(runId: string, token: string, body: unknown): Promise<RunView> {
    const project = tokenProject(token);
    if (project === null) throw new PlumblineError('unauthorized', 'The callback token is not valid.');
    const run = await store.loadRun(project, runId);
    if (run === null) throw new PlumblineError('not_found', 'There is no such retraining run.');
    if (!tokenMatches(token, run.tokenHash))
      throw new PlumblineError('unauthorized', 'The callback token is not valid.');
    const report = checkedReport(body);
    const now = clock();
    const outcome = applyReport(run, report, now);
    if (outcome.kind === 'conflicts') throw new PlumblineError('conflict', outcome.reason);
    if (outcome.kind === 'repeats') return viewOf(run);
    // Registered first: when the process dies in between, the pipeline's repeat registers and saves again.
    if (report.state === 'succeeded') await register(outcome.run, report.baseline, now);
    await store.saveRun(outcome.run);
    return viewOf(outcome.run);
  }

  async function register(run: RetrainingRun, baseline: unknown, now: number): Promise<void> {
    const { project, model, toVersion: version, runId: retrainingRunId } = run;
    await registrar.registerVersion(
      { project, model, version, registeredAt: now, source: 'retrained', retrainingRunId },
      baseline,
    );
  }

  /** Throws unauthorized, not_found, invalid_request or conflict. */
  async function receive(runId: string, token: string, report: unknown): Promise<RunView> {
    const turn = (turns.get(runId) ?? Promise.resolve()).then(() => handle(runId, token, report));
    const settled = turn.catch(() => {});
    turns.set(runId, settled);
    try {
      return await turn;
    } finally {
      if (turns.get(runId) === settled) turns.delete(runId);
    }
  }

  return { receive };
}
