// Brings what the tests need besides npm packages: Java and Maven from Debian's packages where that is allowed, Kafka, a
// driver for the GPU tests, and a browser.
import { spawnSync } from 'node:child_process';
import { installPackages, mayInstall } from './apt.mjs';
import { fetchKafka } from './fetch-kafka.mjs';
import { prepareBrowser } from './prepare-browser.mjs';
import { prepareGpu } from './prepare-gpu.mjs';

const PACKAGES = { java: ['-version', 'default-jre-headless'], mvn: ['-v', 'maven'] };

function missingPackages() {
  return Object.entries(PACKAGES)
    .filter(([program, [flag]]) => spawnSync(program, [flag], { stdio: 'ignore' }).status !== 0)
    .map(([, [, name]]) => name);
}

/** prepareTests installs what is missing when it may, and throws a sentence that says what to install when it may not. */
export async function prepareTests() {
  prepareGpu();
  prepareBrowser();
  if (process.env.KAFKA_BROKERS) return;
  const missing = missingPackages();
  if (missing.length > 0 && mayInstall()) {
    console.error(`Installing ${missing.join(' and ')} for the Kafka broker of the tests ...`);
    try {
      installPackages(missing);
    } catch {
      // What is missing still, and what to do about it, is said below.
    }
  }
  await fetchKafka();
}
