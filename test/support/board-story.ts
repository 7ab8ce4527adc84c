import type { Store } from '../../store/index.ts';
import { notification, retrainingRun, transition } from '../conformance/store/alert-rows.ts';
import { alert, evaluation, finding, series } from './alert-builders.ts';
import { HOUR, T0 } from './store-rows.ts';

/** BoardNames are the names that people and services gave to things. */
export interface BoardNames {
  readonly project: string;
  readonly model: string;
  readonly version: string;
  readonly monitor: string;
  readonly segment: string;
  readonly feature: string;
}

const DAY = 24 * HOUR;
const NOW = Date.now();
const RULES = {
  eventTimePastMs: 400 * DAY,
  eventTimeFutureMs: DAY,
  unknownFields: 'refuse',
  quarantineBytesPerHour: 100_000,
} as const;

/** STORY_RANGE holds everything that tellBoardStory writes. */
export const STORY_RANGE = { from: T0 - 8 * DAY, to: T0 + 3 * DAY };

/** tellBoardStory writes a model of which every board has something to show: traffic, verdicts, an incident, a run. */
export async function tellBoardStory(store: Store, names: BoardNames): Promise<void> {
  await sendTraffic(store, names);
  await judgeWindows(store, names);
  const { project, model, version, monitor, segment } = names;
  const incidentId = `incident of ${project}`;
  const key = series({ project, model, version, monitor, segment });
  const firing = { state: 'firing', severity: 'critical', since: T0 - 2 * DAY } as const;
  await store.alertStore.saveAlerts([alert({ ...key, ...firing, incidentId, lastWindowEnd: T0 })]);
  const opened = {
    incidentId,
    model,
    version,
    firing: [monitor],
    series: key,
    severity: 'critical',
  } as const;
  await store.alertStore.appendTransitions([transition(project, { ...opened, at: T0 })]);
  const told = { incidentId, attempts: 1, createdAt: NOW, updatedAt: NOW };
  await store.notificationLog.saveNotifications([
    notification(project, { ...told, state: 'delivered' }),
    notification(project, { ...told, notificationId: 'n2', state: 'failed' }),
  ]);
  const run = { incidentId, model, fromVersion: version, decidedAt: T0 + HOUR, updatedAt: NOW };
  await store.retrainingStore.saveRun(retrainingRun(project, { ...run, state: 'failed' }));
}

/** One prediction that lands and one line that does not, through the log. */
async function sendTraffic(store: Store, { project, model, version, feature }: BoardNames): Promise<void> {
  const record = {
    prediction_id: 'p',
    model,
    version,
    timestamp: T0,
    features: { [feature]: 1.5 },
    prediction: 1,
  };
  const lines = [JSON.stringify(record), '{"prediction_id":'];
  const entries = lines.map((line, index) => ({
    offset: BigInt(index),
    project,
    timestamp: NOW,
    value: Buffer.from(line),
  }));
  const token = `story of ${project}`;
  await store.logWriter(RULES).write({ kind: 'prediction', topic: 't', partition: 0, token, entries });
}

/** Three days of two monitors: a feature that drifts more every day, and a metric that decays. */
async function judgeWindows(
  store: Store,
  { project, model, version, monitor, segment, feature }: BoardNames,
): Promise<void> {
  const inputs = series({ project, model, version, monitor, segment });
  const performance = series({ project, model, version, monitor: `${monitor} performance`, segment });
  const details = { baseline: 0.9, predictions: 900, labelled: 800, labelled_share: 0.9 };
  const [none, warning, critical] = ['none', 'warning', 'critical'] as const;
  for (const [day, severity] of [none, warning, critical].entries()) {
    const start = T0 - (4 - day) * DAY;
    const judged = { window: { start, end: start + DAY }, evaluatedAt: T0 };
    const value = 0.05 + day * 0.1;
    const drift = finding({ subject: { kind: 'feature', name: feature }, value, severity });
    const decay = finding({
      subject: { kind: 'prediction', name: '' },
      statistic: 'accuracy',
      value: 0.9 - value,
      effect: value,
      interval: [value - 0.01, value + 0.01],
      severity,
      details,
    });
    const save = (key: typeof inputs, result: typeof drift) =>
      store.evaluationStore.saveEvaluation(
        evaluation(day, severity, {
          key,
          ...judged,
          evaluationId: `${key.project}/${key.monitor}/${day}`,
          results: [result],
        }),
      );
    await save(inputs, drift);
    await save(performance, decay);
  }
}
