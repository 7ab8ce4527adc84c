import { type ConfigProblem, schemaProblems } from '../../domain/index.ts';
import { readAnalysis } from '../engines/analysis-section.ts';
import { type AnalyzersInput, AnalyzersSchema } from './config-schema.ts';
import { readDuration } from './config-values.ts';
import { readModel } from './model-settings.ts';
import { checkMonitor } from './monitor-checks.ts';
import { readMonitor } from './monitor-settings.ts';
import type { AnalyzersConfig, ModelSettings, MonitorSettings } from './settings.ts';

/** ConfigReading is a checked section: with problems the config holds only what could be read. */
export interface ConfigReading {
  readonly config: AnalyzersConfig;
  readonly problems: readonly ConfigProblem[];
}

/** readAnalyzersConfig checks the analyzers' part of plumbline.yaml and reports every problem with its path. */
export function readAnalyzersConfig(value: unknown): ConfigReading {
  const input = (value ?? {}) as AnalyzersInput;
  const found = schemaProblems(AnalyzersSchema, input);
  const problems = [...found];
  const sound = <T>(key: string, items: readonly T[] | undefined) =>
    Array.isArray(items)
      ? (items as readonly T[])
          .map((item, index) => ({ item, path: [key, index] as const }))
          .filter(
            ({ path }) =>
              !found.some(({ path: bad }) => bad[0] === key && (bad.length === 1 || bad[1] === path[1])),
          )
      : [];
  const models = sound('models', input.models).map(({ item, path }) => ({
    settings: readModel(item, path, problems),
    path,
  }));
  problems.push(...duplicates(models, 'model'));
  const monitors = sound('monitors', input.monitors).map(({ item, path }) => {
    const project = item.project ?? 'default';
    const model = models.find(
      ({ settings }) => settings.name === item.model && settings.project === project,
    )?.settings;
    const settings = readMonitor(item, model?.task ?? null, path, problems);
    if (model) problems.push(...checkMonitor(item, settings, model, path));
    else if (!mentioned(input, item.model, project))
      problems.push(unknownModel(item.model, project, path, models));
    return { settings, path };
  });
  problems.push(...duplicates(monitors, 'monitor'));
  const tickMs = found.some(({ path }) => path[0] === 'tick')
    ? 10_000
    : readDuration(input.tick, 10_000, ['tick'], problems);
  if (tickMs < 50) problems.push({ path: ['tick'], message: 'must be at least 50ms' });
  const config: AnalyzersConfig = {
    models: models.map(({ settings }) => settings),
    monitors: monitors.map(({ settings }) => settings),
    clock: input.clock === 'replay' ? 'replay' : 'wall',
    tickMs,
    defaultMonitors: input.defaults?.monitors === true,
    analysis: readAnalysis(input.analysis),
  };
  return { config: deepFreeze(config), problems };
}

interface Placed<T> {
  readonly settings: T;
  readonly path: ConfigProblem['path'];
}

function duplicates(
  items: readonly Placed<ModelSettings | MonitorSettings>[],
  noun: 'model' | 'monitor',
): ConfigProblem[] {
  const seen = new Set<string>();
  return items.flatMap(({ settings, path }) => {
    const key = JSON.stringify([settings.project, settings.name]);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ path: [...path, 'name'], message: `the ${noun} "${settings.name}" exists twice` }];
  });
}

/** A model whose own entry is broken has been reported there already. */
function mentioned(input: AnalyzersInput, name: string, project: string): boolean {
  const entries: readonly unknown[] = Array.isArray(input.models) ? input.models : [];
  return entries.some((entry) => {
    const model = entry as { name?: unknown; project?: unknown } | null;
    return model?.name === name && (model.project ?? 'default') === project;
  });
}

function unknownModel(
  name: string,
  project: string,
  path: ConfigProblem['path'],
  models: readonly Placed<ModelSettings>[],
): ConfigProblem {
  const known = models
    .filter(({ settings }) => settings.project === project)
    .map(({ settings }) => settings.name);
  const hint = known.length === 0 ? 'no model is declared' : `declared are ${known.join(', ')}`;
  return { path: [...path, 'model'], message: `unknown model "${name}"; ${hint}` };
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
