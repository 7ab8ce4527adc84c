import type { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { PlumblineError } from '../../domain/index.ts';

/** BodySource is a request body as it arrives. */
export interface BodySource {
  readonly stream: Readable;
  /** Content-Encoding; undefined for a plain body. */
  readonly encoding: string | undefined;
  /** Content-Length; undefined when it is not known. */
  readonly length: number | undefined;
}

/** BodyCaps end reading early. */
export interface BodyCaps {
  /** Bytes after inflation. */
  readonly bytes: number;
  readonly gzipRatio: number;
  /** Reserves bytes that arrived; false when too much is being worked on. */
  readonly reserve: (bytes: number) => boolean;
}

// A small body may well repeat itself a thousand times; a large one that does is a bomb.
const RATIO_FROM_BYTES = 1024 * 1024;

/**
 * readBody collects a body, inflating gzip as it streams in, and stops at the first byte beyond a cap.
 * Throws body_too_large, unsupported_media_type, invalid_gzip or overloaded.
 */
export async function readBody(source: BodySource, caps: BodyCaps): Promise<Buffer> {
  const { stream, length } = source;
  const encoding = source.encoding?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') {
    if (length !== undefined && length > caps.bytes) throw tooLarge(caps);
    return collect(stream, caps, () => {});
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new PlumblineError('unsupported_media_type', 'A body is plain or gzip, encoded once.');
  }
  const gunzip = createGunzip();
  stream.on('error', (error) => gunzip.destroy(error)).on('close', () => stopOnCut(stream, gunzip));
  stream.pipe(gunzip);
  try {
    return await collect(gunzip, caps, (inflated) => {
      if (inflated > RATIO_FROM_BYTES && inflated > gunzip.bytesWritten * caps.gzipRatio)
        throw tooLarge(caps);
    });
  } catch (error) {
    throw isZlibError(error) ? new PlumblineError('invalid_gzip') : error;
  } finally {
    stream.unpipe(gunzip);
    gunzip.destroy();
  }
}

function stopOnCut(stream: Readable, gunzip: Gunzip): void {
  if (!stream.readableEnded) gunzip.destroy(new Error('The client closed the connection.'));
}

async function collect(stream: Readable, caps: BodyCaps, check: (bytes: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Not `for await`: leaving its loop destroys the socket before the answer is written.
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      stream.off('data', onData).off('end', onEnd).pause();
      reject(error as Error);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > caps.bytes) return fail(tooLarge(caps));
      if (!caps.reserve(chunk.length))
        return fail(new PlumblineError('overloaded', undefined, { retryable: true }));
      chunks.push(chunk);
      try {
        check(bytes);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes));
    stream
      .on('data', onData)
      .once('end', onEnd)
      .once('error', fail)
      .once('aborted', () => fail(cut()));
  });
}

function cut(): Error {
  return Object.assign(new Error('The client closed the connection.'), { statusCode: 400 });
}

function tooLarge({ bytes, gzipRatio }: BodyCaps): PlumblineError {
  const message = `A body has at most ${bytes} bytes after inflation, and inflates at most ${gzipRatio} times.`;
  return new PlumblineError('body_too_large', message);
}

function isZlibError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' && (code.startsWith('Z_') || code.startsWith('ERR_ZLIB'));
}
