import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PlumblineError } from '../domain/index.ts';
import type { ApiServer } from './server.ts';

// Names of models, features and segments come from outside: nothing but the page's own files may run or style anything.
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const INDEX = 'index.html';
const LASTING = 'public, max-age=31536000, immutable';
/** The bundler puts a hash of the content before the ending, so a file of that name never changes. */
const HASHED = /-[A-Z0-9]{8}\.[a-z0-9.]+$/;

/** Page is the built-in page: public files, whose data comes from the API with the reader's key. */
export interface Page {
  /** Adds a route for each file. */
  serve(app: ApiServer): Promise<void>;
  /** Answers a path without a route with the page, which knows it; false where nobody navigates. Throws not_found without a page. */
  answer(request: FastifyRequest, reply: FastifyReply): boolean;
}

/** openPage reads the built files of a directory; where there are none, people are told so. */
export function openPage(directory: string | null): Page {
  const index = directory === null ? null : readIndex(directory);
  return {
    async serve(app) {
      if (directory === null || index === null) return;
      await app.register(fastifyStatic, {
        root: directory,
        // One route per file that is there, so no path from outside reaches the file system.
        wildcard: false,
        globIgnore: [INDEX],
        index: false,
        decorateReply: false,
        preCompressed: true,
        cacheControl: false,
        setHeaders: (reply, path) => {
          reply.header('cache-control', HASHED.test(path) ? LASTING : 'no-cache');
        },
      });
    },
    answer(request, reply) {
      if (!isNavigation(request)) return false;
      if (index === null) {
        throw new PlumblineError('not_found', 'This build has no page: npm run build makes it in dist/web.');
      }
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .header('cache-control', 'no-cache')
        .send(index);
      return true;
    },
  };
}

function readIndex(directory: string): Buffer | null {
  const file = join(directory, INDEX);
  return existsSync(file) ? readFileSync(file) : null;
}

function isNavigation({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const [path = ''] = url.split('?', 1);
  if (path === '/' || path === `/${INDEX}`) return true;
  if (path === '/v1' || path.startsWith('/v1/')) return false;
  return headers.accept?.includes('text/html') ?? false;
}
