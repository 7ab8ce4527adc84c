import { existsSync } from 'node:fs';
import { loadConfig } from '../config/load-config.ts';
import { parseRoles } from '../roles/parse-roles.ts';
import { createService } from '../service.ts';
import { watchConfig } from '../watch-config.ts';
import { reportError } from './report-error.ts';

const DEFAULT_FILE = 'plumbline.yaml';
// Longer than any graceful stop: after this the process ends whatever it waits for.
const LAST_RESORT_MS = 15_000;

/** serve runs the service until SIGTERM or SIGINT; the exit code is 0 after a graceful stop, 1 when it could not go on. */
export async function serve(options: { readonly config?: string; readonly role?: string }): Promise<void> {
  const roles = parseRoles(options.role);
  const file = options.config ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : null);
  const load = () => loadConfig(file, process.env);
  const service = createService(load(), { roles, onFailure: () => void stop(1) });
  let unwatch = () => {};
  let stopping = false;

  async function stop(exitCode: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    unwatch();
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    try {
      await service.stop();
      process.exit(exitCode);
    } catch (error) {
      reportError(error);
      process.exit(1);
    }
  }

  await service.start();
  if (file !== null) unwatch = watchConfig(file, load, service);
  process.stderr.write(`Plumbline listens at ${service.url}\n`);
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGINT', () => void stop(0));
}
