import type { Principal } from './ports.ts';

/** Scope is what a key may do. */
export type Scope = Principal['scopes'][number];

/** Access says who may call a route: anybody, a key with the scope, or whoever the route's own token admits. */
export type Access = Scope | 'anybody' | 'metrics' | 'callback';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Set before any handler of a route that needs a scope. */
    principal: Principal;
    /** Bytes of the body that count against the budget until the answer is out. */
    bodyBytes: number;
  }
}
