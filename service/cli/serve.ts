import { existsSync } from 'node:fs';
import { loadConfig } from '../config/load-config.ts';
import { createService } from '../service.ts';
import { watchConfig } from '../watch-config.ts';
import { reportError } from './report-error.ts';

const DEFAULT_FILE = 'plumbline.yaml';
// Longer than any graceful stop: after this the process ends whatever it waits for.
const LAST_RESORT_MS = 15_000;

/** serve runs the service until SIGTERM or SIGINT; the exit code is 0 after a graceful stop. */
export async function serve(options: { readonly config?: string }): Promise<void> {
  const file = options.config ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : null);
  const load = () => loadConfig(file, process.env);
  const service = createService(load());
  await service.start();
  const unwatch = file === null ? () => {} : watchConfig(file, load, service);
  process.stderr.write(`Plumbline listens at ${service.url}\n`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    unwatch();
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    try {
      await service.stop();
      process.exit(0);
    } catch (error) {
      reportError(error);
      process.exit(1);
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
