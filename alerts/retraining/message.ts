import type { RetrainingRun } from '../../domain/index.ts';
import { instant } from '../notifiers/webhook/message.ts';

/** retrainingBody is the signed body that starts a pipeline; the same on every attempt. */
export function retrainingBody(
  run: RetrainingRun,
  incidentUrl: string | null,
  callback: { readonly url: string; readonly token: string },
): string {
  return JSON.stringify({
    type: 'retraining.requested',
    timestamp: instant(run.requestedAt),
    data: {
      run_id: run.runId,
      project: run.project,
      model: run.model,
      version: run.fromVersion,
      reason: run.reason,
      window: { start: instant(run.window.start), end: instant(run.window.end) },
      worst_features: run.worstFeatures,
      incident: { id: run.incidentId, url: incidentUrl },
      callback,
    },
  });
}
