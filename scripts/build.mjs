// Compiles the SDK, then the service, its tests and examples, into dist/.
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const tsc = new URL('../node_modules/typescript/bin/tsc', import.meta.url).pathname;

export function build() {
  for (const project of ['sdk/tsconfig.json', 'tsconfig.json']) {
    try {
      execFileSync(process.execPath, [tsc, '-p', project], { stdio: ['ignore', 2, 2] });
    } catch {
      console.error(`The build failed (${project}): see the compiler messages above.`);
      process.exit(1);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) build();
