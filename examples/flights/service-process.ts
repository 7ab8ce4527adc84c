import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { DemoFailure } from './demo-failure.ts';

/** RunningService is the built service as a child process. */
export interface RunningService {
  readonly url: string;
  /** Rejects with a DemoFailure when the service ends by itself. */
  readonly ended: Promise<never>;
  /** Asks it to stop, and insists after a while. */
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../service/cli/main.js', import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 15_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** choosePort gives the wanted port if it is free, else any free one. */
export async function choosePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const { port: bound } = server.address() as { port: number };
      server.close(() => resolve(bound));
    });
  });
}

/** startService runs the built service and resolves when it is ready; its log goes to a file. */
export async function startService(
  port: number,
  configFile: string,
  logFile: string,
): Promise<RunningService> {
  const log = openSync(logFile, 'a');
  // A process group of its own: Ctrl-C reaches the demo, which then stops the service in order.
  const child = spawn(process.execPath, [MAIN, 'serve', '--config', configFile], {
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let stopping = false;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ended = gone.then((): Promise<never> => {
    if (stopping) return new Promise(() => {});
    throw new DemoFailure(`The service ended by itself: ${reasonIn(logFile)} (log: ${logFile})`);
  });
  ended.catch(() => {});
  const stop = async (): Promise<void> => {
    stopping = true;
    await stopChild(child, gone);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([untilReady(url, logFile), ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, ended, stop };
}

/** reasonIn finds the line of a log that tells why the process ended. */
function reasonIn(file: string): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.findLast((line) => /error/i.test(line)) ?? (lines.at(-1) || 'it said nothing');
}

async function untilReady(url: string, logFile: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(50);
  }
  throw new DemoFailure(`The service was not ready within ${READY_MS / 1000} s; its log is ${logFile}.`);
}

async function stopChild(child: ChildProcess, gone: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}
