// Brings a Chromium for the browser tests: Debian's package where that is allowed. The tests drive it through
// playwright-core, which downloads no browser of its own.
import { spawnSync } from 'node:child_process';
import { installPackages, mayInstall } from './apt.mjs';

const CANDIDATES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/** playwright-core wants a path, not a name. */
function pathOf(program) {
  if (program.includes('/')) return program;
  return spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim() || null;
}

function findBrowser() {
  const found = CANDIDATES.find(runs);
  return found === undefined ? null : pathOf(found);
}

/** prepareBrowser leaves the path of a Chromium in PLUMBLINE_CHROMIUM, and throws a sentence that says what to install when there is none. */
export function prepareBrowser() {
  const named = process.env.PLUMBLINE_CHROMIUM;
  if (named) {
    if (runs(named)) return;
    throw new Error(`PLUMBLINE_CHROMIUM names ${named}, which does not run: name a Chromium or Chrome.`);
  }
  let path = findBrowser();
  let cause;
  if (path === null && mayInstall()) {
    console.error('Installing Chromium for the browser tests ...');
    try {
      installPackages(['chromium']);
    } catch (error) {
      cause = error;
    }
    path = findBrowser();
  }
  if (path === null) {
    throw new Error(
      'The browser tests found no Chromium: install it (Debian: apt-get install chromium; elsewhere Chrome or Chromium), ' +
        'or name one in PLUMBLINE_CHROMIUM.',
      { cause },
    );
  }
  process.env.PLUMBLINE_CHROMIUM = path;
}
