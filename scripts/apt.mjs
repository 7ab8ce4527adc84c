// Debian's packages for the test set-up, where this process may install them.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** mayInstall tells whether this process may install Debian's packages. */
export function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** apt runs apt-get without questions; throws when it fails. */
export function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
}

/** installPackages installs from the lists at hand, and with fresh lists when that fails; throws when both fail. */
export function installPackages(names) {
  const install = () => apt('install', '-y', '-qq', '--no-install-recommends', ...names);
  try {
    install();
  } catch {
    try {
      apt('update', '-qq');
    } catch {
      // One source that does not answer is no reason not to ask the others.
    }
    install();
  }
}
