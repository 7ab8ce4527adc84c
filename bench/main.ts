import { run as drift } from './drift.ts';
import { run as gpu } from './gpu.ts';
import { run as ingest } from './ingest.ts';
import { run as ingestHttp } from './ingest-http.ts';
import { run as multivariate } from './multivariate.ts';
import { run as page, runSmall as pageSmall } from './page.ts';
import { run as profiles } from './profile-case.ts';
import { run as readModel, runSmall as readModelSmall } from './read-model.ts';
import { run as roles } from './roles.ts';
import { run as storage } from './storage.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  drift: () => drift(),
  'drift-small': () => drift({ small: true }),
  gpu,
  ingest,
  'ingest-http': ingestHttp,
  page,
  'page-small': pageSmall,
  profiles,
  multivariate,
  'read-model': readModel,
  'read-model-small': readModelSmall,
  roles,
  storage,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0 || names.length === 0) {
  if (unknown.length > 0) console.error(`There is no bench named ${unknown.join(', ')}.`);
  console.error(`npm run bench -- NAME, with NAME one of: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}
for (const name of names) await BENCHES[name]!();
