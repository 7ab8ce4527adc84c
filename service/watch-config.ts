import { unwatchFile, watchFile } from 'node:fs';
import { PlumblineError } from '../domain/index.ts';
import type { ServiceConfig } from './config/load-config.ts';
import type { Service } from './service.ts';

const POLL_MS = 1000;

/**
 * watchConfig reloads the file when it changes and on SIGHUP; a broken file is reported and the old one stays in force.
 * Polling sees files that are replaced or mounted, which change events miss. Returns the function that ends it.
 */
export function watchConfig(file: string, load: () => ServiceConfig, service: Service): () => void {
  const reload = async () => {
    try {
      await service.reload(load());
    } catch (error) {
      const details = error instanceof PlumblineError ? error.details : undefined;
      service.logger.error(
        { error: (error as Error).message, details },
        'configuration not reloaded; the old one stays in force',
      );
    }
  };
  watchFile(file, { interval: POLL_MS, persistent: false }, (now, before) => {
    if (now.mtimeMs !== before.mtimeMs && now.nlink > 0) void reload();
  });
  process.on('SIGHUP', reload);
  return () => {
    unwatchFile(file);
    process.off('SIGHUP', reload);
  };
}
