import { type Baseline, contentHash, type Reference, type Subject } from '../../domain/index.ts';
import { wholeBaseline } from '../baselines/reference-numbers.ts';
import type { MultivariateKernels } from '../multivariate/kernels.ts';
import { measurePerformance } from '../performance/measure-performance.ts';
import type { Catalogue, Slice } from '../ports.ts';
import { isLong, type ProfileBook } from '../profiles/profile-book.ts';
import type { Measured } from '../statistics/measured.ts';
import { STATISTICS } from '../statistics/statistics.ts';
import { type ColumnParts, measureColumns } from './measure-columns.ts';
import { measureMultivariate } from './measure-multivariate.ts';
import { measureProfiles } from './measure-profiles.ts';
import type { ModelSettings, MonitorSettings } from './settings.ts';

/** MeasureParts are what windows are read and measured with; `clock` is wall time. */
export interface MeasureParts extends ColumnParts {
  readonly kernels: MultivariateKernels;
  readonly catalogue: Catalogue;
  readonly clock: () => number;
  /** Absent or null where windows are always read from rows. */
  readonly profiles?: ProfileBook | null;
}

/** WindowMeasure is everything measured of one window, before any judgement. */
export interface WindowMeasure {
  readonly measured: readonly Measured[];
  /** Names the subjects, statistics, rows and baseline: equal hashes, equal measurements. */
  readonly measurementHash: string;
  readonly nReference: number;
  readonly nCurrent: number;
  /** Sentences about what no statistic tells, such as features that the baseline does not know. */
  readonly notes: readonly string[];
}

/** measureWindow compares one slice with its baseline; it is null for a slice without rows. */
export async function measureWindow(
  model: ModelSettings,
  monitor: MonitorSettings,
  slice: Slice,
  baseline: Baseline,
  parts: MeasureParts,
): Promise<WindowMeasure | null> {
  const { multivariate } = monitor;
  if (monitor.kind !== 'performance' && !multivariate) return measureDrift(monitor, slice, baseline, parts);
  const rows = await parts.reader.countRows(slice);
  parts.signal?.throwIfAborted();
  if (rows === 0) return null;
  if (multivariate) {
    const { measured, notes } = await measureMultivariate(monitor, multivariate, slice, baseline, parts);
    const subjects = measured.map(({ subject }) => subject);
    return {
      measured,
      measurementHash: measurementHash(monitor, slice, subjects, baseline),
      nReference: baseline.rows,
      nCurrent: rows,
      notes,
    };
  }
  return measureOutcomes(model, monitor, slice, baseline, parts);
}

async function measureOutcomes(
  model: ModelSettings,
  monitor: MonitorSettings,
  slice: Slice,
  baseline: Baseline,
  { reader, clock }: MeasureParts,
): Promise<WindowMeasure> {
  const task = model.task ?? 'binary';
  const { positiveClass } = model;
  const outcomes = await reader.readOutcomes(slice, { task, positiveClass, asOf: clock() });
  const measured = measurePerformance(
    { ...outcomes, task, positiveClass },
    baseline.metrics,
    monitor.metrics,
  );
  const labelled = Math.max(0, ...measured.measurements.map(({ nCurrent }) => nCurrent));
  return {
    measured: [measured],
    measurementHash: measurementHash(monitor, slice, [measured.subject], baseline),
    nReference: Math.max(0, ...baseline.metrics.map(({ n }) => n)),
    nCurrent: labelled,
    notes: [`${labelled} of ${outcomes.predictions} predictions have a label.`],
  };
}

async function measureDrift(
  monitor: MonitorSettings,
  slice: Slice,
  baseline: Baseline,
  parts: MeasureParts,
): Promise<WindowMeasure | null> {
  const { profiles } = parts;
  // Profiles are compared with the numbers of the whole reference.
  const compared = profiles && isLong(slice.window) ? await wholeBaseline(baseline) : baseline;
  const { references, absent } = selectReferences(monitor, compared);
  const statisticsOf = (reference: Reference) => statisticsFor(monitor, reference);
  const policy = monitor.policy.verdict;
  const profiled =
    profiles &&
    references.length > 0 &&
    (await measureProfiles(slice, compared, references, statisticsOf, policy, { ...parts, profiles }));
  const rows = profiled ? profiled.rows : await parts.reader.countRows(slice);
  parts.signal?.throwIfAborted();
  if (rows === 0) return null;
  const { readNumbers } = compared;
  const columnParts = { ...parts, ...(readNumbers && { readNumbers }) };
  const measured: Measured[] = profiled
    ? [...profiled.measured]
    : [...(await measureColumns(references, slice, rows, statisticsOf, columnParts))];
  for (const name of absent) measured.push(unknownFeature(name, monitor));
  const known = new Set(baseline.references.map(({ subject }) => subject.name));
  const fresh =
    monitor.kind === 'data_drift' && !monitor.features ? newFeatures(slice, known, parts.catalogue) : [];
  const subjects = measured.map(({ subject }) => subject);
  return {
    measured,
    measurementHash: measurementHash(monitor, slice, subjects, baseline),
    nReference: baseline.rows,
    nCurrent: rows,
    notes: [
      ...(profiled ? profiled.notes : []),
      ...(fresh.length === 0 ? [] : [`New since the baseline: ${nameList(fresh)}.`]),
    ],
  };
}

/** selectReferences picks the subjects of a monitor; `absent` are asked for and not in the baseline. */
function selectReferences(
  monitor: MonitorSettings,
  baseline: Baseline,
): { readonly references: readonly Reference[]; readonly absent: readonly string[] } {
  if (monitor.kind === 'prediction_drift') {
    return {
      references: baseline.references.filter(({ subject }) => subject.kind !== 'feature'),
      absent: [],
    };
  }
  const features = baseline.references.filter(({ subject }) => subject.kind === 'feature');
  if (monitor.features === null) {
    return { references: features.filter((item) => fitting(monitor, item).length > 0), absent: [] };
  }
  const wanted = new Set(monitor.features);
  const known = new Set(features.map(({ subject }) => subject.name));
  return {
    references: features.filter(({ subject }) => wanted.has(subject.name)),
    absent: monitor.features.filter((name) => !known.has(name)),
  };
}

function fitting({ statistics }: MonitorSettings, { kind }: Reference): MonitorSettings['statistics'] {
  return statistics.filter((id) => STATISTICS[id].featureKinds.includes(kind));
}

/** A feature asked for by name that no statistic fits is measured all the same, which gives the reason. */
function statisticsFor(monitor: MonitorSettings, reference: Reference): MonitorSettings['statistics'] {
  const fits = fitting(monitor, reference);
  return fits.length > 0 ? fits : monitor.statistics;
}

function unknownFeature(name: string, { statistics }: MonitorSettings): Measured {
  const subject: Subject = { kind: 'feature', name };
  return {
    subject,
    measurements: [],
    unmeasured: statistics.map((statistic) => ({
      subject,
      statistic,
      reason: 'empty_reference',
      error: null,
    })),
  };
}

function newFeatures(
  { project, model, window }: Slice,
  known: ReadonlySet<string>,
  catalogue: Catalogue,
): string[] {
  return catalogue
    .features(project, model)
    .filter(({ feature, lastSeen, firstSeen }) => {
      return !known.has(feature) && lastSeen >= window.start && firstSeen < window.end;
    })
    .map(({ feature }) => feature);
}

const LISTED = 5;

function nameList(names: readonly string[]): string {
  const rest = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** measurementHash is the run key of a window: what was measured, on which rows, against which baseline. */
export function measurementHash(
  monitor: MonitorSettings,
  slice: Slice,
  subjects: readonly Subject[],
  baseline: Pick<Baseline, 'hash'> | null,
): string {
  return contentHash({
    kind: monitor.kind,
    slice,
    subjects,
    statistics: monitor.statistics,
    metrics: monitor.metrics,
    labelDelay: monitor.labelDelay,
    ...(monitor.multivariate ? { multivariate: monitor.multivariate, features: monitor.features } : {}),
    baseline: baseline?.hash ?? '',
  });
}
