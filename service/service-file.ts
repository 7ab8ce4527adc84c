import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** ServiceFile tells other commands on this machine where the running service listens. */
export interface ServiceFile {
  readonly pid: number;
  readonly url: string;
}

const NAME = 'service.json';

/** writeServiceFile announces the running service in its data directory. */
export function writeServiceFile(directory: string, content: ServiceFile): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, NAME), `${JSON.stringify(content)}\n`);
}

/** readServiceFile gives the running service, or null when there is none or its process is gone. */
export function readServiceFile(directory: string): ServiceFile | null {
  try {
    const content = JSON.parse(readFileSync(join(directory, NAME), 'utf8')) as ServiceFile;
    process.kill(content.pid, 0);
    return content;
  } catch {
    return null;
  }
}

/** removeServiceFile takes the announcement back. */
export function removeServiceFile(directory: string): void {
  rmSync(join(directory, NAME), { force: true });
}
