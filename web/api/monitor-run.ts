/** MonitorRun is one run of a monitor on past windows that somebody asked for: GET /v1/monitor-runs. */
export interface MonitorRun {
  readonly run_id: string;
  readonly monitor: string;
  readonly from: string;
  readonly to: string;
  readonly notify: boolean;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly windows_done: number;
  readonly windows_total: number;
  /** Ids of the newest evaluations, oldest first. */
  readonly evaluations: readonly string[];
  readonly failed: number;
  readonly empty: number;
  readonly not_due: number;
  readonly waiting: readonly string[];
  readonly error: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
}
