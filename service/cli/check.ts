import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { CpuEngine, WorkerKernels } from '../../analyzers/index.ts';
import { type ErrorCode, messageOf, PlumblineError } from '../../domain/index.ts';
import { openFileReaders, openStore } from '../../store/index.ts';
import { type CheckFlags, type CheckOptions, readCheckOptions } from '../check/check-options.ts';
import { type CheckResult, EXIT_CODES } from '../check/check-result.ts';
import type { CheckSide } from '../check/check-side.ts';
import { openFileSide } from '../check/file-side.ts';
import { remoteData } from '../check/remote-data.ts';
import { REPORTS, type ReportFormat } from '../check/reports/reports.ts';
import { runCheck } from '../check/run-check.ts';
import { readSourceName, type SourceName } from '../check/source-name.ts';
import { localData, openBaselineSide, openWindowSide, type StoredData } from '../check/stored-side.ts';
import { loadAnalyzersConfig } from '../config/load-config.ts';
import { embeddedPath } from '../embedded-path.ts';
import { findData } from './data-place.ts';
import { reportError } from './report-error.ts';

interface Flags extends CheckFlags {
  readonly reference: string;
  readonly current: string;
  readonly config?: string;
  readonly format: string;
  readonly output?: string;
  readonly project: string;
  readonly url?: string;
}

/** BAD_INPUT are the codes of what the caller can put right; their exit code is 3. */
const BAD_INPUT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'baseline_unreadable',
  'unknown_column',
  'unknown_monitor',
  'invalid_request',
  'invalid_config',
  'invalid_window',
  'not_found',
]);
/** A bar appears for work that is under way for so long. */
const BAR_AFTER_MS = 1000;

/** check compares two sources; its exit code is the verdict's, 3 for bad input and 4 for a failure. */
export async function check(flags: Flags): Promise<void> {
  try {
    process.exitCode = await compareAndReport(flags);
  } catch (error) {
    reportError(error);
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof PlumblineError)) return EXIT_CODES.failed;
  if (error.code === 'baseline_empty') return EXIT_CODES.insufficient_data;
  return BAD_INPUT.has(error.code) ? 3 : EXIT_CODES.failed;
}

async function compareAndReport(flags: Flags): Promise<number> {
  const format = readFormat(flags.format);
  const sources = { reference: readSourceName(flags.reference), current: readSourceName(flags.current) };
  const config = flags.config === undefined ? null : loadAnalyzersConfig(flags.config, process.env);
  const options = readCheckOptions(flags, config);
  const result = await compare(sources, options, flags);
  const colours = process.stdout.isTTY && !process.env.NO_COLOR && flags.output === undefined;
  await print(REPORTS[format](result, { colours }), result, flags.output);
  return EXIT_CODES[result.verdict];
}

function readFormat(format: string): ReportFormat {
  if (Object.hasOwn(REPORTS, format)) return format as ReportFormat;
  throw new PlumblineError('invalid_request', `--format is one of ${Object.keys(REPORTS).join(', ')}.`);
}

async function compare(
  sources: { readonly reference: SourceName; readonly current: SourceName },
  options: CheckOptions,
  flags: Flags,
): Promise<CheckResult> {
  const closers: (() => Promise<void>)[] = [];
  const bar = progressBar();
  try {
    const place = await openPlace(Object.values(sources), flags);
    closers.push(() => place.close());
    const open = async (source: SourceName) => {
      const side = await openSide(source, place, options, flags.project);
      closers.push(() => side.close());
      return side;
    };
    const [reference, current] = [await open(sources.reference), await open(sources.current)];
    const engine = new CpuEngine();
    closers.push(() => engine.close());
    const kernels = new WorkerKernels();
    closers.push(() => kernels.close());
    return await runCheck({ reference, current, options, engine, kernels, onProgress: bar.update });
  } finally {
    bar.stop();
    for (const close of closers.reverse()) await close();
  }
}

type Place = Awaited<ReturnType<typeof openPlace>>;

async function openSide(
  source: SourceName,
  place: Place,
  options: CheckOptions,
  project: string,
): Promise<CheckSide> {
  if (source.kind === 'file') return openFileSide(place.files, source, options);
  const data = place.data!;
  return source.kind === 'baseline'
    ? openBaselineSide(data, project, source, options)
    : openWindowSide(data, project, source, options);
}

/** openPlace gives what reads files, and what reads stored data where a source needs it. */
async function openPlace(sources: readonly SourceName[], flags: Flags) {
  if (sources.every(({ kind }) => kind === 'file')) return filesAnd(null);
  const place = findData(flags);
  if (place.kind === 'service') return filesAnd(remoteData(place.url, process.env.PLUMBLINE_API_KEY));
  const { config } = place;
  const directory = embeddedPath(config.storeUrl);
  if (directory !== null && !existsSync(directory))
    throw new PlumblineError('not_found', `There is no store at ${directory}, and no service runs.`);
  // One process has one embedded engine, so the store reads the files as well.
  const store = await openStore({
    url: config.storeUrl,
    ...(config.cluster !== null && { cluster: config.cluster }),
  });
  return { files: store.tableFiles, data: localData(store), close: () => store.close() };
}

async function filesAnd(data: StoredData | null) {
  const readers = await openFileReaders();
  return { files: readers.tableFiles, data, close: () => readers.close() };
}

async function print(report: string, { summary }: CheckResult, output: string | undefined): Promise<void> {
  if (output === undefined) {
    process.stdout.write(report);
    return;
  }
  try {
    await writeFile(output, report);
  } catch (cause) {
    throw new PlumblineError('invalid_request', `The report cannot be written: ${messageOf(cause)}.`, {
      cause,
    });
  }
  process.stdout.write(`${summary}\n`);
}

/** progressBar draws on standard error, only for people, and only when there is something to wait for. */
function progressBar() {
  const bar = process.stderr.isTTY
    ? new SingleBar({
        format: 'comparing {bar} {value}/{total} columns',
        stream: process.stderr,
        clearOnComplete: true,
      })
    : null;
  const started = performance.now();
  return {
    update(done: number, total: number): void {
      if (bar === null || performance.now() - started < BAR_AFTER_MS) return;
      if (bar.isActive) bar.update(done);
      else bar.start(total, done);
    },
    stop: () => bar?.stop(),
  };
}
