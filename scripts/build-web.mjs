// Bundles the built-in page into dist/web: hashed files, split so that charts load after the first paint.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const LIMIT_BYTES = 300_000;
const root = new URL('..', import.meta.url).pathname;
const out = join(root, 'dist', 'web');
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Bundles the page, removes the files of earlier builds and fails when the bundle is too big. */
async function buildWeb() {
  const { outputs } = (await bundle()).metafile;
  const named = (pattern) => Object.keys(outputs).find((path) => pattern.test(basename(path)));
  const [script, style, icon] = [/^main-.*\.js$/, /^main-.*\.css$/, /^icon-/].map(named);
  const atOnce = [...neededAtOnce(outputs, script)];
  const address = (path) => `/assets/${basename(path)}`;
  const preloads = atOnce
    .filter((path) => path !== script)
    .map((path) => `<link rel="modulepreload" href="${address(path)}">`);
  const page = readFileSync(join(root, 'web', 'index.html'), 'utf8')
    .replace('%STYLE%', address(style))
    .replace('%SCRIPT%', address(script))
    .replace('%ICON%', address(icon))
    .replace('<!-- preloads -->', preloads.join(''));
  const sizesByPath = compress(outputs);
  removeOthers(new Set([...sizesByPath.keys()].map((path) => basename(path))));
  judgeSizes(sizesByPath, [...atOnce, style]);
  // Last, since its time tells that this build was good.
  writeFileSync(join(out, 'index.html'), page);
}

/** Removes the files of earlier builds. */
function removeOthers(files) {
  for (const name of readdirSync(join(out, 'assets'))) {
    if (!files.has(name.replace(/\.gz$/, ''))) rmSync(join(out, 'assets', name));
  }
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

/** Lays a compressed copy beside each file, which is what travels. */
function compress(outputs) {
  return new Map(
    Object.keys(outputs).map((path) => {
      const compressed = gzipSync(readFileSync(join(root, path)), { level: 9 });
      writeFileSync(join(root, `${path}.gz`), compressed);
      return [path, compressed.length];
    }),
  );
}

/** The entry and all that it imports at once; what it imports later does not delay the first paint. */
function neededAtOnce(outputs, path, found = new Set()) {
  found.add(path);
  for (const { path: next, kind } of outputs[path].imports) {
    if (kind === 'import-statement' && !found.has(next)) neededAtOnce(outputs, next, found);
  }
  return found;
}

/** Prints the sizes as they travel and refuses a bundle over the limit. */
function judgeSizes(sizesByPath, first) {
  const total = sum([...sizesByPath.values()]);
  const atOnce = sum(first.map((path) => sizesByPath.get(path)));
  const sizes = `${kilobytes(total)} gzipped of ${kilobytes(LIMIT_BYTES)}, ${kilobytes(atOnce)} before the first paint`;
  if (total <= LIMIT_BYTES) {
    console.error(`Page: ${sizes}.`);
    return;
  }
  console.error(`The page is too big: ${sizes}.`);
  const biggest = [...sizesByPath].sort((a, b) => b[1] - a[1]).slice(0, 5);
  for (const [path, bytes] of biggest) console.error(`  ${kilobytes(bytes)} ${basename(path)}`);
  process.exit(1);
}

await buildWeb();
