import { type ConfigProblem, calendarDay, canonicalText, messageOf } from '../../domain/index.ts';
import type { BaselineInput, ModelInput } from './config-schema.ts';
import { readDuration, readWindow } from './config-values.ts';
import type { BaselineSettings, ModelSettings } from './settings.ts';

const DAY = 86_400_000;
const FILE_KEYS = ['format', 'prediction', 'score', 'label', 'ignore'] as const;

/** AUTOMATIC_BASELINE is what a model gets that names none: its first 7 days or 10,000 rows. */
export const AUTOMATIC_BASELINE = {
  kind: 'first',
  ms: 7 * DAY,
  rows: 10_000,
} as const satisfies BaselineSettings;

/** readModel fills in a model's defaults and checks what its schema cannot say. */
export function readModel(
  input: ModelInput,
  path: ConfigProblem['path'],
  problems: ConfigProblem[],
): ModelSettings {
  if (input.positive_class !== undefined && input.task !== 'binary') {
    problems.push({ path: [...path, 'positive_class'], message: 'only a binary model has a positive class' });
  }
  const baseline = readBaseline(input.baseline, [...path, 'baseline'], problems);
  if (input.baseline_per_version && baseline.kind === 'file') {
    problems.push({
      path: [...path, 'baseline_per_version'],
      message: 'a file cannot be split by version; name a window, first or rows',
    });
  }
  return {
    project: input.project ?? 'default',
    name: input.name,
    task: input.task as ModelSettings['task'],
    positiveClass: canonicalText(input.positive_class ?? 1),
    kinds: input.features ?? {},
    maxLabelDelay: readDuration(input.max_label_delay, 30 * DAY, [...path, 'max_label_delay'], problems),
    baseline,
    baselinePerVersion: input.baseline_per_version ?? false,
  };
}

function readBaseline(
  input: BaselineInput | undefined,
  path: ConfigProblem['path'],
  problems: ConfigProblem[],
): BaselineSettings {
  if (input === undefined) return AUTOMATIC_BASELINE;
  const kinds = [input.window, input.file, input.first ?? input.rows, input.trailing, input.seasonal];
  if (kinds.filter((item) => item !== undefined).length !== 1) {
    const message = 'give one of window, file, first and/or rows, trailing, or seasonal';
    problems.push({ path, message });
    return AUTOMATIC_BASELINE;
  }
  const rolls = input.trailing !== undefined || input.seasonal !== undefined;
  if (input.exclude !== undefined && !rolls) {
    problems.push({ path: [...path, 'exclude'], message: 'belongs to trailing or seasonal' });
  }
  if (input.file !== undefined) return readFile(input, input.file, path, problems);
  for (const key of FILE_KEYS) {
    if (input[key] !== undefined) problems.push({ path: [...path, key], message: 'belongs to a file' });
  }
  if (input.window !== undefined) {
    return {
      kind: 'window',
      window: readWindow(input.window, [...path, 'window'], problems),
      version: input.window.version ?? null,
      deployment: (input.window.deployment as string | undefined) ?? 'live',
    };
  }
  if (rolls) return readRolling(input, path, problems);
  const ms = input.first === undefined ? null : readDuration(input.first, DAY, [...path, 'first'], problems);
  if (ms === 0) problems.push({ path: [...path, 'first'], message: 'must be longer than 0' });
  return { kind: 'first', ms, rows: input.rows ?? null };
}

function readRolling(
  { trailing, seasonal, exclude = [] }: BaselineInput,
  path: ConfigProblem['path'],
  problems: ConfigProblem[],
): BaselineSettings {
  for (const [index, day] of exclude.entries()) {
    try {
      calendarDay(day, 'UTC');
    } catch (error) {
      problems.push({ path: [...path, 'exclude', index], message: messageOf(error) });
    }
  }
  if (seasonal !== undefined) return { kind: 'seasonal', weeks: seasonal.weeks, exclude };
  const ms = readDuration(trailing, 7 * DAY, [...path, 'trailing'], problems);
  if (ms === 0) problems.push({ path: [...path, 'trailing'], message: 'must be longer than 0' });
  return { kind: 'trailing', ms, exclude };
}

function readFile(
  input: BaselineInput,
  file: string,
  path: ConfigProblem['path'],
  problems: ConfigProblem[],
): BaselineSettings {
  const ending = /\.(csv|parquet)$/i.exec(file)?.[1]?.toLowerCase();
  const format = (input.format as 'csv' | 'parquet' | undefined) ?? (ending as 'csv' | 'parquet' | undefined);
  if (format === undefined) {
    problems.push({
      path: [...path, 'file'],
      message: `the name "${file}" ends with neither .csv nor .parquet; add format`,
    });
  }
  return {
    kind: 'file',
    path: file,
    format: format ?? 'csv',
    prediction: input.prediction ?? null,
    score: input.score ?? null,
    label: input.label ?? null,
    ignore: input.ignore ?? [],
  };
}
