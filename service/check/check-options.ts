import {
  type AnalyzersConfig,
  DEFAULT_STATISTICS,
  STATISTICS,
  type VerdictPolicy,
  verdictPolicy,
} from '../../analyzers/index.ts';
import {
  type FeatureKind,
  MULTIVARIATE_STATISTIC_IDS,
  type MultivariateStatisticId,
  PlumblineError,
  type StatisticId,
} from '../../domain/index.ts';

/** CheckFlags are the options of the command as written. */
export interface CheckFlags {
  readonly statistics?: string;
  readonly columns?: string;
  readonly segment?: string;
  readonly monitor?: string;
  readonly exactRows: string;
  readonly seed: string;
}

/** CheckOptions say what is compared and how it is judged. */
export interface CheckOptions {
  /** Those of single columns; empty when only whole rows are compared. */
  readonly statistics: readonly StatisticId[];
  /** Those of whole rows and embeddings; none by default. */
  readonly multivariate: readonly MultivariateStatisticId[];
  /** Null for every column. */
  readonly include: readonly string[] | null;
  readonly exclude: readonly string[];
  readonly segment: { readonly column: string; readonly values: readonly string[] } | null;
  readonly kinds: Readonly<Record<string, FeatureKind>>;
  readonly policy: VerdictPolicy;
  /** Rows per side up to which every value is sorted. */
  readonly exactRows: number;
  readonly seed: number;
}

function bad(message: string): PlumblineError {
  return new PlumblineError('invalid_request', message);
}

function wholeNumber(flag: string, text: string, lowest: number, highest: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= lowest && number <= highest) return number;
  throw bad(`${flag} is a whole number from ${lowest} to ${highest}, not "${text}".`);
}

function isStatistic(id: string): id is StatisticId {
  return Object.hasOwn(STATISTICS, id);
}

function isMultivariate(id: string): id is MultivariateStatisticId {
  return (MULTIVARIATE_STATISTIC_IDS as readonly string[]).includes(id);
}

type Chosen = Pick<CheckOptions, 'statistics' | 'multivariate'>;

function readStatistics(text: string): Chosen {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  const unknown = names.filter((name) => !isStatistic(name) && !isMultivariate(name));
  if (unknown.length === 0)
    return { statistics: names.filter(isStatistic), multivariate: names.filter(isMultivariate) };
  const all = [...Object.keys(STATISTICS), ...MULTIVARIATE_STATISTIC_IDS].join(', ');
  throw bad(`Unknown statistic ${unknown.join(', ')}; there are ${all}.`);
}

function statisticsOf(monitor: Monitor | null): Chosen {
  if (monitor?.multivariate) return { statistics: [], multivariate: monitor.multivariate.statistics };
  return { statistics: monitor?.statistics ?? DEFAULT_STATISTICS, multivariate: [] };
}

/** readColumns reads names with commas, a leading minus excludes; a name with a comma or a minus goes into a JSON list. */
function readColumns(text: string): Pick<CheckOptions, 'include' | 'exclude'> {
  const include: string[] = [];
  const exclude: string[] = [];
  for (const name of text.startsWith('[') ? jsonNames(text) : text.split(',').map((part) => part.trim())) {
    if (!text.startsWith('[') && name.startsWith('-')) exclude.push(name.slice(1));
    else include.push(name);
  }
  if ([...include, ...exclude].some((name) => name === '')) throw bad('--columns holds an empty name.');
  return { include: include.length > 0 ? include : null, exclude };
}

function jsonNames(text: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(text);
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  } catch {
    // Told below, as every other list that is none of texts.
  }
  throw bad('--columns is a list with commas, or a JSON list of texts.');
}

function readSegment(text: string): CheckOptions['segment'] {
  const at = text.indexOf('=');
  if (at < 1) throw bad('--segment is column=value, or column=value,value.');
  return { column: text.slice(0, at), values: text.slice(at + 1).split(',') };
}

type Monitor = AnalyzersConfig['monitors'][number];

/** chooseMonitor takes the one drift monitor of the configuration, or the one that is named; one of whole rows is named. */
function chooseMonitor(config: AnalyzersConfig | null, name: string | undefined): Monitor | null {
  if (config === null) {
    if (name !== undefined) throw bad('--monitor needs --config.');
    return null;
  }
  const monitors = config.monitors.filter(({ kind }) => kind === 'data_drift');
  const all = [...monitors, ...config.monitors.filter(({ multivariate }) => multivariate !== null)];
  const named = all.find((monitor) => monitor.name === name);
  const names = all.map((monitor) => monitor.name).join(', ');
  if (named) return named;
  if (name !== undefined)
    throw new PlumblineError('unknown_monitor', `No drift monitor has the name ${name}; there are ${names}.`);
  if (monitors.length > 1)
    throw bad(`The configuration has several drift monitors; add --monitor with one of ${names}.`);
  return monitors[0] ?? null;
}

/** kindsOf gives the declared kinds of the monitor's model, or of the one model without a monitor. */
function kindsOf(config: AnalyzersConfig | null, monitor: Monitor | null): CheckOptions['kinds'] {
  if (config === null) return {};
  const own = config.models.filter(({ name, project }) => {
    return monitor === null || (name === monitor.model && project === monitor.project);
  });
  return own.length === 1 ? own[0]!.kinds : {};
}

/** readCheckOptions checks the options of the command; what it leaves open comes from the configuration, where given. */
export function readCheckOptions(flags: CheckFlags, config: AnalyzersConfig | null): CheckOptions {
  const monitor = chooseMonitor(config, flags.monitor);
  const columns =
    flags.columns === undefined
      ? { include: monitor?.features ?? null, exclude: [] }
      : readColumns(flags.columns);
  return {
    ...(flags.statistics === undefined ? statisticsOf(monitor) : readStatistics(flags.statistics)),
    ...columns,
    segment: flags.segment === undefined ? null : readSegment(flags.segment),
    kinds: kindsOf(config, monitor),
    policy: monitor?.policy.verdict ?? verdictPolicy(),
    exactRows: wholeNumber('--exact-rows', flags.exactRows, 0, 50_000_000),
    seed: wholeNumber('--seed', flags.seed, 0, 4_294_967_295),
  };
}
