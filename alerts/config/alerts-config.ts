import type { Static } from 'typebox';
import {
  type ConfigPath,
  type ConfigProblem,
  Secret,
  type Severity,
  schemaProblems,
} from '../../domain/index.ts';
import type { NoDataPolicy } from '../no-data.ts';
import { NOTIFIERS, type NotifierConfig, type NotifierKind } from '../notifiers/notifiers.ts';
import { createAddressGuard, parseAllowed } from '../outbound/address-guard.ts';
import type { Route } from '../routes.ts';
import { ShapeSchema } from './alerts-schema.ts';
import { checkUrl, type ReadResult, readDuration, readResult } from './problems.ts';

/** AlertsConfig is the checked section. */
export interface AlertsConfig {
  readonly notifiers: readonly NotifierConfig[];
  readonly routes: readonly Route[];
  readonly heartbeat: { readonly url: Secret; readonly intervalMs: number } | null;
  readonly noData: NoDataPolicy | null;
  readonly supersededAfter: number;
  readonly outbound: { readonly allow: readonly string[]; readonly timeoutMs: number };
}

type Shape = Static<typeof ShapeSchema>;

function readNotifiers(
  raw: readonly unknown[],
  path: ConfigPath,
  problems: ConfigProblem[],
): NotifierConfig[] {
  const configs: NotifierConfig[] = [];
  const names = new Set<string>();
  for (const [index, entry] of raw.entries()) {
    const at = [...path, 'notifiers', index];
    const type = (entry as { type?: unknown } | null)?.type;
    if (typeof type !== 'string' || !Object.hasOwn(NOTIFIERS, type)) {
      problems.push({ path: [...at, 'type'], message: `is one of ${Object.keys(NOTIFIERS).join(', ')}` });
      continue;
    }
    const name = (entry as { name?: unknown }).name;
    if (typeof name === 'string') {
      if (names.has(name))
        problems.push({ path: [...at, 'name'], message: 'is the name of another notifier' });
      names.add(name);
    }
    const result = NOTIFIERS[type as NotifierKind].read(entry, at);
    if (result.ok) configs.push(result.value);
    else problems.push(...result.problems);
  }
  return configs;
}

function namesOf(raw: readonly unknown[]): Set<unknown> {
  return new Set(raw.map((entry) => (entry as { name?: unknown } | null)?.name));
}

function readRoutes(shape: Shape, path: ConfigPath, problems: ConfigProblem[]): Route[] {
  const names = namesOf(shape.notifiers ?? []);
  const all: Route = {
    model: null,
    severities: [],
    notifiers: [...names].filter((name) => typeof name === 'string'),
    sendResolved: true,
  };
  if (shape.routes === undefined) return [all];
  const routed = new Set<unknown>();
  for (const [index, route] of shape.routes.entries()) {
    for (const [position, name] of route.notifiers.entries()) {
      routed.add(name);
      if (!names.has(name))
        problems.push({
          path: [...path, 'routes', index, 'notifiers', position],
          message: 'names no notifier',
        });
    }
  }
  for (const [index, entry] of (shape.notifiers ?? []).entries()) {
    const name = (entry as { name?: unknown } | null)?.name;
    if (typeof name === 'string' && !routed.has(name))
      problems.push({
        path: [...path, 'notifiers', index, 'name'],
        message: 'is in no route, so it would never be used',
      });
  }
  return shape.routes.map((route) => ({
    model: route.model ?? null,
    severities: (route.severity ?? []) as Severity[],
    notifiers: route.notifiers,
    sendResolved: route.send_resolved ?? true,
  }));
}

function readNoData(shape: Shape, path: ConfigPath, problems: ConfigProblem[]): NoDataPolicy | null {
  if (shape.no_data === false) return null;
  const { after = '1d', severity = 'critical', exclude = [] } = shape.no_data ?? {};
  const afterMs = readDuration(after, [...path, 'no_data', 'after'], problems, 1000);
  return { afterMs, severity: severity as Severity, exclude };
}

function readHeartbeat(shape: Shape, path: ConfigPath, problems: ConfigProblem[]): AlertsConfig['heartbeat'] {
  if (shape.heartbeat === undefined) return null;
  checkUrl(shape.heartbeat.url, [...path, 'heartbeat', 'url'], problems);
  const at = [...path, 'heartbeat', 'interval'];
  const intervalMs = readDuration(shape.heartbeat.interval ?? '1m', at, problems);
  return { url: new Secret(shape.heartbeat.url), intervalMs };
}

function addressOf(config: NotifierConfig): readonly [string, string] | null {
  if (config.type === 'slack') return ['api_url', config.apiUrl];
  if (config.type === 'pagerduty') return ['url', config.url];
  return config.type === 'email' ? null : ['url', config.url.reveal()];
}

/** checkPlainHttp finds the receivers that the outbound policy would refuse at every attempt. */
function checkPlainHttp(config: AlertsConfig, path: ConfigPath, problems: ConfigProblem[]): void {
  const guard = createAddressGuard(config.outbound.allow);
  const check = (at: ConfigPath, text: string) => {
    const url = new URL(text);
    if (url.protocol === 'http:' && !guard.allowsHost(url.hostname))
      problems.push({ path: at, message: 'is plain http; use https, or list the host in outbound.allow' });
  };
  for (const [index, notifier] of config.notifiers.entries()) {
    const address = addressOf(notifier);
    if (address) check([...path, 'notifiers', index, address[0]], address[1]);
  }
  if (config.heartbeat) check([...path, 'heartbeat', 'url'], config.heartbeat.url.reveal());
}

/**
 * readAlertsConfig checks the section `alerts` with all its notifiers, and reports everything that is wrong at once.
 * Texts are resolved already: `${NAME}` replaced, `token_file` read into `token`.
 */
export function readAlertsConfig(raw: unknown, path: ConfigPath = ['alerts']): ReadResult<AlertsConfig> {
  const shapeProblems = schemaProblems(ShapeSchema, raw ?? {}, path);
  const problems = [...shapeProblems];
  const listed = (raw as { notifiers?: unknown } | null | undefined)?.notifiers;
  const notifiers = readNotifiers(Array.isArray(listed) ? listed : [], path, problems);
  if (shapeProblems.length > 0) return { ok: false, problems };
  const shape = (raw ?? {}) as Shape;
  const routes = readRoutes(shape, path, problems);
  const noData = readNoData(shape, path, problems);
  const heartbeat = readHeartbeat(shape, path, problems);
  const allow = shape.outbound?.allow ?? [];
  for (const [index, entry] of allow.entries())
    if (parseAllowed(entry) === null)
      problems.push({ path: [...path, 'outbound', 'allow', index], message: 'is no host, address or range' });
  const timeoutMs = readDuration(
    shape.outbound?.timeout ?? '15s',
    [...path, 'outbound', 'timeout'],
    problems,
  );
  if (problems.length > 0) return { ok: false, problems };
  const config: AlertsConfig = Object.freeze({
    notifiers,
    routes,
    heartbeat,
    noData,
    supersededAfter: shape.superseded_after ?? 2,
    outbound: { allow, timeoutMs },
  });
  checkPlainHttp(config, path, problems);
  return readResult(problems, () => config);
}
