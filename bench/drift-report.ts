import type { DriftResult } from './drift-case.ts';
import type { DriftShape } from './drift-data.ts';
import { PEERS, type PeerName, type PeerResult } from './python-peers.ts';

interface Measured {
  readonly shape: DriftShape;
  readonly result: DriftResult;
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
  readonly shape: DriftShape;
  readonly engines: Readonly<Record<'cpu', DriftResult>>;
  readonly peers: Readonly<Record<PeerName, PeerResult>>;
  /** Largest difference between our KS distances and those of scipy. */
  readonly ksDifference: number;
  readonly rows: { readonly fewer: Measured; readonly more: Measured };
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

function sizeOf({ rows, numeric, categorical }: DriftShape): string {
  const columns =
    categorical === 0 ? `${thousands(numeric)} numeric` : `${numeric} numeric + ${categorical} categorical`;
  return `${thousands(rows)} + ${thousands(rows)} rows, ${columns}`;
}

function sideBySide({ engines, peers }: DriftReport): string {
  const own = engines.cpu;
  const time = median(own.seconds);
  const cpu = median(own.cpuSeconds);
  const rows: string[][] = [
    [
      'Plumbline, cpu engine: PSI, KS, W1, JS, chi² in one run, read from the store',
      seconds(time),
      seconds(cpu),
      `${own.peakMb} MiB`,
      '',
      '',
    ],
    ['the same with the preparation of its baseline', seconds(time + own.prepareSeconds), '', '', '', ''],
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

function targets({ engines, peers, rows, features }: DriftReport): string {
  const own = engines.cpu;
  const against = (...names: PeerName[]) =>
    (['seconds', 'cpuSeconds'] as const).map((clock) =>
      ratio(names.reduce((sum, name) => sum + peers[name][clock], 0) / median(own[clock])),
    );
  const growth = ({ more, fewer }: DriftReport['rows']) =>
    (['seconds', 'cpuSeconds'] as const).map((clock) =>
      ratio(median(more.result[clock]) / median(fewer.result[clock])),
    );
  const evidentlyPeak = Math.min(peers['evidently-psi'].peakMb, peers['evidently-ks'].peakMb);
  const wide = features.more.result;
  return table(
    ['target', 'wanted', 'by time', 'by CPU time'],
    [
      ['Evidently, both presets / one run of ours', '≥ 50×', ...against('evidently-psi', 'evidently-ks')],
      ['NannyML, KS and JS / ours', '≥ 15×', ...against('nannyml-ks', 'nannyml-js')],
      ['scipy, KS and W1, numeric columns / ours', '≥ 8×', ...against('scipy-ks', 'scipy-w1')],
      ['10 times the rows', '≤ 11×', ...growth(rows)],
      ['10 times the features', 'linear: 10×', ...growth(features)],
    ],
  ).concat(
    '\n\n',
    table(
      ['target', 'wanted', 'measured'],
      [
        ['peak memory / the smaller one of Evidently', '≤ 0.50', (own.peakMb / evidentlyPeak).toFixed(2)],
        [
          '1,000 features: memory above the idle process, with what is read of the baseline',
          '≤ 1,024 MiB',
          `${thousands(wide.peakMb - wide.idleMb)} MiB`,
        ],
      ],
    ),
  );
}

function growthTable({ rows, features }: DriftReport): string {
  const line = ({ shape, result }: Measured) => [
    sizeOf(shape),
    seconds(median(result.seconds)),
    seconds(median(result.cpuSeconds)),
    seconds(result.prepareSeconds),
    `${result.idleMb} MiB`,
    `${thousands(result.preparedMb)} MiB`,
    `${thousands(result.peakMb)} MiB`,
  ];
  return table(
    ['case', 'time', 'CPU time', 'preparation', 'idle', 'with baseline', 'peak'],
    [rows.fewer, rows.more, features.fewer, features.more].map(line),
  );
}

/** driftMarkdown is the report as a page; it is generated by the bench and not edited. */
export function driftMarkdown(report: DriftReport): string {
  const { machine, peers, engines } = report;
  const version = (name: PeerName) => peers[name].version;
  return `# Benchmarks

Written by \`npm run bench -- drift\` on ${report.measuredAt.slice(0, 10)}; do not edit. ${machine.cores} cores (${machine.cpu}), Node ${machine.node},
Evidently ${version('evidently-psi')}, NannyML ${version('nannyml-ks')}, scipy ${version('scipy-ks')}. Times depend on the machine; the ratios are those of one run.
The load average of the last quarter of an hour was ${machine.load.toFixed(1)}: where it is above the number of cores, others used them too, and
CPU time (of all threads, ClickHouse's included) tells more than time.

## Side by side

${sizeOf(report.shape)}, made with fixed seeds: heavy tails, ties, zeros, a constant, nulls, 2 to 20,000 categories.
Our time begins with the request of a window and ends with its verdict: rows are read from ClickHouse, duplicates removed,
${engines.cpu.measured} values measured and judged. The data of the peers are in memory before their clock starts. Ours is the median of
${engines.cpu.seconds.length - 1} runs in two processes, one before and one after the peers, each of which ran once in a process of its own.

${sideBySide(report)}

KS distances of ours and scipy's differ by ${report.ksDifference.toExponential(1)} at most.

${targets(report)}

## Growth

The columns of a window may take 1 GiB, in the comparison of widths ${report.memorySetting / 1024 ** 2} MiB (\`analysis.max_memory\`). "With baseline" is the
process before its first window: a baseline of up to half of that memory is in it, a larger one is read with every window. In the
comparison of widths another process has prepared and stored the baseline.

${growthTable(report)}
`;
}
