import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DemoFailure } from './demo-failure.ts';

/** WorkDirectory is where one run of the demo keeps the service's data, configuration and log. */
export interface WorkDirectory {
  readonly path: string;
  /** Removes it, unless the user wants to keep it or something failed, whose log is in there. */
  release(failed: boolean): void;
}

/** openWorkDirectory makes a fresh directory, or takes the user's if it is empty; a directory of the user's is kept. */
export function openWorkDirectory(wanted: string | null, keep: boolean, now: Date): WorkDirectory {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const path = resolve(wanted ?? join('plumbline-data', `demo-${stamp}-${process.pid}`));
  try {
    mkdirSync(path, { recursive: true });
    if (readdirSync(path).length > 0)
      throw new DemoFailure(`The directory ${path} is not empty; name a new one.`);
  } catch (error) {
    if (error instanceof DemoFailure) throw error;
    throw new DemoFailure(`The directory ${path} cannot be used: ${(error as Error).message}.`);
  }
  return {
    path,
    release: (failed) => {
      if (wanted === null && !keep && !failed) rmSync(path, { recursive: true, force: true });
    },
  };
}
