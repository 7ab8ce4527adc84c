import type { AlertSnapshot, Evaluation } from '../domain/index.ts';

/** Half a window of tolerance lets days of 23 and 25 hours count as one day each. */
const TOLERANCE = 0.5;

/**
 * supersededBy lists the alerts of other versions that this evaluation ends: the same monitor, deployment and
 * segment has data of this version, and the other version has had no window for `windows` windows.
 */
export function supersededBy(
  evaluation: Evaluation,
  alerts: Iterable<AlertSnapshot>,
  windows: number,
): AlertSnapshot[] {
  const judged = evaluation.status === 'complete' || evaluation.status === 'partial';
  if (!judged && evaluation.nCurrent === 0) return [];
  const length = evaluation.window.end - evaluation.window.start;
  const gap = (windows - TOLERANCE) * length;
  return [...alerts].filter(
    (alert) =>
      alert.state !== 'inactive' &&
      alert.version !== evaluation.version &&
      alert.project === evaluation.project &&
      alert.model === evaluation.model &&
      alert.monitor === evaluation.monitor &&
      alert.deployment === evaluation.deployment &&
      alert.segment === evaluation.segment &&
      evaluation.window.end - alert.lastWindowEnd >= gap,
  );
}
