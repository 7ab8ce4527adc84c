// Compiles the SDK, then the service, its tests and examples into dist/, and bundles the page into dist/web.
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const path = (name) => new URL(`../${name}`, import.meta.url).pathname;
const tsc = path('node_modules/typescript/bin/tsc');
// The page is type-checked apart, for a browser; its bundler runs in a process of its own, since this file runs
// before anything is installed.
const STEPS = [
  ['sdk', [tsc, '-p', 'sdk/tsconfig.json']],
  ['service', [tsc, '-p', 'tsconfig.json']],
  ['page', [tsc, '-p', 'web/tsconfig.json']],
  ['page', [path('scripts/build-web.mjs')]],
];

export function build() {
  for (const [what, command] of STEPS) {
    try {
      execFileSync(process.execPath, command, { stdio: ['ignore', 2, 2] });
    } catch {
      console.error(`The build failed (${what}): see the messages above.`);
      process.exit(1);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) build();
