import { deterministicId, type RetrainingRun, type Severity, type Window } from '../../domain/index.ts';
import { severityRank } from '../lifecycle.ts';

/** RetrainingPolicy says when a firing incident may start a pipeline. */
export interface RetrainingPolicy {
  /** Least time between two runs of one model by one notifier, in milliseconds. */
  readonly coolDownMs: number;
  /** Runs of one model by one notifier in 24 hours. */
  readonly maxPerDay: number;
  readonly minSeverity: Severity;
  /** Names or kinds of monitors; null for all. */
  readonly on: readonly string[] | null;
}

/** RetrainingOccasion is a live evaluation that found an alert of an open incident firing. */
export interface RetrainingOccasion {
  readonly project: string;
  readonly model: string;
  readonly version: string;
  readonly incidentId: string;
  readonly notifier: string;
  readonly monitor: string;
  readonly monitorKind: string;
  readonly severity: Severity;
  readonly evaluationId: string;
  readonly window: Window;
  readonly summary: string;
  readonly worstFeatures: readonly string[];
}

const DAY_MS = 86_400_000;

/** DECISION_MEMORY_MS is how far back a decision looks under this policy. */
export function decisionMemoryMs(policy: RetrainingPolicy): number {
  return Math.max(policy.coolDownMs, DAY_MS);
}

function concerns(occasion: RetrainingOccasion, policy: RetrainingPolicy): boolean {
  if (severityRank(occasion.severity) < severityRank(policy.minSeverity)) return false;
  return (
    policy.on === null || policy.on.includes(occasion.monitor) || policy.on.includes(occasion.monitorKind)
  );
}

interface Block {
  readonly reason: string;
  /** The incident that the blocking run was decided for. */
  readonly incidentId: string;
  /** From when on the block holds. */
  readonly since: number;
}

function blockOf(runs: readonly RetrainingRun[], policy: RetrainingPolicy, now: number): Block | null {
  const triggered = runs.filter((run) => run.state !== 'suppressed');
  const cooling = triggered.filter((run) => now - run.decidedAt < policy.coolDownMs).at(-1);
  if (cooling)
    return {
      reason: `cool_down: run ${cooling.runId} was requested ${new Date(cooling.decidedAt).toISOString()}`,
      incidentId: cooling.incidentId,
      since: cooling.decidedAt,
    };
  const today = triggered.filter((run) => now - run.decidedAt < DAY_MS);
  if (today.length < policy.maxPerDay) return null;
  const newest = today.at(-1)!;
  return {
    reason: `max_per_day: ${today.length} of ${policy.maxPerDay} runs in 24 hours`,
    incidentId: newest.incidentId,
    since: newest.decidedAt,
  };
}

/**
 * decideRetraining gives the run to request or to record as suppressed, or null when there is nothing to decide.
 * An incident gets at most one run per cool-down: while it stays open, the first firing evaluation after the
 * cool-down decides anew. A suppression is recorded once per incident and blocking run, and starts no cool-down.
 * `runs`: the model's runs of the last decisionMemoryMs, oldest first. `now`: the clock of cool-downs.
 * The run has no token yet.
 */
export function decideRetraining(
  occasion: RetrainingOccasion,
  runs: readonly RetrainingRun[],
  policy: RetrainingPolicy,
  now: number,
  wallTime: number,
): RetrainingRun | null {
  if (!concerns(occasion, policy)) return null;
  const { project, model, incidentId, notifier, window } = occasion;
  const runId = deterministicId('retraining', project, notifier, incidentId, occasion.evaluationId);
  const own = runs.filter((run) => run.notifier === notifier);
  const recorded = own.find((run) => run.runId === runId);
  if (recorded) return recorded;
  const block = blockOf(own, policy, now);
  if (block?.incidentId === incidentId) return null;
  const noted = (run: RetrainingRun) =>
    run.state === 'suppressed' && run.incidentId === incidentId && run.decidedAt >= block!.since;
  if (block && own.some(noted)) return null;
  return {
    project,
    runId,
    incidentId,
    notifier,
    model,
    fromVersion: occasion.version,
    toVersion: '',
    state: block ? 'suppressed' : 'requested',
    reason: block ? block.reason : `${occasion.monitor} is ${occasion.severity}: ${occasion.summary}`,
    window,
    worstFeatures: occasion.worstFeatures,
    tokenHash: '',
    decidedAt: now,
    requestedAt: wallTime,
    updatedAt: wallTime,
  };
}
