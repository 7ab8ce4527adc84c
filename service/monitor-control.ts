import type { EvaluationFeed } from '../alerts/ports.ts';
import type { Analyzers } from '../analyzers/index.ts';
import type { MonitorControl } from '../api/ports.ts';
import { ALL_MODELS } from '../domain/index.ts';
import type { Ingest } from '../ingest/index.ts';

/**
 * createMonitorControl answers the monitor routes. `alerts_caught_up` tells that alerts have taken every stored
 * evaluation into account, so that a reader knows whether an incident may still follow from what it sees.
 */
export function createMonitorControl(
  analyzers: Analyzers,
  feed: EvaluationFeed,
  ingest: Pick<Ingest, 'noteVersion'>,
): MonitorControl {
  return {
    async listMonitors(project) {
      const rows = await analyzers.listMonitors(project);
      // Asked afterwards: an evaluation that came in between makes the answer no, never wrongly yes.
      const waiting = await feed.unprocessed(1, ALL_MODELS);
      return rows.map((row) => ({ ...row, alerts_caught_up: waiting.length === 0 }));
    },
    runMonitor: (project, monitor, request) => analyzers.runMonitor(project, monitor, request),
    startRun: async (project, monitor, request) =>
      (await analyzers.runs.start(project, monitor, request)).row(),
    listRuns: (project) => analyzers.runs.list(project),
    getRun: (project, runId) => analyzers.runs.find(project, runId),
    cancelRun: (project, runId) => analyzers.runs.cancel(project, runId),
    async registerVersion(project, model, request) {
      const row = await analyzers.registerVersion(project, model, request);
      ingest.noteVersion(project, model, String(request.version));
      return row;
    },
  };
}
