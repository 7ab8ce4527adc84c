import type { ConfigProblem, FeatureKind } from '../../domain/index.ts';
import { MULTIVARIATE_STATISTICS } from '../multivariate/statistics.ts';
import { METRICS } from '../performance/metrics.ts';
import { STATISTICS } from '../statistics/statistics.ts';
import type { MonitorInput } from './config-schema.ts';
import type { ModelSettings, MonitorSettings } from './settings.ts';

type Check = (
  input: MonitorInput,
  monitor: MonitorSettings,
  model: ModelSettings,
) => readonly ConfigProblem[];

/** The no_data alert of a model goes by this name, so a monitor must not. */
const RESERVED_NAME = 'no_data';

/** checkMonitor finds what a monitor's schema cannot say: options, statistics and baseline that do not fit. */
export function checkMonitor(
  input: MonitorInput,
  monitor: MonitorSettings,
  model: ModelSettings,
  path: ConfigProblem['path'],
): ConfigProblem[] {
  return CHECKS.flatMap((check) => check(input, monitor, model)).map((problem) => ({
    path: [...path, ...problem.path],
    message: problem.message,
  }));
}

const CHECKS: readonly Check[] = [
  reservedName,
  optionsFitKind,
  metricsFitTask,
  statisticsFitKind,
  statisticsFitFeatures,
  embeddingsComeWithPredictions,
  policyNamesWhatIsComputed,
  segmentsAreSound,
  baselineServesMonitor,
  labelsArriveInTime,
];

function reservedName(input: MonitorInput): ConfigProblem[] {
  if (input.name !== RESERVED_NAME) return [];
  return [
    {
      path: ['name'],
      message: `"${RESERVED_NAME}" is the name of the alert on silent models; choose another`,
    },
  ];
}

function optionsFitKind(input: MonitorInput, { kind }: MonitorSettings): ConfigProblem[] {
  const owners: readonly (readonly [keyof MonitorInput, readonly string[]])[] = [
    ['features', ['data_drift', 'multivariate_drift']],
    ['source', ['data_drift', 'multivariate_drift']],
    ['statistics', ['data_drift', 'prediction_drift', 'multivariate_drift']],
    ['embeddings', ['multivariate_drift']],
    ['mmd_method', ['multivariate_drift']],
    ['metrics', ['performance']],
    ['label_delay', ['performance']],
  ];
  return owners
    .filter(([key, kinds]) => input[key] !== undefined && !kinds.includes(kind))
    .map(([key, kinds]) => ({ path: [key], message: `belongs to a monitor of kind ${kinds.join(' or ')}` }));
}

function metricsFitTask(
  input: MonitorInput,
  monitor: MonitorSettings,
  { task }: ModelSettings,
): ConfigProblem[] {
  if (task === null) return [];
  const fitting = Object.values(METRICS)
    .filter(({ tasks }) => tasks.includes(task))
    .map(({ id }) => id);
  return monitor.metrics.flatMap((metric, index) => {
    if (fitting.includes(metric)) return [];
    const message = `${metric} does not fit a ${task} model; ${fitting.join(', ')} do`;
    return [{ path: input.metrics ? ['metrics', index] : [], message }];
  });
}

function statisticsFitKind(input: MonitorInput, { kind }: MonitorSettings): ConfigProblem[] {
  const fitting = Object.keys(kind === 'multivariate_drift' ? MULTIVARIATE_STATISTICS : STATISTICS);
  if (kind === 'performance') return [];
  return (input.statistics ?? []).flatMap((id, index) => {
    if (fitting.includes(id)) return [];
    const message = `${id} does not fit a monitor of kind ${kind}; ${fitting.join(', ')} do`;
    return [{ path: ['statistics', index], message }];
  });
}

function embeddingsComeWithPredictions(input: MonitorInput, { source }: MonitorSettings): ConfigProblem[] {
  if (input.embeddings === undefined || source === 'predictions') return [];
  return [
    { path: ['embeddings'], message: 'feature samples carry no embeddings; the source must be predictions' },
  ];
}

function statisticsFitFeatures(
  input: MonitorInput,
  monitor: MonitorSettings,
  model: ModelSettings,
): ConfigProblem[] {
  const kinds = monitor.features?.map((feature) => model.kinds[feature]);
  if (!kinds?.every((kind): kind is FeatureKind => kind !== undefined)) return [];
  return (input.statistics ?? []).flatMap((id, index) => {
    const fits = STATISTICS[id as keyof typeof STATISTICS]?.featureKinds;
    // Another check names what does not belong to the kind of the monitor.
    if (!fits || kinds.some((kind) => fits.includes(kind))) return [];
    return [
      {
        path: ['statistics', index],
        message: `${id} needs a ${fits.join(' or ')} feature, and every feature of the monitor is ${kinds[0]}`,
      },
    ];
  });
}

function policyNamesWhatIsComputed(input: MonitorInput, monitor: MonitorSettings): ConfigProblem[] {
  const { statistics, metrics, multivariate } = monitor;
  const computed: readonly string[] = [...statistics, ...metrics, ...(multivariate?.statistics ?? [])];
  const { alpha: _alpha, for: _for, decided_by: _decidedBy, ...thresholds } = input.policy ?? {};
  const problems: ConfigProblem[] = [];
  for (const name of Object.keys(thresholds)) {
    const { delta, critical } = monitor.policy.verdict.thresholds[name as keyof typeof thresholds];
    if (!computed.includes(name)) {
      problems.push({ path: ['policy', name], message: `the monitor does not compute ${name}` });
    }
    if (critical < delta) {
      problems.push({ path: ['policy', name, 'critical'], message: `must not be below delta, ${delta}` });
    }
  }
  return problems;
}

function segmentsAreSound(input: MonitorInput, _: MonitorSettings, model: ModelSettings): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const names = new Set<string>();
  for (const [index, segment] of (input.segments ?? []).entries()) {
    if (names.has(segment.name)) {
      problems.push({
        path: ['segments', index, 'name'],
        message: `the segment "${segment.name}" exists twice`,
      });
    }
    names.add(segment.name);
    for (const [place, condition] of segment.where.entries()) {
      const path = ['segments', index, 'where', place];
      if ((condition.tag === undefined) === (condition.feature === undefined)) {
        problems.push({ path, message: 'name either a tag or a feature' });
      }
      if (condition.feature !== undefined && model.kinds[condition.feature] === 'numeric') {
        problems.push({
          path: [...path, 'feature'],
          message: `"${condition.feature}" is numeric; a segment needs a categorical feature`,
        });
      }
    }
  }
  return problems;
}

function baselineServesMonitor(
  input: MonitorInput,
  monitor: MonitorSettings,
  model: ModelSettings,
): ConfigProblem[] {
  const { baseline } = model;
  if (baseline.kind !== 'file') return [];
  const problems: ConfigProblem[] = [];
  if (input.segments?.length) {
    problems.push({
      path: ['segments'],
      message: 'a segment needs a baseline from stored traffic, not a file',
    });
  }
  if (monitor.kind === 'performance' && (baseline.label === null || baseline.prediction === null)) {
    problems.push({ path: [], message: "the model's baseline file names no prediction and label column" });
  }
  if (input.embeddings) {
    problems.push({
      path: ['embeddings'],
      message: 'an embedding needs a baseline from stored traffic, not a file',
    });
  }
  if (monitor.kind === 'prediction_drift' && baseline.prediction === null && baseline.score === null) {
    problems.push({ path: [], message: "the model's baseline file names no prediction or score column" });
  }
  return problems;
}

function labelsArriveInTime(
  input: MonitorInput,
  monitor: MonitorSettings,
  model: ModelSettings,
): ConfigProblem[] {
  if (input.label_delay === undefined || monitor.labelDelay <= model.maxLabelDelay) return [];
  return [{ path: ['label_delay'], message: "is longer than the model's max_label_delay" }];
}
