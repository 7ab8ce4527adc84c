import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Schema from 'typebox/schema';
import { parse } from 'yaml';
import { loadConfig } from '../../../service/config/load-config.ts';
import {
  type ComposeService,
  composeVariables,
  readCompose,
  readEnvFile,
} from '../../support/compose-file.ts';

const HASH = 'a'.repeat(64);
const FILES = ['docker-compose.yml', 'docker/cluster/docker-compose.yml'];
const ENVIRONMENT = {
  ...readEnvFile('docker/example.env'),
  CLICKHOUSE_PASSWORD_SHA256: HASH,
  GRAFANA_CLICKHOUSE_PASSWORD_SHA256: HASH,
  PLUMBLINE_API_KEY_SHA256: HASH,
  PLUMBLINE_METRICS_SHA256: HASH,
  CLICKHOUSE_CLUSTER_SECRET: HASH,
};
const OURS = ['gateway', 'ingester', 'analyzer'];

const compose = readCompose('docker-compose.yml', ENVIRONMENT);
const services = Object.entries(compose.services);
const everyService = (check: (service: ComposeService, name: string) => void) => {
  for (const [name, service] of services) check(service, name);
};

test('compose: both files are valid by the schema of the compose specification, which finds a misspelt key', () => {
  const schemaFile = join(
    dirname(fileURLToPath(import.meta.resolve('dclint/package.json'))),
    'schemas/compose.schema.json',
  );
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
  for (const file of FILES) {
    const content = readCompose(file, ENVIRONMENT);
    assert.deepEqual(Schema.Errors(schema, content), [true, []], file);
  }
  assert.equal(Schema.Check(schema, { services: { a: { image: 'a', helthcheck: {} } } }), false);
});

test('compose: every image has an exact version', () => {
  const images = FILES.flatMap((file) =>
    Object.values(readCompose(file, ENVIRONMENT).services).flatMap(({ image }) => (image ? [image] : [])),
  );
  const stages = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)];
  const names = stages.map(([, , name]) => name);
  images.push(...stages.flatMap(([, image]) => (names.includes(image) ? [] : [image!])));
  assert.ok(images.length >= 8);
  for (const image of images) assert.match(image, /^[a-z][a-z/-]*:v?\d+\.\d+\.\d+[\w.-]*$/, image);
});

test('compose: our image carries the version of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  for (const name of OURS) assert.equal(compose.services[name]!.image, `plumbline:${version}`);
});

test('compose: every service says when it is healthy, and waits for the health of what it needs', () => {
  everyService((service, name) => {
    assert.ok((service.healthcheck?.test.length ?? 0) > 1, name);
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      assert.ok(compose.services[needed], needed);
      assert.equal(condition, 'service_healthy', `${name} needs ${needed}`);
    }
  });
  for (const name of OURS)
    assert.deepEqual(Object.keys(compose.services[name]!.depends_on ?? {}), ['clickhouse', 'kafka']);
});

test('compose: nothing runs as root, gains rights or writes to its image', () => {
  everyService((service, name) => {
    assert.match(service.user ?? '', /^[1-9]\d*:\d+$/, name);
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    assert.equal(service.privileged ?? service.cap_add, undefined, name);
  });
  assert.match(readFileSync('Dockerfile', 'utf8'), /^USER node$/m);
});

test('compose: temporary files of the analyzer lie on a volume that its user may write', () => {
  const { environment, volumes } = compose.services.analyzer!;
  const directory = environment?.TMPDIR;
  assert.ok(directory);
  const named = volumes?.map((volume) => volume.split(':')).find(([, path]) => path === directory)?.[0];
  assert.ok(named && named in (compose.volumes ?? {}), `${named} is a volume`);
  assert.match(
    readFileSync('Dockerfile', 'utf8'),
    new RegExp(`^RUN install --directory --owner=node --group=node ${directory}$`, 'm'),
  );
});

test('compose: only the gateway and Grafana are published, on this machine alone; the data has no way out', () => {
  const published = services.filter(([, { ports }]) => ports !== undefined);
  assert.deepEqual(published.map(([name]) => name).sort(), ['gateway', 'grafana']);
  for (const [name, { ports }] of published)
    for (const port of ports!) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/, name);
  assert.equal(compose.networks?.inside?.internal, true);
  for (const name of ['clickhouse', 'kafka', 'ingester'])
    assert.deepEqual(compose.services[name]!.networks, ['inside']);
});

test('compose: it refuses to start while a required value is missing, and the example names every variable', () => {
  for (const file of FILES) {
    const { all, required } = composeVariables(file);
    const example = readEnvFile('docker/example.env');
    for (const name of all) assert.ok(name in example, `${name} of ${file}`);
    for (const name of required) {
      assert.throws(
        () => readCompose(file, { ...ENVIRONMENT, [name]: '' }),
        new RegExp(`${name} is missing`),
      );
    }
  }
  const secret = Object.entries(readEnvFile('docker/example.env')).filter(([name]) =>
    /SHA256|SECRET$/.test(name),
  );
  assert.ok(secret.length >= 5);
  for (const [name, value] of secret) assert.equal(value, '', `${name} has no default`);
});

test('compose: no password stands in an environment', () => {
  everyService(({ environment = {} }, name) => {
    for (const variable of Object.keys(environment)) {
      if (/PASSWORD|TOKEN|SECRET|KEY/.test(variable))
        assert.match(variable, /(_FILE|_SHA256)$/, `${name} ${variable}`);
    }
  });
});

test('compose: the configuration knows every variable of our services, and gets every one that it asks for', () => {
  const asked = composeVariables('docker/service/plumbline.yaml').all;
  for (const name of OURS) {
    // Of these, one is the system's own.
    const given = Object.keys(compose.services[name]!.environment ?? {})
      .filter((key) => key !== 'TMPDIR')
      .map((key) => key.replace(/_FILE$/, ''));
    assert.deepEqual(given.sort(), [...asked].sort(), name);
  }
});

test('compose: the configuration is valid, also with the cluster of the overlay', () => {
  const directory = mkdtempSync(join(tmpdir(), 'compose-config-'));
  const environment = { CLICKHOUSE_PASSWORD: 'a', PLUMBLINE_PUBLIC_URL: 'http://127.0.0.1:7070' };
  const hashes = { PLUMBLINE_API_KEY_SHA256: HASH, PLUMBLINE_METRICS_SHA256: 'b'.repeat(64) };
  try {
    const text = readFileSync('docker/service/plumbline.yaml', 'utf8');
    const file = join(directory, 'plumbline.yaml');
    for (const cluster of [null, 'plumbline']) {
      writeFileSync(
        file,
        cluster === null ? text : text.replace('store:\n', `store:\n  cluster: ${cluster}\n`),
      );
      const config = loadConfig(file, { ...environment, ...hashes });
      assert.equal(config.cluster, cluster);
      assert.deepEqual(config.kafka?.brokers, ['kafka:9092']);
      assert.equal(config.api.keys.length, 1);
    }
    assert.match(
      readFileSync('docker/cluster/config.d/cluster.xml', 'utf8'),
      /<remote_servers[^>]*>\s*<plumbline>/,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('compose: every mounted file, secret, volume and network exists', () => {
  for (const file of FILES) {
    const { services: all, ...top } = readCompose(file, ENVIRONMENT);
    const volumes = new Set([...Object.keys(compose.volumes ?? {}), ...Object.keys(top.volumes ?? {})]);
    for (const [name, service] of Object.entries(all)) {
      for (const mount of service.volumes ?? []) {
        const [source = '', target = '', mode] = mount.split(':');
        assert.match(target, /^\//, mount);
        if (!source.startsWith('./')) assert.ok(volumes.has(source), `${name} ${mount}`);
        else {
          assert.ok(existsSync(source), `${name} ${source}`);
          assert.equal(mode, 'ro', `${name} ${mount}`);
        }
      }
      for (const secret of service.secrets ?? []) assert.ok(compose.secrets?.[secret], `${name} ${secret}`);
      for (const network of service.networks ?? [])
        assert.ok(network in (compose.networks ?? {}), `${name} ${network}`);
    }
  }
});

test('image: what it copies exists and is let into the build', () => {
  const allowed = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  const copies = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  const sources = copies.flatMap(([, list]) => list!.split(' '));
  assert.ok(sources.length > 10);
  for (const source of sources) {
    assert.ok(existsSync(source), source);
    assert.ok(
      allowed.some((path) => source === path || source.startsWith(`${path}/`)),
      source,
    );
  }
  for (const path of allowed) assert.ok(existsSync(path), path);
});

test('secrets: the script makes them with the hashes that compose needs, and a second run changes nothing', () => {
  const copy = mkdtempSync(join(tmpdir(), 'make-secrets-'));
  try {
    mkdirSync(join(copy, 'docker'));
    for (const file of ['make-secrets.sh', 'example.env'])
      cpSync(join('docker', file), join(copy, 'docker', file));
    const make = () => execFileSync('sh', [join(copy, 'docker/make-secrets.sh')], { encoding: 'utf8' });
    const printed = make();
    const env = readFileSync(join(copy, '.env'), 'utf8');
    const values = readEnvFile(join(copy, '.env'));
    const directory = join(copy, values.PLUMBLINE_SECRETS!);
    for (const [variable, file] of [
      ['CLICKHOUSE_PASSWORD_SHA256', 'clickhouse_password'],
      ['GRAFANA_CLICKHOUSE_PASSWORD_SHA256', 'grafana_clickhouse_password'],
      ['PLUMBLINE_API_KEY_SHA256', 'api_key'],
      ['PLUMBLINE_METRICS_SHA256', 'metrics_token'],
    ] as const) {
      const secret = readFileSync(join(directory, file), 'utf8');
      assert.match(secret, /^[0-9a-f]{64}$/);
      assert.equal(values[variable], createHash('sha256').update(secret).digest('hex'));
      assert.doesNotMatch(printed + env, new RegExp(secret));
    }
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    assert.equal(statSync(join(copy, '.env')).mode & 0o777, 0o600);
    for (const file of FILES) readCompose(file, values);
    for (const { file } of Object.values(readCompose('docker-compose.yml', values).secrets ?? {})) {
      assert.ok(existsSync(join(copy, file)), file);
    }
    make();
    assert.equal(readFileSync(join(copy, '.env'), 'utf8'), env);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

test('secrets: git ignores them', () => {
  const ignored = readFileSync('.gitignore', 'utf8').split('\n');
  for (const path of ['.env', 'docker/secrets/']) assert.ok(ignored.includes(path), path);
});

test('grafana: its data sources are there, and ClickHouse is read with the secret of the user that may only read', () => {
  const { datasources } = parse(
    readFileSync('docker/grafana/provisioning/datasources/plumbline.yaml', 'utf8'),
  ) as {
    datasources: {
      type: string;
      url?: string;
      jsonData: { host?: string; username?: string; queryTimeout?: string };
      secureJsonData?: { password: string };
    }[];
  };
  const { environment = {}, secrets = [] } = compose.services.grafana!;
  const [clickhouse, prometheus, ...others] = datasources;
  assert.deepEqual(others, []);
  assert.ok(environment.GF_PLUGINS_PREINSTALL_SYNC?.startsWith(`${clickhouse!.type}@`));
  assert.ok(compose.services[clickhouse!.jsonData.host!]);
  assert.equal(clickhouse!.jsonData.username, 'grafana');
  assert.ok(secrets.some((name) => clickhouse!.secureJsonData?.password === `$__file{/run/secrets/${name}}`));
  const [, longest] = /<max_execution_time><min>1<\/min><max>(\d+)<\/max>/.exec(
    readFileSync('docker/clickhouse/users.d/plumbline.xml', 'utf8'),
  )!;
  assert.ok(Number(clickhouse!.jsonData.queryTimeout) + 5 < Number(longest), 'the driver asks for 5 s more');
  assert.ok(compose.services[new URL(prometheus!.url!).hostname]);
});

test('grafana: the boards are where it looks for them, of the plugin that is installed', () => {
  const { providers } = parse(
    readFileSync('docker/grafana/provisioning/dashboards/plumbline.yaml', 'utf8'),
  ) as { providers: { options: { path: string } }[] };
  const { volumes = [], environment = {} } = compose.services.grafana!;
  const [{ options }, ...others] = providers as [(typeof providers)[number]];
  assert.deepEqual(others, []);
  assert.ok(volumes.includes(`./dashboards/json:${options.path}:ro`));
  const home = environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH!;
  assert.ok(existsSync(home.replace(options.path, 'dashboards/json')), home);
  const versions = new Set(
    readdirSync('dashboards/json').flatMap((file) =>
      [...readFileSync(join('dashboards/json', file), 'utf8').matchAll(/"pluginVersion": "([\d.]+)"/g)].map(
        ([, version]) => `grafana-clickhouse-datasource@${version}`,
      ),
    ),
  );
  assert.deepEqual([...versions], [environment.GF_PLUGINS_PREINSTALL_SYNC]);
});
