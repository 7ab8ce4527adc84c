import type { ModelVersion } from '../../domain/index.ts';
import { AUTOMATIC_BASELINE } from './model-settings.ts';
import { readMonitor } from './monitor-settings.ts';
import type { AnalyzersConfig, ModelSettings, MonitorSettings } from './settings.ts';

/** WatchedMonitor is a monitor beside its model. */
export interface WatchedMonitor {
  readonly monitor: MonitorSettings;
  readonly model: ModelSettings;
}

/** configuredMonitors pairs each declared monitor with its model. */
export function configuredMonitors({ models, monitors }: AnalyzersConfig): WatchedMonitor[] {
  return monitors.flatMap((monitor) => {
    const model = models.find(({ project, name }) => project === monitor.project && name === monitor.model);
    return model ? [{ monitor, model }] : [];
  });
}

/**
 * defaultMonitors gives every model without a monitor, declared or met in traffic, a drift monitor of its inputs and one
 * of its outputs. They are silent: a monitor that notifies is one that somebody wrote down.
 */
export function defaultMonitors(config: AnalyzersConfig, seen: readonly ModelVersion[]): WatchedMonitor[] {
  if (!config.defaultMonitors) return [];
  const models = new Map<string, ModelSettings>();
  for (const model of config.models) models.set(keyOf(model.project, model.name), model);
  for (const { project, model } of seen) {
    const key = keyOf(project, model);
    if (!models.has(key)) models.set(key, unknownModel(project, model));
  }
  const watched = new Set(config.monitors.map(({ project, model }) => keyOf(project, model)));
  const names = new Set(config.monitors.map(({ project, name }) => keyOf(project, name)));
  return [...models]
    .filter(([key]) => !watched.has(key))
    .flatMap(([, model]) => [silentMonitor(model, 'data_drift'), silentMonitor(model, 'prediction_drift')])
    .filter(({ monitor }) => !names.has(keyOf(monitor.project, monitor.name)));
}

function unknownModel(project: string, name: string): ModelSettings {
  return {
    project,
    name,
    task: null,
    positiveClass: '1',
    kinds: {},
    maxLabelDelay: 0,
    baseline: AUTOMATIC_BASELINE,
    baselinePerVersion: false,
  };
}

function silentMonitor(model: ModelSettings, kind: 'data_drift' | 'prediction_drift'): WatchedMonitor {
  const { project } = model;
  const input = { name: `${model.name}.${kind}`, model: model.name, project, kind, window: '1d' };
  return { model, monitor: { ...readMonitor(input, model.task, [], []), silent: true } };
}

function keyOf(project: string, name: string): string {
  return JSON.stringify([project, name]);
}
