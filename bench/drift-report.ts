import type { AdapterDescription } from '../analyzers/engines/gpu/adapter.ts';
import type { DriftEngine, DriftResult } from './drift-case.ts';
import type { DriftShape } from './drift-data.ts';
import { PEERS, type PeerName, type PeerResult } from './python-peers.ts';

interface Measured {
  readonly shape: DriftShape;
  readonly result: DriftResult;
}

/** BothModes is one window measured from its rows and from profiles of its hours and days. */
export interface BothModes {
  readonly shape: DriftShape;
  readonly exact: DriftResult;
  readonly profiles: DriftResult;
}

/** EngineComparison is PSI and KS of one case with every engine that this machine has. */
export interface EngineComparison {
  readonly shape: DriftShape;
  readonly adapter: AdapterDescription | null;
  /** Why there is no adapter. */
  readonly reason: string | null;
  readonly results: Readonly<Partial<Record<DriftEngine, DriftResult>>>;
}

/** DriftReport is everything that one run of the drift bench measured. */
export interface DriftReport {
  readonly measuredAt: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
    /** Load average of the last quarter of an hour. */
    readonly load: number;
  };
  readonly main: BothModes;
  readonly peers: Readonly<Record<PeerName, PeerResult>>;
  readonly engines: EngineComparison;
  /** Largest difference between our KS distances and those of scipy. */
  readonly ksDifference: number;
  /** A tenth of the rows of the main case in the same window. */
  readonly fewerRows: BothModes;
  /** The same rows an hour in windows of other lengths. */
  readonly length: { readonly shorter: BothModes; readonly longer: BothModes };
  readonly features: { readonly fewer: Measured; readonly more: Measured };
  /** Bytes that the columns of a window were allowed in the comparison of widths. */
  readonly memorySetting: number;
}

/** The middle of the runs after the first, in which threads start and code is compiled. */
function median(runs: readonly number[]): number {
  const warm = (runs.length > 1 ? runs.slice(1) : runs).toSorted((a, b) => a - b);
  return warm[Math.floor((warm.length - 1) / 2)] ?? Number.NaN;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]!.length), title.length),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(width[column]!) : cell.padStart(width[column]!))).join(' | ')} |`;
  const rule = `| ${width.map((w, column) => (column === 0 ? '-'.repeat(w) : `${'-'.repeat(w - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

const seconds = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)} s`;
const ratio = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)}×`;
const thousands = (value: number) => value.toLocaleString('en-US');

function sizeOf({ rows, numeric, categorical, days }: DriftShape): string {
  const columns =
    categorical === 0 ? `${thousands(numeric)} numeric` : `${numeric} numeric + ${categorical} categorical`;
  return `${thousands(rows)} + ${thousands(rows)} rows, ${columns}, ${days === 1 ? 'one day' : `${days} days`}`;
}

type Clock = 'seconds' | 'cpuSeconds';
const CLOCKS: readonly Clock[] = ['seconds', 'cpuSeconds'];

function sideBySide({ main, peers }: DriftReport): string {
  const { exact, profiles } = main;
  const time = median(exact.seconds);
  const cpu = median(exact.cpuSeconds);
  const own = (label: string, result: DriftResult) => [
    label,
    seconds(median(result.seconds)),
    seconds(median(result.cpuSeconds)),
    `${result.peakMb} MiB`,
    '',
    '',
  ];
  const rows: string[][] = [
    own('Plumbline, cpu engine: PSI, KS, W1, JS, chi² in one run, read from the store', exact),
    ['the same with the preparation of its baseline', seconds(time + exact.prepareSeconds), '', '', '', ''],
    own('Plumbline, the same window from profiles of its hours and days', profiles),
    ['building these, once', seconds(profiles.buildSeconds), seconds(profiles.buildCpuSeconds), '', '', ''],
  ];
  for (const [name, label] of Object.entries(PEERS) as [PeerName, string][]) {
    const peer = peers[name];
    rows.push([
      label,
      seconds(peer.seconds),
      seconds(peer.cpuSeconds),
      `${peer.peakMb} MiB`,
      ratio(peer.seconds / time),
      ratio(peer.cpuSeconds / cpu),
    ]);
  }
  return table(['what', 'time', 'CPU time', 'peak memory', 'their time / ours', 'of CPU'], rows);
}

/** quotient divides the medians of two results by both clocks. */
function quotient(over: DriftResult, under: DriftResult): string[] {
  return CLOCKS.map((clock) => ratio(median(over[clock]) / median(under[clock])));
}

function targets({ main, peers, fewerRows, length, features }: DriftReport): string {
  const own = main.exact;
  const against = (...names: PeerName[]) =>
    CLOCKS.map((clock) =>
      ratio(names.reduce((sum, name) => sum + peers[name][clock], 0) / median(own[clock])),
    );
  const evidentlyPeak = Math.min(peers['evidently-psi'].peakMb, peers['evidently-ks'].peakMb);
  const wide = features.more.result;
  const { shorter, longer } = length;
  const times = `${longer.shape.days / shorter.shape.days} times the length, same rows an hour`;
  return table(
    ['target', 'wanted', 'by time', 'by CPU time'],
    [
      ['Evidently, both presets / one run of ours', '≥ 50×', ...against('evidently-psi', 'evidently-ks')],
      ['NannyML, KS and JS / ours', '≥ 15×', ...against('nannyml-ks', 'nannyml-js')],
      ['scipy, KS and W1, numeric columns / ours', '≥ 8×', ...against('scipy-ks', 'scipy-w1')],
      ['from rows / from profiles', '≥ 15×', ...quotient(own, main.profiles)],
      ['10 times the rows, from rows', '≤ 11×', ...quotient(own, fewerRows.exact)],
      ['10 times the rows, from profiles', '≤ 1.2×', ...quotient(main.profiles, fewerRows.profiles)],
      [`${times}, from rows`, '', ...quotient(longer.exact, shorter.exact)],
      [`${times}, from profiles`, '', ...quotient(longer.profiles, shorter.profiles)],
      ['10 times the features', 'linear: 10×', ...quotient(wide, features.fewer.result)],
    ],
  ).concat(
    '\n\n',
    table(
      ['target', 'wanted', 'measured'],
      [
        ['peak memory / the smaller one of Evidently', '≤ 0.50', (own.peakMb / evidentlyPeak).toFixed(2)],
        [
          '1,000 features: memory above the idle process, preparation of the baseline included',
          '≤ 1,024 MiB',
          `${thousands(wide.peakMb - wide.idleMb)} MiB`,
        ],
      ],
    ),
  );
}

/** agreement says how far profiles and rows are apart: intervals have to hold the value, other results to be equal to it. */
function agreement({ exact, profiles }: BothModes): string {
  const intervals = Object.entries(profiles.intervals);
  const slack = 1e-9;
  const held = intervals.filter(
    ([name, [low, high]]) => exact.values[name]! >= low - slack && exact.values[name]! <= high + slack,
  );
  const others = Object.entries(profiles.values).filter(([name]) => !(name in profiles.intervals));
  const apart = Math.max(0, ...others.map(([name, value]) => Math.abs(value - exact.values[name]!)));
  return `Of the ${profiles.measured} values from profiles, ${intervals.length} are certified intervals, of which ${held.length} hold the value from
rows; the other ${others.length} differ from it by ${apart.toExponential(1)} at most. Rows are read where a threshold
lies within an interval or a bucket had more categories than it keeps: here for ${profiles.engines.cpu ?? 0} of them.`;
}

function engineTable({ shape, adapter, reason, results }: EngineComparison): string {
  const labels: Record<DriftEngine, string> = {
    cpu: 'cpu: rows, float64',
    clickhouse: 'clickhouse: profiles that are built',
    gpu: 'gpu: rows, float32, and 999 permutations of every feature',
  };
  const rows = (Object.entries(results) as [DriftEngine, DriftResult][]).map(([engine, result]) => [
    labels[engine],
    seconds(median(result.seconds)),
    seconds(median(result.cpuSeconds)),
    String(result.engines[engine] ?? 0),
    farthestKs(result, results.cpu!).toExponential(1),
  ]);
  const device = adapter
    ? `The GPU is ${adapter.name} (${adapter.driver})${adapter.software ? ', a software driver on the same cores, which is never chosen unless asked for' : ''}.`
    : `There is no line for the GPU: ${reason}.`;
  return `PSI and KS, ${sizeOf(shape)}. ${device}

${table(['engine', 'time', 'CPU time', 'its results', 'KS: farthest from cpu'], rows)}`;
}

/** The largest difference of KS distances; that of an interval is to its middle. */
function farthestKs(a: DriftResult, b: DriftResult): number {
  const names = Object.keys(a.values).filter((name) => name.endsWith(' ks'));
  return Math.max(0, ...names.map((name) => Math.abs(a.values[name]! - b.values[name]!)));
}

function growthTable({ main, fewerRows, length, features }: DriftReport): string {
  const line = (shape: DriftShape, mode: string, result: DriftResult) => [
    sizeOf(shape),
    mode,
    seconds(median(result.seconds)),
    seconds(median(result.cpuSeconds)),
    seconds(result.prepareSeconds),
    result.buildSeconds === 0 ? '' : seconds(result.buildCpuSeconds),
    `${result.idleMb} MiB`,
    `${thousands(result.preparedMb)} MiB`,
    `${thousands(result.peakMb)} MiB`,
  ];
  const from = ({ fromRows }: DriftResult) =>
    fromRows.length === 0 ? 'profiles' : `profiles, rows of ${fromRows.length} features`;
  const both = [fewerRows, main, length.shorter, length.longer].flatMap(({ shape, exact, profiles }) => [
    line(shape, 'rows', exact),
    line(shape, from(profiles), profiles),
  ]);
  const wide = [features.fewer, features.more].map(({ shape, result }) => line(shape, 'rows', result));
  const head = ['case', 'from', 'time', 'CPU time', 'preparation', 'building, CPU'];
  return table([...head, 'idle', 'with baseline', 'peak'], [...both, ...wide]);
}

/** driftMarkdown is the report as a page; it is generated by the bench and not edited. */
export function driftMarkdown(report: DriftReport): string {
  const { machine, peers, main } = report;
  const version = (name: PeerName) => peers[name].version;
  return `# Benchmarks

Written by \`npm run bench -- drift\` on ${report.measuredAt.slice(0, 10)}; do not edit. ${machine.cores} cores (${machine.cpu}), Node ${machine.node},
Evidently ${version('evidently-psi')}, NannyML ${version('nannyml-ks')}, scipy ${version('scipy-ks')}. Times depend on the machine; the ratios are those of one run.
The load average of the last quarter of an hour was ${machine.load.toFixed(1)}: where it is above the number of cores, others used them too, and
CPU time (of all threads, ClickHouse's included) tells more than time.

## Side by side

${sizeOf(main.shape)}, made with fixed seeds: heavy tails, ties, zeros, a constant, nulls, 2 to 20,000 categories.
Our time begins with the request of a window and ends with its verdict: rows are read from ClickHouse, duplicates removed,
${main.exact.measured} values measured and judged. The data of the peers are in memory before their clock starts. Ours is the median of
${main.exact.seconds.length - 1} windows in two processes, one before and one after the peers, as a service measures one after another; each of the peers ran
once in a process of its own.

${sideBySide(report)}

KS distances of ours and scipy's differ by ${report.ksDifference.toExponential(1)} at most. ${agreement(main)}

${targets(report)}

## Engines

${engineTable(report.engines)}

## Growth

The columns of a window may take 1 GiB, in the comparison of widths ${report.memorySetting / 1024 ** 2} MiB (\`analysis.max_memory\`). "With baseline" is the
process before its first window: a baseline of up to half of that memory is in it, the numbers of a larger one wait in a file.

${growthTable(report)}
`;
}
