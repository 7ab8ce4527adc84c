/** Severity is how bad a verdict is. */
export type Severity = 'none' | 'warning' | 'critical';

/** ModelState is what a model's card says first. */
export type ModelState = 'critical' | 'warning' | 'ok' | 'no_data' | 'waiting';

/** FleetRow is one model of GET /v1/fleet. Times are RFC 3339 in UTC. */
export interface FleetRow {
  readonly model: string;
  readonly state: ModelState;
  readonly current_version: string;
  readonly versions: number;
  readonly features: number;
  readonly monitors: number;
  readonly firing: readonly string[];
  readonly open_incidents: number;
  readonly incident_id: string;
  readonly incident_since: string | null;
  readonly newest_event_time: string | null;
  readonly newest_received_at: string | null;
  readonly newest_window_end: string | null;
  readonly evaluated_at: string | null;
  readonly days: readonly FleetDay[];
}

/** FleetDay is the worst severity of a day; null without data. */
export interface FleetDay {
  readonly day: string;
  readonly severity: Severity | null;
}

/** Series names what a monitor watches: a version's traffic in a deployment and a segment. */
export interface Series {
  readonly model: string;
  readonly monitor: string;
  readonly version: string;
  readonly deployment: string;
  readonly segment: string;
}

/** Judged is one measurement with its verdict. */
export interface Judged {
  readonly subject: 'feature' | 'prediction' | 'score' | 'features' | 'embedding';
  readonly feature: string;
  readonly statistic: string;
  readonly value: number | null;
  readonly effect: number | null;
  readonly p_value: number | null;
  readonly p_adjusted: number | null;
  readonly interval_low: number | null;
  readonly interval_high: number | null;
  readonly threshold: number | null;
  readonly status: string;
  readonly severity: Severity;
  readonly rule: string;
  readonly n_reference: number;
  readonly n_current: number;
  readonly exact: boolean;
  readonly details: unknown;
}

/** Measurement is one row of GET /v1/measurements. */
export interface Measurement extends Series, Judged {
  readonly evaluation_id: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly evaluated_at: string;
}

/** Evaluation is one row of GET /v1/evaluations. */
export interface Evaluation extends Series {
  readonly evaluation_id: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly status: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly n_reference: number;
  readonly n_current: number;
  readonly mode: 'live' | 'backfill';
  readonly took_ms: number;
  readonly evaluated_at: string;
}

/** SeriesState is one row of GET /v1/series. */
export interface SeriesState extends Omit<Evaluation, 'mode'> {
  readonly alert_state: 'inactive' | 'pending' | 'firing';
  readonly alert_since: string | null;
  readonly streak: number;
  readonly incident_id: string;
  readonly worst_subject: string;
  readonly worst_feature: string;
  readonly worst_statistic: string;
  readonly worst_value: number | null;
  readonly worst_effect: number | null;
  readonly worst_threshold: number | null;
}

/** MeasurementDay is one row of GET /v1/measurement-days. */
export interface MeasurementDay extends Series {
  readonly subject: Judged['subject'];
  readonly feature: string;
  readonly statistic: string;
  readonly day: string;
  /** Windows that could be judged, and those that could not. */
  readonly windows: number;
  readonly undecided: number;
  readonly worst_effect: number | null;
  readonly worst_value: number | null;
  readonly mean_effect: number | null;
  readonly min_p_adjusted: number | null;
  readonly threshold: number | null;
  readonly severity: Severity;
}

/** PerformanceWindow is one row of GET /v1/performance. */
export interface PerformanceWindow extends Series {
  readonly window_start: string;
  readonly window_end: string;
  readonly statistic: string;
  readonly value: number | null;
  readonly reference_value: number | null;
  readonly effect: number | null;
  /** Bounds of the effect, in its unit and sign. */
  readonly interval_low: number | null;
  readonly interval_high: number | null;
  readonly threshold: number | null;
  readonly severity: Severity;
  readonly n_reference: number;
  readonly labelled: number;
  /** Null where only the labels were counted. */
  readonly predictions: number | null;
  readonly label_share: number | null;
  readonly mature: boolean;
  readonly rule: string;
}

/** TimelineRow is one row of GET /v1/timeline. */
export interface TimelineRow {
  readonly model: string;
  readonly at: string;
  readonly until: string | null;
  readonly kind: 'incident' | 'retraining' | 'version';
  readonly severity: Severity | '';
  readonly version: string;
  readonly title: string;
  readonly text: string;
  /** Id of the incident or of the run. */
  readonly ref: string;
}

/** Evidence is one measurement that an incident stands on. */
export interface Evidence {
  readonly subject: { readonly kind: string; readonly name: string };
  readonly statistic: string;
  readonly value: number | null;
  readonly effect: number | null;
  readonly pAdjusted: number | null;
  readonly threshold: number | null;
  readonly severity: Severity;
  readonly rule: string;
  readonly interval: readonly [number, number] | null;
}

/** Incident is one row of GET /v1/incidents. */
export interface Incident {
  readonly incident_id: string;
  readonly model: string;
  readonly version: string;
  readonly state: 'open' | 'resolved';
  readonly severity: Severity;
  readonly firing: readonly string[];
  readonly summary: string;
  readonly evidence: readonly Evidence[] | null;
  readonly since: string;
  readonly opened_at: string;
  readonly changed_at: string;
  readonly backfilled: boolean;
  readonly transitions: number;
}

/** Transition is one step in the history of an incident. */
export interface Transition {
  readonly transition_id: string;
  readonly sequence: number;
  readonly kind: string;
  readonly state: 'open' | 'resolved';
  readonly severity: Severity;
  readonly firing: readonly string[];
  readonly series: Series | null;
  readonly window_start: string;
  readonly window_end: string;
  readonly evaluation_id: string;
  readonly summary: string;
  readonly evidence: readonly Evidence[] | null;
  readonly at: string;
}

/** IncidentHistory is GET /v1/incidents/:id. */
export interface IncidentHistory extends Omit<Incident, 'transitions'> {
  readonly transitions: readonly Transition[];
}

/** Notification is one row of GET /v1/notifications. */
export interface Notification {
  readonly notification_id: string;
  readonly incident_id: string;
  readonly transition_id: string;
  readonly notifier: string;
  readonly kind: string;
  readonly state: 'pending' | 'delivered' | 'failed' | 'suppressed';
  readonly attempts: number;
  readonly next_attempt_at: string;
  readonly last_error: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** RetrainingRun is one row of GET /v1/retraining-runs. */
export interface RetrainingRun {
  readonly run_id: string;
  readonly incident_id: string;
  readonly notifier: string;
  readonly model: string;
  readonly from_version: string;
  readonly to_version: string;
  readonly state: 'requested' | 'started' | 'succeeded' | 'failed' | 'suppressed';
  readonly reason: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly worst_features: readonly string[];
  readonly decided_at: string;
  readonly requested_at: string;
  readonly updated_at: string;
}

/** Monitor is one row of GET /v1/monitors. */
export interface Monitor {
  readonly name: string;
  readonly model: string;
  readonly kind: string;
  readonly deployment: string;
  readonly source: string;
  /** In words, such as 'every week in UTC'. */
  readonly window: string;
  readonly statistics: readonly string[];
  readonly metrics: readonly string[];
  readonly policy: string;
  readonly for: number;
  readonly silent: boolean;
  readonly evaluated_until: string | null;
  readonly next_window: string | null;
  readonly caught_up: boolean;
  readonly alerts_caught_up: boolean;
  readonly last_seen: string | null;
  readonly last_error: string | null;
  readonly series: readonly MonitorSeries[];
}

/** MonitorSeries is one series of a monitor with its last window. */
export interface MonitorSeries {
  readonly version: string;
  readonly segment: string;
  readonly active: boolean;
  readonly evaluated_until: string | null;
  readonly pending_windows: number;
  readonly baseline: { readonly state?: string; readonly hash?: string } | null;
  readonly last: {
    readonly window: { readonly from: string; readonly to: string };
    readonly status: string;
    readonly severity: Severity;
    readonly mode: string;
    readonly summary: string;
  } | null;
}

/** Session is GET /v1/session. */
export interface Session {
  readonly project: string;
  readonly scopes: readonly string[];
  readonly version: string;
  readonly first_event_at: string | null;
  readonly public_url?: string;
}
