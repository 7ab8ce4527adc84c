// Bundles the built-in page into dist/web: hashed files, split so that charts load after the first paint.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const LIMIT_BYTES = 300_000;
const root = new URL('..', import.meta.url).pathname;
const out = join(root, 'dist', 'web');

/** Bundles the page, removes the files of earlier builds and fails when the bundle is too big. */
async function buildWeb() {
  const { outputs } = (await bundle()).metafile;
  const files = Object.keys(outputs).map((path) => basename(path));
  const entry = (kind) => files.find((name) => name.startsWith('main-') && name.endsWith(kind));
  const page = readFileSync(join(root, 'web', 'index.html'), 'utf8')
    .replace('%STYLE%', `/assets/${entry('.css')}`)
    .replace('%SCRIPT%', `/assets/${entry('.js')}`)
    .replace('%ICON%', `/assets/${files.find((name) => name.startsWith('icon-'))}`);
  writeFileSync(join(out, 'index.html'), page);
  for (const name of readdirSync(join(out, 'assets'))) {
    if (!files.includes(name)) rmSync(join(out, 'assets', name));
  }
  judgeSizes(outputs, entry('.js'));
}

function bundle() {
  mkdirSync(join(out, 'assets'), { recursive: true });
  return build({
    absWorkingDir: root,
    entryPoints: [
      { in: 'web/main.tsx', out: 'main' },
      { in: 'web/styles/main.css', out: 'main' },
      { in: 'web/icon.svg', out: 'icon' },
    ],
    outdir: 'dist/web/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16'],
    minify: true,
    metafile: true,
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: 'web/tsconfig.json',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}

/** Prints the sizes as they travel and refuses a bundle over the limit. */
function judgeSizes(outputs, entry) {
  const gzipped = Object.keys(outputs).map((path) => [
    basename(path),
    gzipSync(readFileSync(join(root, path)), { level: 9 }).length,
  ]);
  const total = gzipped.reduce((sum, [, bytes]) => sum + bytes, 0);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  const first = gzipped.filter(([name]) => name === entry || name.endsWith('.css'));
  const sizes = `${kilobytes(total)} gzipped of ${kilobytes(LIMIT_BYTES)}, ${kilobytes(first.reduce((sum, [, bytes]) => sum + bytes, 0))} before the first paint`;
  if (total <= LIMIT_BYTES) {
    console.error(`Page: ${sizes}.`);
    return;
  }
  const biggest = gzipped.sort((a, b) => b[1] - a[1]).slice(0, 5);
  console.error(`The page is too big: ${sizes}.`);
  for (const [name, bytes] of biggest) console.error(`  ${kilobytes(bytes)} ${name}`);
  process.exit(1);
}

await buildWeb();
