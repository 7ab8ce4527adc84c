import assert from 'node:assert/strict';
import test from 'node:test';
import { formatIntent, parseIntent } from '../../../../ingest/consumer/intent.ts';
import { type LogRange, rangeToken } from '../../../../ingest/consumer/log-range.ts';

const whole: LogRange = { from: 10n, to: 99n, entries: 80, lines: null, quarantine: false };
const lines: LogRange = { ...whole, from: 10n, to: 10n, entries: 1, lines: { first: 3, last: 7 } };
const refused: LogRange = { ...lines, lines: { first: 3, last: 3 }, quarantine: true };

for (const range of [whole, lines, refused, { ...whole, quarantine: true }, { ...whole, to: 2n ** 62n }]) {
  test(`intent: ${formatIntent(range, 1)} is read back as it was`, () => {
    assert.deepEqual(parseIntent(formatIntent(range, 1), range.from), { kind: 'range', range, settings: 1 });
  });
}

test('intent: nothing is written as nothing', () => {
  assert.equal(formatIntent(null, 1), '');
  assert.deepEqual(parseIntent('', 0n), { kind: 'idle' });
});

test('intent: the text of somebody else says nothing', () => {
  for (const text of ['consumer-1', 'x1:0-1:1:1', '{"a":1}', ' i1:0-1:1:1'])
    assert.deepEqual(parseIntent(text, 0n), { kind: 'idle' });
});

test('intent: a newer release and a broken text of ours are not guessed at', () => {
  for (const text of ['i2:anything', 'i1:0-1:1', 'i1:0-x:1:1'])
    assert.deepEqual(parseIntent(text, 0n), { kind: 'newer' });
});

test('intent: a range behind the position is over', () => {
  assert.deepEqual(parseIntent(formatIntent(whole, 1), 100n), { kind: 'idle' });
});

test('intent: a range whose start is gone keeps its own start, and so its token', () => {
  const intent = parseIntent(formatIntent(whole, 1), 50n);
  assert.ok(intent.kind === 'range');
  assert.equal(rangeToken('log', 0, intent.range), rangeToken('log', 0, whole));
});

test('token: log, partition, offsets, lines and quarantine all make another one', () => {
  const tokens = [
    rangeToken('log', 0, whole),
    rangeToken('other', 0, whole),
    rangeToken('log', 1, whole),
    rangeToken('log', 0, { ...whole, to: 98n }),
    rangeToken('log', 0, lines),
    rangeToken('log', 0, { ...lines, lines: { first: 3, last: 6 } }),
    rangeToken('log', 0, refused),
    rangeToken('log', 0, { ...refused, quarantine: false }),
  ];
  assert.equal(new Set(tokens).size, tokens.length);
});
