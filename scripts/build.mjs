// Compiles the SDK, then the service, its tests and examples into dist/, and bundles the page into dist/web.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const path = (name) => new URL(`../${name}`, import.meta.url).pathname;
const tsc = path('node_modules/typescript/bin/tsc');
const SERVICE = [
  ['sdk', [tsc, '-p', path('sdk/tsconfig.json')]],
  ['service', [tsc, '-p', path('tsconfig.json')]],
];
// The page is type-checked apart, for a browser; its bundler runs in a process of its own, since this file runs
// before anything is installed.
const PAGE = [
  ['page', [tsc, '-p', path('web/tsconfig.json')]],
  ['page', [path('scripts/build-web.mjs')]],
];

export function build() {
  for (const [what, command] of [...SERVICE, ...(isPageCurrent() ? [] : PAGE)]) {
    try {
      execFileSync(process.execPath, command, { stdio: ['ignore', 2, 2] });
    } catch {
      console.error(`The build failed (${what}): see the messages above.`);
      process.exit(1);
    }
  }
}

/** The page was bundled after the last change of anything that it is made of. */
function isPageCurrent() {
  const page = path('dist/web/index.html');
  if (!existsSync(page)) return false;
  const sources = readdirSync(path('web'), { recursive: true }).map((name) => join(path('web'), name));
  const others = ['web', 'package-lock.json', 'tsconfig.json', 'scripts/build-web.mjs'].map(path);
  const built = statSync(page).mtimeMs;
  return [...sources, ...others].every((file) => statSync(file).mtimeMs < built);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) build();
