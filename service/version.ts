import { readFileSync } from 'node:fs';

// Two levels up from the built file, dist/service/version.js.
const PACKAGE = new URL('../../package.json', import.meta.url);

/** VERSION is the release of the service. */
export const VERSION: string = (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
