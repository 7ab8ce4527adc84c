import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SDK = fileURLToPath(new URL('../../../sdk/', import.meta.url));

/** ScriptResult is how a child process ended. */
export interface ScriptResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** SdkProject is an empty project that has the packed SDK installed, as a user's would. */
export interface SdkProject {
  readonly folder: string;
  /** Paths inside the tarball. */
  readonly packed: readonly string[];
  /** Writes a file into the project and runs it with Node. */
  run(file: string, source: string, ...args: readonly string[]): Promise<ScriptResult>;
  dispose(): void;
}

/** createSdkProject packs sdk/ and installs the tarball without a network. */
export function createSdkProject(): SdkProject {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-sdk-'));
  const npm = (cwd: string, ...words: string[]) =>
    execFileSync('npm', [...words, '--loglevel=error'], { cwd, encoding: 'utf8', stdio: 'pipe' });
  const report = npm(SDK, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  const [{ filename, files }] = JSON.parse(report) as [{ filename: string; files: { path: string }[] }];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', `./${filename}`);
  return {
    folder,
    packed: files.map((file) => file.path),
    run: (file, source, ...args) => {
      writeFileSync(join(folder, file), source);
      return runProcess(process.execPath, [file, ...args], folder);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** runProcess runs a program to its end without blocking this process. */
export function runProcess(program: string, args: readonly string[], cwd?: string): Promise<ScriptResult> {
  const child = spawn(program, args, { ...(cwd ? { cwd } : {}), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
