import { isUtf8 } from 'node:buffer';
import { parse } from 'secure-json-parse';
import { LIMITS, PlumblineError } from '../../domain/index.ts';
import { depthOf } from './scan-json.ts';

/** parseDocument decodes the JSON body of a route that takes one object; throws invalid_json, forbidden_key or too_deep. */
export function parseDocument(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new PlumblineError('empty_body');
  if (!isUtf8(bytes)) throw new PlumblineError('invalid_json', 'The body is not UTF-8.');
  if (depthOf(bytes, 0, bytes.length, LIMITS.depth) > LIMITS.depth) throw new PlumblineError('too_deep');
  const text = bytes.toString('utf8');
  try {
    return parse(text);
  } catch (error) {
    const forbidden = /forbidden prototype property/.test((error as Error).message);
    throw new PlumblineError(forbidden ? 'forbidden_key' : 'invalid_json');
  }
}
