import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from '../../../sdk/src/answer.ts';

const json = JSON.stringify;
const rejection = (index: number) => ({ index, code: 'wrong_type', path: '/score', message: 'No.' });

test('answer: 202 that accounts for every record settles the batch', () => {
  assert.deepEqual(readAnswer(202, json({ accepted: 3, rejected: [] }), 3), {
    kind: 'settled',
    rejected: [],
  });
  assert.deepEqual(readAnswer(202, json({ accepted: 2, rejected: [rejection(1)] }), 3), {
    kind: 'settled',
    rejected: [rejection(1)],
  });
});

test('answer: a 2xx that does not account for every record is no acknowledgement', () => {
  const bodies = [
    '',
    '<html>Welcome</html>',
    'null',
    '[]',
    json({ accepted: 3 }),
    json({ accepted: 2, rejected: [] }),
    json({ accepted: '3', rejected: [] }),
    json({ accepted: 2, rejected: [rejection(3)] }),
    json({ accepted: 2, rejected: [rejection(-1)] }),
    json({ accepted: 2, rejected: [null] }),
    json({ accepted: 1, rejected: [rejection(1), rejection(1)] }),
  ];
  for (const body of bodies) assert.equal(readAnswer(202, body, 3).kind, 'retry', body);
});

test('answer: 422 that lists every record is a rejection of each; any other 422 refuses the batch', () => {
  const problem = { status: 422, code: 'all_records_rejected', detail: 'Every record was rejected.' };
  assert.deepEqual(readAnswer(422, json({ ...problem, rejected: [rejection(0), rejection(1)] }), 2), {
    kind: 'settled',
    rejected: [rejection(0), rejection(1)],
  });
  const unlisted = readAnswer(422, json(problem), 2);
  assert.deepEqual(unlisted, {
    kind: 'refused',
    status: 422,
    code: 'all_records_rejected',
    message: 'HTTP 422 all_records_rejected: Every record was rejected.',
  });
});

test('answer: a listed record without words gets those of the problem', () => {
  const answer = readAnswer(202, json({ accepted: 1, rejected: [{ index: 0 }] }), 2);
  assert.equal(answer.kind, 'settled');
  assert.deepEqual(answer.kind === 'settled' && answer.rejected[0], {
    index: 0,
    code: 'rejected',
    path: '',
    message: 'The service rejected the record.',
  });
});

test('answer: other 4xx and redirects refuse the batch with a bounded reason', () => {
  const unauthorized = readAnswer(401, json({ code: 'unauthorized', title: 'Unauthorized' }), 1);
  assert.equal(
    unauthorized.kind === 'refused' && unauthorized.message,
    'HTTP 401 unauthorized: Unauthorized',
  );
  const page = readAnswer(404, json({ detail: 'x'.repeat(100_000) }), 1);
  assert.ok(page.kind === 'refused' && page.message.length < 1000);
  assert.deepEqual(readAnswer(308, '', 1), { kind: 'refused', status: 308, message: 'HTTP 308' });
});

test('answer: 429 and 5xx are tried again whatever they say', () => {
  for (const status of [408, 429, 500, 503]) {
    assert.equal(readAnswer(status, json({ accepted: 1, rejected: [] }), 1).kind, 'retry');
  }
  const answer = readAnswer(503, json({ code: 'shutting_down' }), 1);
  assert.equal(answer.kind === 'retry' && answer.message, 'HTTP 503 shutting_down');
});
