import type { Baseline, RowSample } from '../../domain/index.ts';
import type { MultivariateKernels } from '../multivariate/kernels.ts';
import { measureRows } from '../multivariate/measure-rows.ts';
import { PERMUTATIONS_PER_SUBJECT, tableRequest, vectorRequest } from '../multivariate/row-requests.ts';
import type { Slice } from '../ports.ts';
import type { Measured } from '../statistics/measured.ts';
import type { ColumnParts } from './measure-columns.ts';
import type { MonitorSettings, MultivariateSettings } from './settings.ts';
import { untilAborted } from './until-aborted.ts';

/** MultivariateMeasure is the measured subjects of a window, and what the baseline does not know of those asked for. */
export interface MultivariateMeasure {
  readonly measured: readonly Measured[];
  readonly notes: readonly string[];
}

/** MultivariateParts are what whole rows are read and measured with. */
interface MultivariateParts extends Pick<ColumnParts, 'reader' | 'signal' | 'onProgress'> {
  readonly kernels: MultivariateKernels;
}

/** measureMultivariate compares samples of whole rows of a slice with those of its baseline, one subject at a time. */
export async function measureMultivariate(
  monitor: MonitorSettings,
  settings: MultivariateSettings,
  slice: Slice,
  baseline: Baseline,
  { reader, kernels, signal, onProgress }: MultivariateParts,
): Promise<MultivariateMeasure> {
  const samples = (baseline.samples ?? []).flatMap((sample) => chosenSample(sample, monitor, settings));
  const context = {
    kernels,
    seed: `${baseline.hash}:${slice.window.start}`,
    permutations: PERMUTATIONS_PER_SUBJECT * samples.length,
    mmd: settings.mmd,
  };
  const measured: Measured[] = [];
  for (const reference of samples) {
    signal?.throwIfAborted();
    const { subject } = reference;
    const request =
      subject.kind === 'embedding'
        ? vectorRequest(subject.name, baseline.hash)
        : tableRequest(columnsOf(reference), baseline.hash);
    const current = await reader.readRows(slice, request);
    const task = { reference, current, statistics: settings.statistics };
    measured.push(await untilAborted(measureRows(task, context), signal));
    onProgress?.(measured.length, samples.length);
  }
  const known = new Set(samples.flatMap(({ columns }) => columns.map(({ subject }) => subject.name)));
  const absent = (monitor.features ?? []).filter((name) => !known.has(name));
  return {
    measured,
    notes: absent.length === 0 ? [] : [`Not in the baseline: ${absent.join(', ')}.`],
  };
}

/** chosenSample keeps what the monitor asks for: nothing, an embedding, or some columns of the table. */
function chosenSample(
  sample: RowSample,
  { features }: MonitorSettings,
  settings: MultivariateSettings,
): RowSample[] {
  const { kind, name } = sample.subject;
  if (kind === 'embedding') return settings.embeddings.includes(name) ? [sample] : [];
  if (!settings.table) return [];
  if (features === null) return [sample];
  const columns = sample.columns.filter(({ subject }) => features.includes(subject.name));
  return columns.length === 0 ? [] : [{ ...sample, columns }];
}

function columnsOf({ columns }: RowSample) {
  return columns.flatMap(({ subject, kind }) => (kind === 'vector' ? [] : [{ subject, kind }]));
}
