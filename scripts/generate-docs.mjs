// Writes the generated documents, boards and alert rules from the built code; with --check, fails when a committed one is stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

process.chdir(new URL('..', import.meta.url).pathname);

const { dashboardDocuments } = await import('../dist/dashboards/index.js');
const { ERROR_CODES } = await import('../dist/domain/index.js');
const { configJsonSchema } = await import('../dist/service/config/schema.js');

const errors = [
  '# Error codes',
  '<!-- Generated from domain/errors.ts by scripts/generate-docs.mjs. -->',
  'Every problem document, rejected record and quarantined record carries one of these codes. They never change meaning.',
  '',
  '| code | meaning |',
  '| --- | --- |',
  ...Object.entries(ERROR_CODES).map(([code, text]) => `| \`${code}\` | ${text} |`),
  '',
].join('\n');

const documents = {
  'docs/errors.md': errors,
  'docs/plumbline.schema.json': `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  ...dashboardDocuments(),
};

const check = process.argv.includes('--check');
let stale = 0;
for (const [file, text] of Object.entries(documents)) {
  let current = null;
  try {
    current = readFileSync(file, 'utf8');
  } catch {}
  if (current === text) continue;
  if (check) {
    console.error(`${file} is stale: run node scripts/generate-docs.mjs`);
    stale += 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${file}`);
  }
}
process.exit(stale > 0 ? 1 : 0);
