// Brings a checkout to a runnable state: dependencies present and current, everything built.
// Plain JavaScript on Node built-ins, because it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from './build.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Plumbline needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

process.chdir(new URL('..', import.meta.url).pathname);

// The stamp names the lockfile that node_modules was installed from.
const stamp = 'node_modules/.plumbline-lock';
const lockHash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash;

if (!installed) {
  console.error('Installing dependencies (npm ci); the embedded ClickHouse is about 540 MB ...');
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] });
  } catch {
    console.error('npm ci failed: see its message above. Check the network and the free disk space (1 GB).');
    process.exit(1);
  }
  writeFileSync(stamp, lockHash);
}

build();
