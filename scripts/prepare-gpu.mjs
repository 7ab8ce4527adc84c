// Brings a WebGPU adapter for the tests: Mesa's software Vulkan driver (lavapipe) from Debian's packages where that is
// allowed. Plain JavaScript on Node built-ins and the installed `webgpu` package.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apt, mayInstall } from './apt.mjs';

const PACKAGES = ['libvulkan1', 'mesa-vulkan-drivers'];
const BACKPORTS = '/etc/apt/sources.list.d/plumbline-backports.sources';
const DRIVER_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];
const PROBE = `
  const { create } = await import('webgpu');
  const adapter = await create([]).requestAdapter();
  if (adapter) console.log(adapter.info.description || adapter.info.device || adapter.info.vendor);
  process.exit(adapter ? 0 : 1);`;

/** The packages' manifest of lavapipe, whose name carries the architecture on newer releases. */
function lavapipeManifest() {
  for (const folder of DRIVER_FOLDERS.filter((name) => existsSync(name))) {
    const name = readdirSync(folder).find((file) => /^lvp_icd\b.*\.json$/.test(file));
    if (name) return join(folder, name);
  }
  return null;
}

/** Tests run on the same adapter everywhere: on lavapipe wherever it is installed. */
function chooseLavapipe() {
  const manifest = lavapipeManifest();
  if (manifest === null) return;
  process.env.VK_DRIVER_FILES = manifest;
  process.env.VK_ICD_FILENAMES = manifest;
}

/** A process of its own, because an open WebGPU instance keeps its process alive and a broken driver may end it. */
function adapterName() {
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', PROBE], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  });
  return status === 0 ? stdout.trim() : null;
}

function osRelease() {
  try {
    const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
    return Object.fromEntries(
      lines.map((line) => line.split('=').map((part) => part.replaceAll('"', ''))).filter(([key]) => key),
    );
  } catch {
    return {};
  }
}

/** Mesa 22 of Debian 12 is refused by Dawn; its backports, beside the configured source, carry Mesa 25. */
function addBackports(codename) {
  const configured = '/etc/apt/sources.list.d/debian.sources';
  if (existsSync(BACKPORTS) || !existsSync(configured)) return;
  const [source] = readFileSync(configured, 'utf8').split(/\n\s*\n/);
  writeFileSync(BACKPORTS, `${source.replace(/^Suites:.*$/m, `Suites: ${codename}-backports`).trim()}\n`);
}

function installLavapipe() {
  const { ID: system, VERSION_CODENAME: codename } = osRelease();
  const old = system === 'debian' && codename === 'bookworm';
  console.error('Installing a software Vulkan driver (Mesa lavapipe) for the GPU tests ...');
  if (old) addBackports(codename);
  try {
    apt('update', '-qq');
  } catch {
    // One source that does not answer is no reason not to ask the others.
  }
  const from = old ? ['-t', `${codename}-backports`] : [];
  apt('install', '-y', '-qq', '--no-install-recommends', ...from, ...PACKAGES);
}

/** prepareGpu makes sure that a WebGPU adapter is there, and throws a sentence that says what to install when none is. */
export function prepareGpu() {
  chooseLavapipe();
  if (adapterName() !== null) return;
  let cause;
  if (mayInstall()) {
    try {
      installLavapipe();
    } catch (error) {
      cause = error;
    }
    chooseLavapipe();
    if (adapterName() !== null) return;
  }
  throw new Error(
    'The GPU tests found no WebGPU adapter: install Mesa 23 or newer with lavapipe (Debian 13: apt-get install ' +
      'mesa-vulkan-drivers libvulkan1; Debian 12: the same from bookworm-backports), or a GPU with its Vulkan driver.',
    { cause },
  );
}
