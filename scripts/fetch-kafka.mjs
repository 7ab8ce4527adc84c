// Fetches Apache Kafka from Maven Central once, into a cache outside of version control.
// Plain JavaScript on Node built-ins: the test set-up runs it before anything is built.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '4.1.0';
const ARTIFACT = `org.apache.kafka:kafka_2.13:${VERSION}`;
/** The console tools, which write batches as a Java producer does. */
const TOOLS = `org.apache.kafka:kafka-tools:${VERSION}`;

/** A lock that is older than this was left behind by a process that was killed. */
const STALE_LOCK_MS = 10 * 60_000;

/** The checkout whose node_modules holds the cache; this file runs from scripts/, its importers from dist/ too. */
function findRoot() {
  let folder = fileURLToPath(new URL('.', import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) folder = join(folder, '..');
  return folder;
}

function hasProgram(name, flag) {
  return spawnSync(name, [flag], { stdio: 'ignore' }).status === 0;
}

function requirePrograms() {
  const missing = [
    ['java', '-version'],
    ['mvn', '-v'],
  ].filter(([name, flag]) => !hasProgram(name, flag));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name).join(' and ');
  throw new Error(
    `A Kafka broker for the tests needs ${names}: install a Java 17 runtime and Maven ` +
      '(Debian: apt-get install default-jre-headless maven), or name a running broker in KAFKA_BROKERS.',
  );
}

function pom() {
  const dependency = (coordinates) => {
    const [group, artifact, version] = coordinates.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  };
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>plumbline</groupId><artifactId>kafka-for-tests</artifactId><version>1</version>',
    `<dependencies>${dependency(ARTIFACT)}${dependency(TOOLS)}</dependencies></project>`,
  ].join('\n');
}

function download(cache) {
  const work = join(cache, 'fetching');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'pom.xml'), pom());
  try {
    execFileSync(
      'mvn',
      [
        '-q',
        '-B',
        '-f',
        join(work, 'pom.xml'),
        'dependency:copy-dependencies',
        `-DoutputDirectory=${join(work, 'libs')}`,
      ],
      { stdio: ['ignore', 2, 2] },
    );
  } catch (cause) {
    throw new Error(`Maven could not fetch ${ARTIFACT}: see its message above, and check the network.`, {
      cause,
    });
  }
  renameSync(join(work, 'libs'), join(cache, `libs-${VERSION}`));
  rmSync(work, { recursive: true, force: true });
}

function takeLock(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > STALE_LOCK_MS) rmSync(lock, { recursive: true, force: true });
  return false;
}

/** fetchKafka gives the folder with the jars of Kafka; of several processes at once one fetches and the others wait. */
export async function fetchKafka() {
  const cache = join(findRoot(), 'node_modules', '.cache', 'plumbline-kafka');
  const libs = join(cache, `libs-${VERSION}`);
  const lock = join(cache, 'lock');
  if (!hasProgram('java', '-version')) requirePrograms();
  mkdirSync(cache, { recursive: true });
  while (!existsSync(libs)) {
    if (!takeLock(lock)) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      if (!existsSync(libs)) {
        requirePrograms();
        download(cache);
      }
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return libs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const libs = await fetchKafka();
    console.log(`Kafka ${VERSION}: ${readdirSync(libs).length} jars in ${libs}`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
