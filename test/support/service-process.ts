import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../service/cli/main.js', import.meta.url));
const READY_MS = 30_000;

/** ServiceOptions say how the service under test is started. */
export interface ServiceOptions {
  /** YAML that follows the listen and data lines. */
  readonly yaml?: string;
  /** An existing data directory; a fresh one otherwise. */
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The roles of the process; all by default. */
  readonly role?: string;
}

/** ServiceProcess is the built service running as a child process. */
export interface ServiceProcess {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly configFile: string;
  readonly pid: number;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  logs(): string;
  /** Stops if running, and removes the data directory. */
  dispose(): Promise<void>;
}

/** freePort asks the system for a port that is free now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** startService starts the built service and waits until /readyz answers 200. */
export async function startService(options: ServiceOptions = {}): Promise<ServiceProcess> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  const configFile = join(dataDir, 'plumbline.yaml');
  const yaml = `listen: 127.0.0.1:${port}\nstore: { url: "chdb:${join(dataDir, 'db')}" }\n${options.yaml ?? ''}`;
  writeFileSync(configFile, yaml);

  const roles = options.role === undefined ? [] : ['--role', options.role];
  let output = '';
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'serve', '--config', configFile, ...roles], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  const url = `http://127.0.0.1:${port}`;

  const deadline = Date.now() + READY_MS;
  for (;;) {
    if (gone())
      throw new Error(`the service ended with code ${child.exitCode} before it was ready:\n${output}`);
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.status === 200,
      () => false,
    );
    if (ready) break;
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the service was not ready within ${READY_MS} ms:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const service: ServiceProcess = {
    url,
    port,
    dataDir,
    configFile,
    pid: child.pid!,
    logs: () => output,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    dispose: async () => {
      if (!gone()) await service.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return service;
}
