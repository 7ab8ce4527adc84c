import { useEffect, useMemo } from 'preact/hooks';
import type { MonitorRun } from '../../api/monitor-run.ts';
import { useList } from '../../api/use-data.ts';

const POLL_MS = 700;

/** useRuns follows the runs of a monitor, closely while one is under way. */
export function useRuns(monitor: string) {
  const all = useList<MonitorRun>('/v1/monitor-runs', ['evaluations']);
  const runs = useMemo(() => all.data?.filter((run) => run.monitor === monitor), [all.data, monitor]);
  const running = runs?.some(({ state }) => state === 'running') ?? false;
  const { reload } = all;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [running, reload]);
  return { runs: runs ?? [], reload };
}
