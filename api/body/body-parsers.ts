import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BodyLimits } from '../config.ts';
import type { BodyBudget } from './body-budget.ts';
import { parseDocument } from './parse-document.ts';
import { parseJsonRecords, parseNdjsonRecords } from './parse-records.ts';
import { readBody } from './read-body.ts';

// Monitor runs, versions and callbacks are small.
const DOCUMENT_BYTES = 256 * 1024;

/** useRecordBodies makes the routes of a scope take records as JSON or NDJSON, plain or gzip. */
export function useRecordBodies(app: FastifyInstance, limits: BodyLimits, budget: BodyBudget): void {
  const read = bodyReader(limits.bodyBytes, limits.gzipRatio, budget);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', async (request: FastifyRequest) =>
    parseJsonRecords(await read(request), limits.records),
  );
  app.addContentTypeParser(['application/x-ndjson', 'application/ndjson'], async (request: FastifyRequest) =>
    parseNdjsonRecords(await read(request), limits.records),
  );
}

/** useDocumentBodies makes the routes of a scope take one JSON object. */
export function useDocumentBodies(app: FastifyInstance, limits: BodyLimits, budget: BodyBudget): void {
  const read = bodyReader(Math.min(DOCUMENT_BYTES, limits.bodyBytes), limits.gzipRatio, budget);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', async (request: FastifyRequest) =>
    parseDocument(await read(request)),
  );
}

function bodyReader(bytes: number, gzipRatio: number, budget: BodyBudget) {
  return (request: FastifyRequest): Promise<Buffer> => {
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    const reserve = (more: number): boolean => {
      if (!budget.take(more)) return false;
      request.bodyBytes += more;
      return true;
    };
    return readBody(
      {
        stream: request.raw,
        encoding: request.headers['content-encoding'],
        length: Number.isNaN(length) ? undefined : length,
      },
      { bytes, gzipRatio, reserve },
    );
  };
}
