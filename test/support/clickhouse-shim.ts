import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** ClickhouseShim is a ClickHouse server for tests: HTTP in front of an embedded engine in a process of its own. */
export interface ClickhouseShim {
  /** http://user:password@127.0.0.1:port */
  readonly url: string;
  readonly password: string;
  /** Applies the next insert and then cuts the connection instead of answering. */
  loseNextReply(): Promise<void>;
  /** Answers the next statement with this exception code instead of running it. */
  refuseNext(code: number): Promise<void>;
  /** What was received, in order. */
  requests(): Promise<readonly ShimRequest[]>;
  /** Ends the process at once; the data stays until close. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** ShimRequest is a statement, and the names of what the URL carried beside it. */
export interface ShimRequest {
  readonly sql: string;
  readonly urlParameters: readonly string[];
}

const USER = 'plumbline';
const PASSWORD = 'p@ss:word/%41';

/** startClickhouseShim starts a server on a free port of the loopback address. */
export async function startClickhouseShim(): Promise<ClickhouseShim> {
  const directory = await mkdtemp(join(tmpdir(), 'clickhouse-shim-'));
  const script = fileURLToPath(new URL('./clickhouse-shim-server.js', import.meta.url));
  const child = spawn(process.execPath, [script, directory, USER, PASSWORD], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = await firstLine(child);
  const address = `http://127.0.0.1:${port}`;
  const control = (path: string) => fetch(`${address}${path}`, { method: 'POST' });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    url: `http://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    password: PASSWORD,
    async loseNextReply() {
      await control('/control/lose-next-reply');
    },
    async refuseNext(code) {
      await control(`/control/refuse-next/${code}`);
    },
    requests: async () => (await (await control('/control/requests')).json()) as ShimRequest[],
    kill,
    async close() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  for await (const line of lines) return line;
  throw new Error('The shim did not start.');
}
