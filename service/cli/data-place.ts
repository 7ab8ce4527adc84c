import { existsSync } from 'node:fs';
import { loadConfig, type ServiceConfig } from '../config/load-config.ts';
import { embeddedPath } from '../embedded-path.ts';
import { readServiceFile } from '../service-file.ts';

/** DataPlace is where a command finds its data: behind a service, or in a store that it opens itself. */
export type DataPlace =
  | { readonly kind: 'service'; readonly url: string }
  | { readonly kind: 'store'; readonly config: ServiceConfig };

/** findData takes the service of --url, else the one that has the configured data directory open, else the store. */
export function findData(flags: { readonly url?: string; readonly config?: string }): DataPlace {
  if (flags.url) return { kind: 'service', url: flags.url };
  const file = flags.config ?? (existsSync('plumbline.yaml') ? 'plumbline.yaml' : null);
  const config = loadConfig(file, process.env);
  const directory = embeddedPath(config.storeUrl);
  const running = directory === null ? null : readServiceFile(directory);
  return running ? { kind: 'service', url: running.url } : { kind: 'store', config };
}
