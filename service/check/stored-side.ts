import type {
  BaselineStore,
  ColumnRequest,
  RowsRequest,
  Slice,
  WindowReader,
} from '../../analyzers/ports.ts';
import {
  type CatalogueEntry,
  type Column,
  PlumblineError,
  type Reference,
  type RowSample,
  subjectKey,
  type Window,
} from '../../domain/index.ts';
import type { Store } from '../../store/index.ts';
import type { CheckOptions } from './check-options.ts';
import type { CheckSide, SideColumn } from './check-side.ts';
import type { SourceName } from './source-name.ts';

/** StoredData is where stored baselines and windows are read: a store of this process, or a running service. */
export interface StoredData {
  readonly baselines: Pick<BaselineStore, 'listBaselines' | 'loadBaseline'>;
  readonly windows: Pick<WindowReader, 'countRows' | 'readColumns'> & Partial<Pick<WindowReader, 'readRows'>>;
  features(project: string, model: string): Promise<readonly CatalogueEntry[]>;
}

/** localData reads the store of this process. */
export function localData(
  store: Pick<Store, 'baselineStore' | 'windowReader' | 'catalogueStore'>,
): StoredData {
  return {
    baselines: store.baselineStore,
    windows: store.windowReader,
    async features(project, model) {
      const all = await store.catalogueStore.loadCatalogue();
      return all.filter((entry) => entry.project === project && entry.model === model);
    },
  };
}

/** columnOf makes a current column of a prepared reference; a sampled one counts for its sample. */
function columnOf(reference: Reference): Column {
  if (reference.kind === 'categorical') return { ...reference };
  const { sorted, n, sampled, mean: _mean, standardDeviation: _deviation, ...quality } = reference;
  const share = sampled ? sorted.length / n : 1;
  const scaled = (rows: number) => Math.round(rows * share);
  return {
    ...quality,
    values: sorted.slice(),
    rows: scaled(quality.rows),
    nulls: scaled(quality.nulls),
    missing: scaled(quality.missing),
    mismatched: scaled(quality.mismatched),
  };
}

/** openBaselineSide makes a side of a stored baseline; throws not_found with the baselines that there are. */
export async function openBaselineSide(
  data: StoredData,
  project: string,
  { model, hash }: Extract<SourceName, { kind: 'baseline' }>,
  { segment, statistics, multivariate }: Pick<CheckOptions, 'segment' | 'statistics' | 'multivariate'>,
): Promise<CheckSide> {
  if (segment !== null)
    throw new PlumblineError('invalid_request', 'A stored baseline cannot be cut by --segment.');
  const stored = (await data.baselines.listBaselines(project, model)).toSorted(
    (a, b) => b.createdAt - a.createdAt,
  );
  const chosen = stored.filter((baseline) => hash === null || baseline.hash.startsWith(hash));
  const hashes = stored.map((baseline) => baseline.hash.slice(0, 12)).join(', ');
  if (chosen.length === 0) {
    const message =
      hash === null || stored.length === 0
        ? `The model ${model} has no baseline.`
        : `No baseline of ${model} begins with ${hash}; there are ${hashes}.`;
    throw new PlumblineError('not_found', message);
  }
  if (hash !== null && chosen.length > 1)
    throw new PlumblineError(
      'invalid_request',
      `Several baselines of ${model} begin with ${hash}: ${hashes}.`,
    );
  const baseline = await data.baselines.loadBaseline(project, chosen[0]!.hash);
  if (baseline === null) throw new PlumblineError('not_found', `The baseline of ${model} is gone.`);
  const samples = baseline.samples ?? [];
  if (statistics.length > 0 && baseline.references.length === 0)
    throw refused(`The baseline of ${model} holds whole rows only: name statistics of whole rows.`);
  if (multivariate.length > 0 && samples.length === 0)
    throw refused(
      `What was read of the baseline of ${model} holds no whole rows; compare files or a window.`,
    );
  const byKey = new Map(baseline.references.map((reference) => [subjectKey(reference.subject), reference]));
  return {
    name: `baseline:${model}@${baseline.hash.slice(0, 12)}`,
    rows: baseline.rows,
    columns: [
      ...baseline.references.map(({ subject, kind }) => ({ subject, kind, type: kind })),
      ...samples.flatMap((sample) => sampleColumns(sample, byKey)),
    ],
    readRows: async (request) => rowsOf(samples, request, model),
    readColumns: async (requests) => requests.map(({ subject }) => columnOf(byKey.get(subjectKey(subject))!)),
    references: baseline.references,
    file: null,
    close: async () => {},
  };
}

function refused(message: string): PlumblineError {
  return new PlumblineError('invalid_request', message);
}

/** sampleColumns are the columns of a row sample that are not there as columns of their own. */
function sampleColumns({ columns }: RowSample, known: ReadonlyMap<string, Reference>): readonly SideColumn[] {
  return columns
    .filter(({ subject }) => !known.has(subjectKey(subject)))
    .map(({ subject, kind }) =>
      kind === 'vector'
        ? { subject: { kind: 'feature', name: subject.name }, kind: null, type: 'embedding', isVector: true }
        : { subject, kind, type: kind },
    );
}

/** rowsOf picks the columns that are asked for out of the row samples of a baseline. */
function rowsOf(samples: readonly RowSample[], { subject, columns }: RowsRequest, model: string): RowSample {
  const sample = samples.find((each) => subjectKey(each.subject) === subjectKey(subject));
  if (sample === undefined || subject.kind === 'embedding') {
    if (sample !== undefined) return sample;
    throw refused(`The baseline of ${model} holds no rows of ${subject.name || 'its features'}.`);
  }
  return {
    ...sample,
    columns: columns.map((wanted) => {
      const found = sample.columns.find((each) => each.subject.name === wanted.subject.name);
      if (found) return found;
      throw refused(`The rows of the baseline of ${model} have no ${wanted.subject.name}; add --columns.`);
    }),
  };
}

/** liveSlice is the live predictions of a model in a window. */
export function liveSlice(
  project: string,
  model: string,
  window: Window,
  segment: CheckOptions['segment'],
): Slice {
  return {
    project,
    model,
    version: null,
    deployment: 'live',
    source: 'predictions',
    segment: segment === null ? [] : [{ on: 'feature', name: segment.column, values: segment.values }],
    window,
  };
}

/** openWindowSide makes a side of the live predictions of a window; throws not_found for a model without features. */
export async function openWindowSide(
  data: StoredData,
  project: string,
  { model, window }: Extract<SourceName, { kind: 'window' }>,
  options: Pick<CheckOptions, 'segment'>,
): Promise<CheckSide> {
  const slice = liveSlice(project, model, window, options.segment);
  const features = await data.features(project, model);
  if (features.length === 0)
    throw new PlumblineError('not_found', `No feature of a model ${model} is stored.`);
  const instant = (ms: number) => new Date(ms).toISOString();
  return {
    name: `window:${model}:${instant(window.start)}..${instant(window.end)}`,
    rows: await data.windows.countRows(slice),
    columns: features.map(({ feature, kind }) => ({
      subject: { kind: 'feature', name: feature },
      kind,
      type: kind,
    })),
    readColumns: (requests: readonly ColumnRequest[]) => data.windows.readColumns(slice, requests),
    async readRows(request) {
      if (data.windows.readRows) return data.windows.readRows(slice, request);
      throw refused('Whole rows of a window are read from the store itself, not through a running service.');
    },
    references: null,
    file: null,
    close: async () => {},
  };
}
