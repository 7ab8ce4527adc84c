import {
  type Baseline,
  type BaselineMetric,
  type BaselineOrigin,
  type BaselineReferences,
  type Column,
  PlumblineError,
  type RowSample,
  type Subject,
} from '../../domain/index.ts';
import { FILE_BOUNDS } from '../multivariate/row-requests.ts';
import { baselineMetrics } from '../performance/measure-performance.ts';
import { METRICS } from '../performance/metrics.ts';
import type { BaselineFileReader, Catalogue, ColumnRequest, OutcomeColumns, WindowReader } from '../ports.ts';
import { baselineHash } from './baseline-hash.ts';
import { type BaselineDefinition, definitionHash } from './definition.ts';
import { mergeColumns, mergeOutcomes } from './merge-columns.ts';
import { prepareReference } from './prepare-reference.ts';
import { type ReferenceSources, readReferences } from './read-references.ts';
import { readSamples } from './read-samples.ts';
import type { ReferenceSlices } from './reference-slices.ts';

/** BuildSources are what a baseline is read from. */
export interface BuildSources extends ReferenceSources {
  readonly files: BaselineFileReader;
  readonly catalogue: Catalogue;
}

/** BuildOutcome is a built baseline, or why its rows cannot give one yet. */
export type BuildOutcome = { readonly baseline: Baseline } | { readonly waiting: string };

/** buildFromTraffic reads the settled rows of a baseline; `now` is wall time. */
export async function buildFromTraffic(
  definition: BaselineDefinition,
  { slices, rows }: ReferenceSlices,
  sources: BuildSources,
  now: number,
): Promise<BuildOutcome> {
  if (definition.contents === 'rows') {
    const columns = featureRequests(definition, sources);
    const samples = await readSamples(definition, columns, { slices, rows }, sources.reader);
    const origin = trafficOrigin(definition, slices);
    return { baseline: await sealed(definition, origin, rows, NO_REFERENCES, [], now, samples) };
  }
  const metrics = definition.contents === 'values' ? [] : await readMetrics(definition, slices, sources, now);
  if (metrics === null) return { waiting: 'no labelled prediction yet' };
  const references =
    definition.contents === 'outcomes'
      ? NO_REFERENCES
      : await readReferences(
          definition,
          await columnRequests(definition, slices, sources),
          { slices, rows },
          sources,
        );
  const origin = trafficOrigin(definition, slices);
  return { baseline: await sealed(definition, origin, rows, references, metrics, now) };
}

function trafficOrigin(definition: BaselineDefinition, slices: ReferenceSlices['slices']): BaselineOrigin {
  const [{ window, version, deployment }] = slices;
  const rest = {
    version: version ?? '',
    deployment,
    ...(definition.segment ? { segment: definition.segment.name } : {}),
    definition: definitionHash(definition),
  };
  if (definition.rows.kind !== 'spans') return { kind: 'window', window, ...rest };
  return { kind: 'spans', windows: slices.map((slice) => slice.window), ...rest };
}

/** buildFromFile reads a baseline file; throws baseline_unreadable, baseline_empty or unknown_column. */
export async function buildFromFile(
  definition: BaselineDefinition,
  sources: BuildSources,
  now: number,
): Promise<Baseline> {
  const { rows, task } = definition;
  if (rows.kind !== 'file') throw new PlumblineError('internal', 'The baseline does not come from a file.');
  const seed = definitionHash(definition);
  const request = {
    path: rows.path,
    format: rows.format,
    kinds: definition.kinds,
    ignore: rows.ignore,
    predictionColumn: rows.prediction,
    scoreColumn: rows.score,
    labelColumn: rows.label,
    task: task ?? 'binary',
    positiveClass: definition.positiveClass,
  };
  const originOf = (bytesHash: string): BaselineOrigin => {
    return { kind: 'file', file: rows.path, bytesHash, definition: seed };
  };
  if (definition.contents === 'rows') {
    const found = await sources.files.readFileSample(request, { ...FILE_BOUNDS, seed });
    return sealed(definition, originOf(found.bytesHash), found.sample.total, NO_REFERENCES, [], now, [
      found.sample,
    ]);
  }
  const file = await sources.files.readBaselineFile(request);
  if (file.rows === 0)
    throw new PlumblineError('baseline_empty', `The baseline file ${rows.path} has no rows.`);
  const references = file.columns.map((column) => prepareReference(column, seed));
  const metrics = file.outcomes ? metricsOf(file.outcomes, definition) : [];
  return sealed(definition, originOf(file.bytesHash), file.rows, { references }, metrics, now);
}

const NO_REFERENCES: BaselineReferences = { references: [] };

async function sealed(
  definition: BaselineDefinition,
  origin: BaselineOrigin,
  rows: number,
  references: BaselineReferences,
  metrics: readonly BaselineMetric[],
  now: number,
  samples: readonly RowSample[] = [],
): Promise<Baseline> {
  const { project, model, version } = definition;
  const content = {
    ...{ project, model, version, origin, rows, ...references, metrics },
    ...(samples.length > 0 ? { samples } : {}),
  };
  return { ...content, hash: await baselineHash(content), createdAt: now };
}

/** Null when no prediction has a label: such a baseline could never serve, and it would stay for ever. */
async function readMetrics(
  definition: BaselineDefinition,
  slices: ReferenceSlices['slices'],
  sources: BuildSources,
  now: number,
): Promise<readonly BaselineMetric[] | null> {
  if (definition.task === null) return null;
  const request = { task: definition.task, positiveClass: definition.positiveClass, asOf: now };
  const parts: OutcomeColumns[] = [];
  for (const slice of slices) parts.push(await sources.reader.readOutcomes(slice, request));
  const outcomes = mergeOutcomes(parts);
  const labelled = Math.max(outcomes.labelCode.length, outcomes.labelNumber.length);
  return labelled === 0 ? null : metricsOf(outcomes, definition);
}

function metricsOf(
  outcomes: OutcomeColumns,
  { task, positiveClass }: BaselineDefinition,
): readonly BaselineMetric[] {
  if (task === null) return [];
  const fitting = Object.values(METRICS).filter(({ tasks }) => tasks.includes(task));
  return baselineMetrics(
    { ...outcomes, task, positiveClass },
    fitting.map(({ id }) => id),
  );
}

/** featureRequests are the features that are known or declared, by name. */
function featureRequests(definition: BaselineDefinition, sources: BuildSources): ColumnRequest[] {
  const kinds = new Map(
    sources.catalogue
      .features(definition.project, definition.model)
      .map(({ feature, kind }) => [feature, kind]),
  );
  for (const [feature, kind] of Object.entries(definition.kinds)) kinds.set(feature, kind);
  return [...kinds]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, kind]): ColumnRequest => ({ subject: { kind: 'feature', name }, kind }));
}

async function columnRequests(
  definition: BaselineDefinition,
  slices: ReferenceSlices['slices'],
  sources: BuildSources,
): Promise<ColumnRequest[]> {
  const features = featureRequests(definition, sources);
  if (definition.source === 'feature_samples') return features;
  const prediction: Subject = { kind: 'prediction', name: '' };
  return [
    ...features,
    { subject: prediction, kind: await predictionKind(definition, slices, prediction, sources.reader) },
    { subject: { kind: 'score', name: '' }, kind: 'numeric' },
  ];
}

/** Up to so many distinct numbers are taken for class codes when nobody said what the model predicts. */
const MAX_CLASSES = 20;

async function predictionKind(
  { task }: BaselineDefinition,
  slices: ReferenceSlices['slices'],
  subject: Subject,
  reader: WindowReader,
): Promise<ColumnRequest['kind']> {
  if (task !== null) return task === 'regression' ? 'numeric' : 'categorical';
  const parts: Column[] = [];
  for (const slice of slices)
    parts.push(...(await reader.readColumns(slice, [{ subject, kind: 'numeric' }])));
  const column = mergeColumns(parts);
  if (column.kind !== 'numeric' || column.mismatched > 0) return 'categorical';
  return new Set(column.values).size > MAX_CLASSES ? 'numeric' : 'categorical';
}
