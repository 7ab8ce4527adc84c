import {
  type BaselineOrigin,
  type FeatureKind,
  PlumblineError,
  type Reference,
  type Subject,
  type Window,
} from '../../domain/index.ts';
import type { WatchedMonitor } from '../monitors/default-monitors.ts';
import type {
  BaselineStore,
  Catalogue,
  DistributionReader,
  ProfileStore,
  Slice,
  WindowReader,
} from '../ports.ts';
import { drawCategories } from './draw-categories.ts';
import { drawNumbers } from './draw-numbers.ts';
import type { Drawing, Drawn, DrawParts } from './drawing.ts';
import { createProfiledWindows } from './profiled-window.ts';

/** DistributionRequest names one subject of a model and a span of its traffic. */
export interface DistributionRequest {
  readonly model: string;
  readonly subject: Subject;
  /** Null for every version. */
  readonly version: string | null;
  /** Null for that of the newest evaluation, or live. */
  readonly deployment: string | null;
  /** Name of a segment of a monitor; empty for all traffic. */
  readonly segment: string;
  /** Null for the newest evaluated window. */
  readonly window: Window | null;
}

/** Distribution is a subject's reference and current side, and where they come from. */
export interface Distribution {
  readonly slice: Slice;
  readonly drawn: Drawn;
  readonly baselineHash: string | null;
  readonly origin: BaselineOrigin | null;
}

/** DistributionParts are what distributions are read with; `clock` is wall time. */
export interface DistributionParts {
  readonly reader: DistributionReader;
  readonly windows: WindowReader;
  readonly profiles: ProfileStore;
  readonly baselines: BaselineStore;
  readonly catalogue: Catalogue;
  /** The monitors of a model that are in force. */
  readonly watched: (project: string, model: string) => Promise<readonly WatchedMonitor[]>;
  readonly clock: () => number;
}

/** Distributions reads one picture; throws not_found without a window to look at, and invalid_window for one that is too large. */
export type Distributions = (project: string, request: DistributionRequest) => Promise<Distribution>;

/** ROW_LIMIT bounds the rows that one picture is counted from. */
const ROW_LIMIT = 5_000_000;

/** createDistributions compares with what the newest evaluation of the span was compared with. */
export function createDistributions(parts: DistributionParts): Distributions {
  const { reader, windows, clock } = parts;
  const profiled = createProfiledWindows(parts.profiles, parts.baselines, clock);
  const drawParts: DrawParts = { reader, profiled, now: clock };

  return async (project, request) => {
    const { model, subject, segment } = request;
    const query = { ...request, project };
    const measured = await reader.findMeasured(query);
    const window = request.window ?? measured?.window;
    if (!window) {
      throw new PlumblineError('not_found', 'No evaluation has measured this yet; give "from" and "to".');
    }
    const watched = await parts.watched(project, model);
    const slice: Slice = {
      project,
      model,
      version: request.version,
      deployment: request.deployment ?? measured?.deployment ?? 'live',
      source:
        watched.find(({ monitor }) => monitor.name === measured?.monitor)?.monitor.source ?? 'predictions',
      segment: segmentFilter(watched, segment),
      window,
    };
    const baselineHash = measured?.baselineHash ?? (await reader.findBaseline(query));
    const stored = baselineHash === null ? null : await reader.loadReference(project, baselineHash, subject);
    const spans = stored ? rollingSlices(stored.summary.origin, slice) : [];
    const rows = await windows.countRows(slice);
    const drawing: Drawing = {
      subject,
      slice,
      countable: rows <= ROW_LIMIT,
      reference: stored?.reference ?? null,
      spans: (stored?.summary.rows ?? 0) <= ROW_LIMIT ? spans : [],
      baselineHash: stored && spans.length === 0 ? baselineHash : null,
    };
    const kind = kindOf(stored?.reference ?? null, subject, watched, parts.catalogue, slice);
    const drawn = await (kind === 'numeric' ? drawNumbers : drawCategories)(drawing, drawParts);
    if (drawn === null) {
      const message = `The span holds ${rows} rows, and profiles do not cover it; ask for at most ${ROW_LIMIT} rows.`;
      throw new PlumblineError('invalid_window', message);
    }
    return {
      slice,
      drawn,
      baselineHash: stored ? baselineHash : null,
      origin: stored?.summary.origin ?? null,
    };
  };
}

function segmentFilter(watched: readonly WatchedMonitor[], segment: string): Slice['segment'] {
  if (segment === '') return [];
  for (const { monitor } of watched) {
    const found = monitor.segments.find(({ name }) => name === segment);
    if (found) return found.filter;
  }
  throw new PlumblineError('not_found', 'No monitor of the model has this segment.');
}

/** The rows of a reference that moves with the windows, of which no values are stored. */
function rollingSlices(origin: BaselineOrigin, slice: Slice): readonly Slice[] {
  if (origin.kind !== 'spans') return [];
  const { version, deployment, windows } = origin;
  return windows.map((window) => ({
    ...slice,
    window,
    version: version === '' ? null : version,
    deployment,
  }));
}

function kindOf(
  reference: Reference | null,
  subject: Subject,
  watched: readonly WatchedMonitor[],
  catalogue: Catalogue,
  { project, model }: Slice,
): FeatureKind {
  if (reference) return reference.kind;
  if (subject.kind === 'score') return 'numeric';
  if (subject.kind === 'prediction') {
    return watched.some((item) => item.model.task === 'regression') ? 'numeric' : 'categorical';
  }
  const known = catalogue.features(project, model).find(({ feature }) => feature === subject.name);
  if (!known) throw new PlumblineError('not_found', 'The model has no such feature.');
  return known.kind;
}
