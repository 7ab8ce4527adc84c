import { existsSync } from 'node:fs';
import { PlumblineError } from '../../domain/index.ts';
import { loadConfig } from '../config/load-config.ts';
import { type Examination, examine } from '../doctor/examine.ts';

/** DoctorOptions are the options of plumbline doctor. */
export interface DoctorOptions {
  readonly config?: string;
  readonly format: string;
}

const DEFAULT_FILE = 'plumbline.yaml';

/** runDoctor prints what analysis would run on here; it needs no running service and disturbs none. */
export async function runDoctor({ config: named, format }: DoctorOptions): Promise<void> {
  if (format !== 'text' && format !== 'json') {
    throw new PlumblineError('invalid_request', `--format is text or json, not ${format}.`);
  }
  const file = named ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : null);
  const examination = await examine(loadConfig(file, process.env));
  process.stdout.write(format === 'json' ? `${JSON.stringify(examination, null, 2)}\n` : pageOf(examination));
}

function gpuLines({ gpu }: Examination): string[] {
  const { name, driver, backend, reason } = gpu;
  if (gpu.used)
    return [`${name}${gpu.software ? ' (software)' : ''}, ${driver}`, `kernels run on ${backend}`];
  const rest = backend === null ? 'no kernels' : `kernels run on ${backend} where they are asked for`;
  return [`none: ${reason}`, rest];
}

function pageOf(examination: Examination): string {
  const { machine, clickhouse, speeds, choices } = examination;
  const gibibytes = (machine.memory_bytes / 2 ** 30).toFixed(1);
  const row = (title: string, ...lines: string[]) =>
    lines.map((line, index) => `${(index === 0 ? title : '').padEnd(12)}${line}`);
  const width = Math.max(...choices.map(({ work }) => work.length));
  const kernel = speeds.kernel_pairs === null ? [] : [`kernels: ${speeds.kernel_pairs} M pair sums/s`];
  return [
    ...row(
      'machine',
      `${machine.processor}, ${machine.cores} cores, ${gibibytes} GiB`,
      `${machine.platform}, Node ${machine.node}`,
    ),
    ...row('gpu', ...gpuLines(examination)),
    ...row(
      'clickhouse',
      'problem' in clickhouse ? clickhouse.problem : `${clickhouse.flavour}, version ${clickhouse.version}`,
    ),
    ...row(
      'speeds',
      `sort: ${speeds.sort} M values/s, merge: ${speeds.merge} M values/s, one thread`,
      ...kernel,
    ),
    '',
    'What would be chosen:',
    ...choices.map(({ work, engine, reason }) => `  ${work.padEnd(width)}  ${engine.padEnd(10)}  ${reason}`),
    '',
  ].join('\n');
}
