import type { FleetRow, ModelState, RetrainingRun } from '../../api/types.ts';

/** First what needs a person. */
const STATE_ORDER: readonly ModelState[] = ['critical', 'warning', 'no_data', 'ok', 'waiting'];

/** orderFleet keeps the models whose name, version or firing monitors hold the searched words, the worst first. */
export function orderFleet(rows: readonly FleetRow[], search: string): readonly FleetRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (row: FleetRow) => {
    const text = [row.model, row.current_version, row.state, ...row.firing].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return rows
    .filter(holds)
    .sort(
      (a, b) =>
        STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) ||
        b.open_incidents - a.open_incidents ||
        a.model.localeCompare(b.model, 'en', { numeric: true }),
    );
}

/** lastRuns finds the newest retraining run of each model that was not suppressed. */
export function lastRuns(runs: readonly RetrainingRun[]): ReadonlyMap<string, RetrainingRun> {
  const last = new Map<string, RetrainingRun>();
  for (const run of runs) {
    if (run.state === 'suppressed') continue;
    const known = last.get(run.model);
    if (!known || known.decided_at < run.decided_at) last.set(run.model, run);
  }
  return last;
}

/** countStates counts the models in each state, in the order of the wall. */
export function countStates(rows: readonly FleetRow[]): readonly { state: ModelState; count: number }[] {
  return STATE_ORDER.map((state) => ({ state, count: rows.filter((row) => row.state === state).length }));
}
