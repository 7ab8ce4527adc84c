import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** PeerResult is what one peer measured on two Parquet files; the data were in memory before its clock started. */
export interface PeerResult {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the whole process, in MiB. */
  readonly peakMb: number;
  readonly version: string;
  readonly values: Readonly<Record<string, number>>;
}

/** PEERS are what a user would run instead; the names are those of drift_peers.py. */
export const PEERS = {
  'evidently-psi': 'Evidently, drift preset, PSI',
  'evidently-ks': 'Evidently, drift preset, KS and chi²',
  'nannyml-ks': 'NannyML, KS, 40 numeric columns',
  'nannyml-js': 'NannyML, Jensen-Shannon, all columns',
  'scipy-ks': 'scipy ks_2samp, 40 numeric columns',
  'scipy-w1': 'scipy wasserstein_distance, 40 numeric columns',
} as const;

export type PeerName = keyof typeof PEERS;

const PACKAGES = ['evidently==0.7.23', 'nannyml==0.13.1', 'scipy==1.17.1', 'pandas<3', 'pyarrow'];
const INSTALL_LIMIT_MS = 1_200_000;
const RUN_LIMIT_MS = 1_200_000;
const run = promisify(execFile);

/** preparePeers makes a Python virtual environment with the peers below `cache`, once, and gives its interpreter. */
export async function preparePeers(cache: string): Promise<string> {
  const key = createHash('sha256').update(PACKAGES.join('\n')).digest('hex').slice(0, 12);
  const home = join(cache, `peers-${key}`);
  const python = join(home, 'bin', 'python');
  const complete = join(home, 'complete');
  if (existsSync(complete)) return python;
  mkdirSync(cache, { recursive: true });
  console.error('Installing the peers into a Python virtual environment; this takes some minutes ...');
  await run('python3', ['-m', 'venv', '--clear', home]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
    timeout: INSTALL_LIMIT_MS,
  });
  writeFileSync(complete, `${PACKAGES.join('\n')}\n`);
  return python;
}

/** runPeer compares the files of both sides in a process of its own. */
export async function runPeer(
  python: string,
  script: string,
  peer: PeerName,
  files: readonly [string, string],
): Promise<PeerResult> {
  const { stdout } = await run(python, [script, peer, ...files], {
    timeout: RUN_LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as PeerResult;
}
