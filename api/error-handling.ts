import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PlumblineError } from '../domain/index.ts';
import type { ApiLogger } from './logger.ts';
import type { Page } from './page.ts';
import { problemFor } from './problem.ts';

/**
 * useProblems answers every failure of a request with a problem document and logs the unexpected ones. Where there is a
 * page, it answers people who come to a path without a route.
 */
export function useProblems(app: FastifyInstance, logger: ApiLogger, page: Page | null): void {
  app.setNotFoundHandler((request, reply) => {
    if (page?.answer(request, reply)) return reply;
    throw new PlumblineError('not_found', 'There is no such route.');
  });
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, logger));
}

/** sendProblem writes the problem document of a failure. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: ApiLogger,
): FastifyReply {
  const { problem, headers } = problemFor(error, request.id);
  if (problem.status >= 500) {
    const { method } = request;
    const fields = { request_id: request.id, method, route: request.routeOptions?.url, err: error };
    if (problem.code === 'internal') logger.error(fields, 'request failed');
    else logger.warn(fields, 'request could not be served');
  }
  // What is left of a body that nobody wants is not worth a connection.
  if (!request.raw.complete) reply.header('connection', 'close');
  return reply.code(problem.status).headers(headers).send(problem);
}
