// Brings what the tests need besides npm packages: Java and Maven from Debian's packages where that is allowed, Kafka, and
// a driver for the GPU tests.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fetchKafka } from './fetch-kafka.mjs';
import { prepareGpu } from './prepare-gpu.mjs';

const PACKAGES = { java: ['-version', 'default-jre-headless'], mvn: ['-v', 'maven'] };

function missingPackages() {
  return Object.entries(PACKAGES)
    .filter(([program, [flag]]) => spawnSync(program, [flag], { stdio: 'ignore' }).status !== 0)
    .map(([, [, name]]) => name);
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env }).status === 0;
}

/** prepareTests installs what is missing when it may, and throws a sentence that says what to install when it may not. */
export async function prepareTests() {
  prepareGpu();
  if (process.env.KAFKA_BROKERS) return;
  const missing = missingPackages();
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error(`Installing ${missing.join(' and ')} for the Kafka broker of the tests ...`);
    if (!apt('install', '-y', '-qq', '--no-install-recommends', ...missing)) {
      apt('update', '-qq');
      apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
    }
  }
  await fetchKafka();
}
