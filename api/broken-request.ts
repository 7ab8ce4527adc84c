import type { Socket } from 'node:net';
import { PlumblineError } from '../domain/index.ts';
import { problemFor } from './problem.ts';

/** answerBrokenRequest answers what is not HTTP, or came too slowly, as far as the socket still takes an answer. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const detail =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'The request took too long to arrive.'
      : 'The request is not well-formed HTTP.';
  const { problem } = problemFor(new PlumblineError('invalid_request', detail), requestId);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
