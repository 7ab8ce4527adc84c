import type { Static } from 'typebox';
import {
  type Clock,
  type ConfigProblem,
  type ModelVersion,
  PlumblineError,
  schemaProblems,
} from '../../domain/index.ts';
import type { RegisteredVersion, VersionRegistry } from '../ports.ts';
import { VersionBaselineSchema } from './config-schema.ts';
import { readWindow } from './config-values.ts';
import type { VersionBaseline } from './series-baseline.ts';

/** Versions knows the versions of every model and the baselines that they brought along. */
export interface Versions {
  /** Reads the registry again, at most every few seconds unless forced. */
  refresh(force?: boolean): Promise<void>;
  all(): readonly RegisteredVersion[];
  baselineOf(project: string, model: string, version: string): VersionBaseline | null;
  /** Registers a version; throws invalid_request when the definition of its baseline is not one. */
  register(version: ModelVersion, baseline: unknown): Promise<RegisteredVersion>;
}

const REFRESH_MS = 5000;

/** createVersions keeps the registry in memory; another process may add to it. */
export function createVersions(registry: VersionRegistry, clock: Clock): Versions {
  let known = new Map<string, RegisteredVersion>();
  const baselines = new Map<string, VersionBaseline | null>();
  let readAt: number | null = null;
  const keep = (version: RegisteredVersion) => {
    known.set(keyOf(version.project, version.model, version.version), version);
  };
  return {
    async refresh(force = false) {
      // A clock that stepped back must not stop the reading.
      if (!force && readAt !== null && Math.abs(clock() - readAt) < REFRESH_MS) return;
      const listed = await registry.listVersions();
      readAt = clock();
      known = new Map();
      for (const version of listed) keep(version);
    },
    all: () => [...known.values()],
    baselineOf(project, model, version) {
      const text = known.get(keyOf(project, model, version))?.baselineDefinition ?? '';
      if (text === '') return null;
      let baseline = baselines.get(text);
      if (baseline === undefined) {
        baseline = readVersionBaseline(JSON.parse(text));
        baselines.set(text, baseline);
      }
      return baseline;
    },
    async register(version, baseline) {
      const read = baseline === undefined || baseline === null ? null : readVersionBaseline(baseline);
      const registered: RegisteredVersion = {
        ...version,
        baselineDefinition: read ? JSON.stringify(wireBaseline(read)) : '',
      };
      await registry.saveVersion(registered);
      keep(registered);
      return registered;
    },
  };
}

/** createVersionRegistrar registers versions for whoever keeps none in memory. */
export function createVersionRegistrar(registry: VersionRegistry, clock: Clock) {
  const versions = createVersions(registry, clock);
  return {
    async registerVersion(version: ModelVersion, baseline: unknown): Promise<void> {
      await versions.register(version, baseline);
    },
  };
}

/** wireBaseline writes a version's baseline as it is stored and shown. */
export function wireBaseline({ window, deployment }: VersionBaseline) {
  return {
    window: { from: new Date(window.start).toISOString(), to: new Date(window.end).toISOString() },
    deployment,
  };
}

/** readVersionBaseline checks {window: {from, to}, deployment?}; throws invalid_request with every problem. */
function readVersionBaseline(value: unknown): VersionBaseline {
  const found = schemaProblems(VersionBaselineSchema, value);
  const problems: ConfigProblem[] = [...found];
  const input = value as Static<typeof VersionBaselineSchema>;
  const readable = found.every(({ path }) => path.length === 1 && path[0] !== 'window');
  const window = readable ? readWindow(input.window, ['window'], problems) : null;
  if (window && problems.length === 0) {
    return { window, deployment: (input.deployment as string | undefined) ?? 'live' };
  }
  throw new PlumblineError(
    'invalid_request',
    'The baseline of the version is not a window of stored traffic.',
    {
      details: problems.map(({ path, message }) => ({ path: `/baseline/${path.join('/')}`, message })),
    },
  );
}

/** registrationOf reads the body of a registration: {version, baseline?, retraining_run_id?}. */
export function registrationOf(
  project: string,
  model: string,
  request: Readonly<Record<string, unknown>>,
  now: number,
): { readonly version: ModelVersion; readonly baseline: unknown } {
  const { version, retraining_run_id: runId } = request;
  if (typeof version !== 'string' || version === '') {
    throw new PlumblineError('invalid_request', 'A registration names its version.', {
      details: [{ path: '/version', message: 'must be a text that is not empty' }],
    });
  }
  const retrained = typeof runId === 'string' && runId !== '';
  return {
    version: {
      project,
      model,
      version,
      registeredAt: now,
      source: retrained ? 'retrained' : 'declared',
      ...(retrained ? { retrainingRunId: runId } : {}),
    },
    baseline: request.baseline,
  };
}

function keyOf(project: string, model: string, version: string): string {
  return JSON.stringify([project, model, version]);
}
