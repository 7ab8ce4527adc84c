import type { FastifyRequest } from 'fastify';
import { PlumblineError } from '../domain/index.ts';
import { bearerToken, matchesHash } from './authenticator.ts';
import type { ApiConfig } from './config.ts';
import type { Scope } from './context.ts';
import type { Authenticator, Principal } from './ports.ts';
import type { ApiServer } from './server.ts';

/** OPEN_PRINCIPAL is everybody on this machine as long as there are no keys. */
const OPEN_PRINCIPAL: Principal = { project: 'default', scopes: ['ingest', 'read', 'admin'] };

/** AccessOptions say who is admitted; keys may be replaced while the service runs. */
export interface AccessOptions {
  readonly config: () => ApiConfig;
  readonly authenticator: () => Authenticator;
}

/**
 * createAccessCheck gives a request its principal before its body is read. Throws unauthorized, the same for a
 * missing, unknown, expired or revoked key, and forbidden for one without the scope.
 */
export function createAccessCheck({ config, authenticator }: AccessOptions) {
  return (request: FastifyRequest): void => {
    const access = request.routeOptions.config.access ?? 'anybody';
    const open = config().keys.length === 0;
    // A web page may resolve its own name to 127.0.0.1; the browser then still sends that name.
    if (open && !isLoopbackName(request.headers.host)) {
      throw new PlumblineError('forbidden', 'Without API keys, only requests to localhost are served.');
    }
    if (access === 'anybody') return;
    if (access === 'callback') {
      // The token belongs to one run, which its owner looks up; without any there is nothing to look up.
      if (bearerToken(request.headers.authorization) === null) throw new PlumblineError('unauthorized');
      return;
    }
    if (access === 'metrics') {
      checkMetrics(request, config());
      return;
    }
    if (open) {
      request.principal = OPEN_PRINCIPAL;
      return;
    }
    const principal = authenticator().authenticate(bearerToken(request.headers.authorization));
    if (!principal) throw new PlumblineError('unauthorized');
    if (!principal.scopes.includes(access)) throw lacks(access);
    request.principal = principal;
  };
}

function checkMetrics(request: FastifyRequest, config: ApiConfig): void {
  if (config.keys.length === 0) return;
  const token = bearerToken(request.headers.authorization);
  // The gauges name the models of every project, so no project's key opens them.
  if (config.metricsSha256 === null || !matchesHash(token, config.metricsSha256)) {
    throw new PlumblineError('unauthorized', 'Metrics need the token of api.metrics_sha256.');
  }
}

function lacks(scope: Scope): PlumblineError {
  return new PlumblineError('forbidden', `The API key lacks the scope ${scope}.`);
}

/** requireAccess makes a route of the API that forgets to say who may call it fail at start, not in use. */
export function requireAccess(app: ApiServer): void {
  app.addHook('onRoute', ({ url, config }) => {
    if (url.startsWith('/v1/') && config?.access === undefined) throw new Error(`${url} names no access.`);
  });
}

/** isLoopbackName tells whether a Host header, or a host, names this machine. */
export function isLoopbackName(host: string | undefined): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host ?? '') ?? [];
  const name = bracketed ?? plain ?? host;
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name ?? '');
}
