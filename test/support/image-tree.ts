import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** ImageTree is a directory with what the last stage of the Dockerfile holds, and no more. */
export interface ImageTree {
  readonly directory: string;
  /** The entrypoint with Node's options that keep it from looking beyond the tree. */
  readonly entrypoint: readonly string[];
  remove(): void;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}

/** buildImageTree links the files of this checkout that the Dockerfile copies, and the packages that it installs. */
export function buildImageTree(): ImageTree {
  const directory = mkdtempSync(join(tmpdir(), 'plumbline-image-'));
  const text = readFileSync('Dockerfile', 'utf8');
  const [, build = '', , last = ''] = text.split(/^FROM .*$/m).slice(1);
  for (const [, sources, target] of last.matchAll(/^COPY (?!--from)(.+) (\S+)$/gm)) {
    for (const source of sources!.split(' ')) {
      const path =
        target === './' ? source : target!.endsWith('/') ? join(target!, source.split('/').pop()!) : target!;
      link(source, join(directory, path));
    }
  }
  const compiled = [...build.matchAll(/^COPY (\S+) \1$/gm)].map(([, folder]) => folder!);
  for (const folder of readdirSync('dist')) {
    if (compiled.includes(folder)) link(join('dist', folder), join(directory, 'dist', folder));
  }
  for (const name of productionPackages()) link(name, join(directory, name));
  const [, command = '[]'] = /^ENTRYPOINT (\[.+\])$/m.exec(last) ?? [];
  const [, ...rest] = JSON.parse(command) as string[];
  return {
    directory,
    entrypoint: [process.execPath, '--preserve-symlinks', '--preserve-symlinks-main', ...rest],
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** What npm ci --omit=dev --omit=optional leaves, by the lockfile; nested packages come with the one around them. */
function productionPackages(): readonly string[] {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return Object.entries(lock.packages).flatMap(([path, { dev, devOptional, optional, link: linked }]) => {
    const nested = path.lastIndexOf('node_modules/') > 0;
    const kept = path.startsWith('node_modules/') && !nested && !dev && !devOptional && !optional && !linked;
    return kept ? [path] : [];
  });
}

function link(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(resolve(source), target);
}
