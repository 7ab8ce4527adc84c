import { randomUUID } from 'node:crypto';
import {
  type Analyzers,
  type AnalyzersConfig,
  type AnalyzersParts,
  CpuEngine,
  createAnalyzers,
  readAnalyzersConfig,
} from '../../analyzers/index.ts';
import type {
  ColumnRequest,
  OutcomeColumns,
  RegisteredVersion,
  RowsRequest,
  SegmentFilter,
  SeriesProgress,
  Slice,
  StoredMonitor,
  WindowReader,
} from '../../analyzers/ports.ts';
import {
  type Baseline,
  type CatalogueEntry,
  type Column,
  canonicalNumber,
  canonicalText,
  type Evaluation,
  PlumblineError,
  type RowColumn,
  type RowSample,
  seriesId,
} from '../../domain/index.ts';

/** WorldRow is one record of the in-memory traffic; an absent feature is missing, null is an explicit null. */
export interface WorldRow {
  readonly at: number;
  readonly version: string;
  readonly deployment?: string;
  readonly model?: string;
  readonly features?: Readonly<Record<string, number | string | null>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly embeddings?: Readonly<Record<string, readonly number[]>>;
  readonly prediction?: number | string;
  readonly score?: number;
  readonly label?: number | string;
  /** Wall time at which the label arrived. */
  readonly labelledAt?: number;
}

type Value = number | string | null | undefined;

/** World is traffic and stores in memory, with a clock set by hand, for tests of planning and scheduling. */
export class World {
  now = 0;
  rows: WorldRow[] = [];
  /** Set to make every read fail. */
  outage: PlumblineError | null = null;
  readonly evaluations = new Map<string, Evaluation>();
  /** Every save, repeats included. */
  readonly saves: Evaluation[] = [];
  readonly baselines: Baseline[] = [];
  readonly versions = new Map<string, RegisteredVersion>();
  readonly monitors: StoredMonitor[] = [];
  readonly kinds: Record<string, 'numeric' | 'categorical'> = {};
  reads = 0;

  /** service makes analyzers over this world, as a start of the process would. */
  service(section: unknown, extra: Partial<AnalyzersParts> = {}): Analyzers {
    return createAnalyzers({ ...this.parts(configOf(section)), ...extra });
  }

  parts(config: AnalyzersConfig): AnalyzersParts {
    const silent = () => undefined;
    return {
      windowReader: this.reader(),
      baselineFiles: {
        readBaselineFile: async ({ path }) => {
          throw new PlumblineError('baseline_unreadable', `The file ${path} is not Parquet.`);
        },
        readFileSample: async ({ path }) => {
          throw new PlumblineError('baseline_unreadable', `The file ${path} is not Parquet.`);
        },
      },
      baselineStore: {
        keepOutside: () => Promise.reject(new Error('Nothing here is too large for memory.')),
        saveBaseline: async (baseline) => void this.baselines.push(baseline),
        listBaselines: async (project, model) =>
          this.baselines.filter((item) => item.project === project && item.model === model),
        loadBaseline: async (_, hash) => this.baselines.find((item) => item.hash === hash) ?? null,
      },
      evaluationStore: {
        saveEvaluation: async (evaluation) => {
          this.saves.push(evaluation);
          this.evaluations.set(keyOf(evaluation), evaluation);
        },
        loadProgress: async () => this.#progress(),
      },
      monitorStore: { saveMonitors: async (monitors) => void this.monitors.push(...monitors) },
      versionRegistry: {
        listVersions: async () => [...this.versions.values()],
        saveVersion: async (version) => void this.versions.set(version.version, version),
      },
      catalogue: { features: (project, model) => this.#catalogue(project, model) },
      progress: { watermark: (_, model) => this.watermark(model) },
      engine: new CpuEngine({ workers: 1 }),
      clock: () => this.now,
      newId: randomUUID,
      config,
      logger: { info: silent, warn: silent, error: silent },
    };
  }

  watermark(model: string): number | null {
    const times = this.rows.filter((row) => (row.model ?? 'm') === model).map(({ at }) => at);
    return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
  }

  /** stored lists the evaluations by window and version. */
  stored(): Evaluation[] {
    return [...this.evaluations.values()].sort(
      (a, b) => a.window.start - b.window.start || (a.version < b.version ? -1 : 1),
    );
  }

  reader(): WindowReader {
    const select = (slice: Slice) => {
      if (this.outage) throw this.outage;
      this.reads += 1;
      return this.rows.filter((row) => inSlice(row, slice));
    };
    const readColumns: WindowReader['readColumns'] = async (slice, requests) => {
      const rows = select(slice);
      return requests.map((request) => columnOf(rows, request));
    };
    return {
      countRows: async (slice) => select(slice).length,
      readColumns,
      async *readParts(slice, parts) {
        for (const part of parts) yield await readColumns(slice, part);
      },
      readRows: async (slice, request) => sampleOf(select(slice), request),
      readOutcomes: async (slice, { asOf }) => outcomesOf(select(slice), asOf),
      activeVersions: async (slice) => {
        const counts = new Map<string, number>();
        for (const { version } of select(slice)) counts.set(version, (counts.get(version) ?? 0) + 1);
        return [...counts].map(([version, rows]) => ({ version, rows }));
      },
      eventTimeRange: async (_, model) => {
        const times = this.rows.filter((row) => (row.model ?? 'm') === model).map(({ at }) => at);
        if (times.length === 0) return null;
        return {
          first: times.reduce((a, b) => Math.min(a, b)),
          last: times.reduce((a, b) => Math.max(a, b)),
        };
      },
    };
  }

  #catalogue(project: string, model: string): CatalogueEntry[] {
    const entries = new Map<string, CatalogueEntry>();
    for (const { at, features = {} } of this.rows) {
      for (const [feature, value] of Object.entries(features)) {
        const known = entries.get(feature);
        const kind = this.kinds[feature] ?? (typeof value === 'string' ? 'categorical' : 'numeric');
        entries.set(feature, {
          project,
          model,
          feature,
          kind: known?.kind ?? kind,
          kindSource: 'learnt',
          firstSeen: Math.min(known?.firstSeen ?? at, at),
          lastSeen: Math.max(known?.lastSeen ?? at, at),
        });
      }
    }
    return [...entries.values()];
  }

  #progress(): SeriesProgress[] {
    const progress = new Map<string, SeriesProgress>();
    for (const {
      project,
      model,
      monitor,
      version,
      deployment,
      segment,
      window,
    } of this.evaluations.values()) {
      const key = { project, model, monitor, version, deployment, segment };
      const known = progress.get(seriesId(key));
      progress.set(seriesId(key), {
        ...key,
        lastWindowEnd: Math.max(known?.lastWindowEnd ?? 0, window.end),
        windows: (known?.windows ?? 0) + 1,
      });
    }
    return [...progress.values()];
  }
}

/** configOf reads a section that is known to be sound. */
export function configOf(section: unknown): AnalyzersConfig {
  const { config, problems } = readAnalyzersConfig(section);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return config;
}

function keyOf(evaluation: Evaluation): string {
  return JSON.stringify([seriesId(evaluation), evaluation.window]);
}

function inSlice(row: WorldRow, { model, version, deployment, segment, window }: Slice): boolean {
  const holds = ({ on, name, values }: SegmentFilter) => {
    const value = on === 'tag' ? row.tags?.[name] : row.features?.[name];
    return typeof value === 'string' && values.includes(value);
  };
  return (
    (row.model ?? 'm') === model &&
    (version === null || row.version === version) &&
    (row.deployment ?? 'live') === deployment &&
    row.at >= window.start &&
    row.at < window.end &&
    segment.every(holds)
  );
}

function columnOf(rows: readonly WorldRow[], { subject, kind }: ColumnRequest): Column {
  const values = rows.map((row): Value => {
    if (subject.kind === 'feature') return row.features?.[subject.name];
    if (subject.kind === 'score') return row.score;
    return row.prediction === undefined || kind === 'numeric'
      ? row.prediction
      : canonicalText(row.prediction);
  });
  const wanted = kind === 'numeric' ? 'number' : 'string';
  const quality = {
    rows: rows.length,
    nulls: values.filter((value) => value === null).length,
    missing: values.filter((value) => value === undefined).length,
    mismatched: values.filter((value) => value !== null && value !== undefined && typeof value !== wanted)
      .length,
  };
  if (kind === 'numeric') {
    const numbers = values.filter((value): value is number => typeof value === 'number');
    return { subject, kind, ...quality, values: Float64Array.from(numbers) };
  }
  const counts = new Map<string, number>();
  for (const value of values) if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
  return {
    subject,
    kind,
    ...quality,
    categories: [...counts.keys()],
    counts: Float64Array.from(counts.values()),
  };
}

/** The rows of a world are in random order already, so the first ones are a sample. */
function sampleOf(all: readonly WorldRow[], { subject, columns, limit }: RowsRequest): RowSample {
  const rows = all.slice(0, limit);
  const base = { subject, rows: rows.length, total: all.length };
  if (subject.kind !== 'embedding') return { ...base, columns: columns.map((item) => rowsOf(rows, item)) };
  const vectors = rows.map(({ embeddings }) => embeddings?.[subject.name] ?? []);
  const offsets = new Uint32Array(rows.length + 1);
  for (const [row, vector] of vectors.entries()) offsets[row + 1] = offsets[row]! + vector.length;
  return {
    ...base,
    columns: [{ subject, kind: 'vector', offsets, values: Float32Array.from(vectors.flat()) }],
  };
}

function rowsOf(rows: readonly WorldRow[], { subject, kind }: ColumnRequest): RowColumn {
  const values = rows.map(({ features }) => features?.[subject.name]);
  if (kind === 'numeric') {
    const numbers = values.map((value) => (typeof value === 'number' ? value : Number.NaN));
    return { subject, kind, values: Float64Array.from(numbers) };
  }
  const categories = [...new Set(values.filter((value) => typeof value === 'string'))];
  return {
    subject,
    kind,
    categories,
    codes: Int32Array.from(values, (value) => categories.indexOf(value as string)),
  };
}

function outcomesOf(rows: readonly WorldRow[], asOf: number): OutcomeColumns {
  const labelled = rows.filter(({ label, labelledAt }) => label !== undefined && (labelledAt ?? 0) <= asOf);
  const texts = labelled.flatMap(({ label, prediction }) => [
    canonicalText(label!),
    canonicalText(prediction!),
  ]);
  const classes = [...new Set(texts)].sort();
  const numberOf = (value: number | string | undefined) => canonicalNumber(value ?? Number.NaN) ?? Number.NaN;
  return {
    predictions: rows.length,
    classes,
    predictedCode: Uint32Array.from(labelled, ({ prediction }) =>
      classes.indexOf(canonicalText(prediction!)),
    ),
    labelCode: Uint32Array.from(labelled, ({ label }) => classes.indexOf(canonicalText(label!))),
    predictedNumber: Float64Array.from(labelled, ({ prediction }) => numberOf(prediction)),
    labelNumber: Float64Array.from(labelled, ({ label }) => numberOf(label)),
    score: Float64Array.from(labelled, ({ score }) => score ?? Number.NaN),
  };
}
