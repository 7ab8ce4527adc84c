import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Registry } from 'prom-client';
import { parse } from 'yaml';
import type { Alerts } from '../../../alerts/index.ts';
import type { LogConsumer } from '../../../ingest/index.ts';
import { registerConsumerMetrics } from '../../../service/consumer-metrics.ts';
import { createIngestAuditor } from '../../../service/ingest-audit.ts';
import {
  registerAlertMetrics,
  registerProcessMetrics,
  registerStoreMetrics,
} from '../../../service/process-metrics.ts';
import { buildApi, emptyReadModel } from '../../support/api-server.ts';
import { panelsOf, readBoards } from '../../support/boards.ts';

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

/** Every expression that Prometheus is asked for, by where it stands. */
function expressions(): readonly (readonly [place: string, expr: string])[] {
  const board = readBoards().find(({ uid }) => uid === 'plumbline-service')!;
  const panels = panelsOf(board).flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr!] as const),
  );
  const variables = board.templating.list.flatMap(({ name, query }) =>
    typeof query === 'string' ? [] : [[name, query.query!] as const],
  );
  const { groups } = parse(readFileSync('docker/prometheus/rules.yaml', 'utf8')) as RuleFile;
  const rules = groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr] as const));
  assert.ok(panels.length > 15 && variables.length === 2 && rules.length > 8);
  return [...panels, ...variables, ...rules];
}

/** A scrape of the registry of a process with every role, after one of everything happened; labels by series. */
async function scrape(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const registry = new Registry();
  const alerts = {
    metrics: () => ({
      alerts: { inactive: 1, pending: 0, firing: 0 },
      openIncidents: 0,
      pendingNotifications: 0,
      failedTicks: 0,
      deliveries: [{ notifier: 'slack', outcome: 'delivered', count: 1 }],
    }),
  } as unknown as Alerts;
  const consumer = {
    metrics: () => ({ topics: { t: { read: 1, accepted: 1, quarantined: 0 } }, bufferedBytes: 0 }),
    lag: () => [{ topic: 't', partition: 0, position: 0n, end: 1n }],
  } as unknown as LogConsumer;
  const measured = { project: 'p', model: 'm', feature: 'f', statistic: 'psi', value: 1, effect: 1 };
  registerProcessMetrics(registry);
  await collectGarbage(registry);
  registerAlertMetrics(registry, alerts);
  registerStoreMetrics(registry)('ping', 1, false);
  registerConsumerMetrics(registry, () => consumer)({ kind: 'prediction', insertMs: 1 } as never);
  const audit = {
    countParts: async () => [{ table: 'predictions', parts: 1 }],
    countDuplicates: async () => [{ kind: 'prediction', duplicates: 0 }],
  };
  const auditor = createIngestAuditor(audit as never, registry, Date.now, { warn() {} });
  const { api } = await buildApi(
    {},
    { registry, readModel: emptyReadModel({ latestMeasurements: async () => [measured] }) },
  );
  const url = await api.listen({ host: '127.0.0.1', port: 0 });
  try {
    await auditor.start();
    await auditor.stop();
    await (await fetch(`${url}/livez`)).text();
    await (await fetch(`${url}/v1/models`)).text();
    return seriesOf(await (await fetch(`${url}/metrics`)).text());
  } finally {
    await api.close(0);
  }
}

/** Time in garbage collection has series once there was a collection that its observer was told of. */
async function collectGarbage(registry: Registry): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const told = async () =>
    (await registry.getSingleMetricAsString('plumbline_nodejs_gc_duration_seconds')).includes('_sum');
  while (!(await told())) {
    collect();
    await sleep(5);
  }
}

function seriesOf(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const series = new Map<string, Set<string>>();
  for (const [, name, labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(name!) ?? new Set(['job', 'instance']);
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    series.set(name!, known);
  }
  return series;
}

test('prometheus: every metric and label of the board and of the alert rules is in a scrape of the service', async () => {
  const series = await scrape();
  for (const [place, expr] of expressions()) {
    const names = [...expr.matchAll(/\bplumbline_\w+/g)].map(([name]) => name);
    if (!expr.startsWith('up{')) assert.ok(names.length > 0, place);
    for (const name of names) assert.ok(series.has(name), `${place}: ${name}`);
    const known = new Set(names.flatMap((name) => [...series.get(name)!]));
    for (const [, selector] of expr.matchAll(/plumbline_\w+\{([^}]*)\}/g)) {
      for (const [, label] of selector!.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g))
        assert.ok(known.has(label!), `${place}: ${label}`);
    }
    for (const [, list] of expr.matchAll(/\bby \(([^)]*)\)/g)) {
      for (const label of list!.split(',')) assert.ok(known.has(label.trim()), `${place}: ${label}`);
    }
  }
});

test('prometheus: counters are read as rates, over the interval that Grafana works out', () => {
  for (const [place, expr] of expressions()) {
    for (const [name] of expr.matchAll(/\bplumbline_\w+_(?:total|count|bucket|sum)\b/g)) {
      if (expr.startsWith('label_values')) continue;
      assert.match(expr, new RegExp(`(?:rate|increase)\\(${name}\\b`), place);
    }
    if (expr.includes('$job')) assert.doesNotMatch(expr, /\[\d/, place);
  }
});

test('prometheus: every query of the board keeps to the chosen processes', () => {
  for (const [place, expr] of expressions().filter(([, text]) => text.includes('$'))) {
    if (expr.startsWith('label_values')) continue;
    for (const [selector] of expr.matchAll(/plumbline_\w+(?:\{[^}]*\})?/g))
      assert.match(selector, /\{job=~"\$job", instance=~"\$instance"[,}]/, place);
  }
});

test('prometheus: the scraped processes answer on the port and path, with the secret, of the compose file', () => {
  const { scrape_configs: jobs } = parse(readFileSync('docker/prometheus/prometheus.yml', 'utf8')) as {
    scrape_configs: {
      job_name: string;
      dns_sd_configs: { names: string[]; port: number }[];
      authorization: { credentials_file: string };
    }[];
  };
  const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
    services: Record<string, { image: string; networks: string[]; secrets?: string[] }>;
  };
  const [job] = jobs;
  assert.equal(job!.job_name, 'plumbline');
  const ours = Object.keys(services).filter((name) => services[name]!.image.startsWith('plumbline:'));
  assert.deepEqual(job!.dns_sd_configs[0]!.names.sort(), ours.sort());
  assert.match(readFileSync('docker/service/plumbline.yaml', 'utf8'), /^listen: 0\.0\.0\.0:7070$/m);
  assert.equal(job!.dns_sd_configs[0]!.port, 7070);
  const secret = job!.authorization.credentials_file.replace('/run/secrets/', '');
  assert.deepEqual(services.prometheus!.secrets, [secret]);
  for (const name of [...ours, 'prometheus']) assert.ok(services[name]!.networks.includes('inside'));
});
