import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatCount,
  formatMetric,
  formatNumber,
  formatProbability,
  formatShare,
  plural,
} from '../../../web/format/number.ts';
import { formatAge, formatDay, formatDuration, formatTime, formatWindow } from '../../../web/format/time.ts';
import { listWords, severityState, statisticName, subjectName } from '../../../web/format/words.ts';

test('numbers keep three digits, a true minus, and a dash where there is none', () => {
  const written = [0, 0.10987, -0.0493, 1234.5, 12_345_678, 0.00001234, null, Number.NaN, Infinity].map(
    formatNumber,
  );
  assert.deepEqual(written, ['0', '0.11', '−0.0493', '1,235', '1.23e+7', '1.23e−5', '–', '–', '∞']);
});

test('shares of ten percent and more have no decimals, smaller ones have one, tiny ones are not zero', () => {
  assert.deepEqual([0.2512, 0.0512, 0.0004, 0, -0.034, null].map(formatShare), [
    '25 %',
    '5.1 %',
    '< 0.1 %',
    '0 %',
    '−3.4 %',
    '–',
  ]);
});

test('a metric that is a share is written as one, others as numbers', () => {
  assert.equal(formatMetric('accuracy', 0.7508), '75.1 %');
  assert.equal(formatMetric('log_loss', 0.45485), '0.455');
  assert.equal(formatMetric('accuracy', null), '–');
});

test('a p-value too small to tell is a bound', () => {
  assert.deepEqual([0, 0.00123, 0.25, null].map(formatProbability), ['< 0.0001', '0.0012', '0.250', '–']);
});

test('counts have separators and agree with their nouns', () => {
  assert.equal(formatCount(1234567), '1,234,567');
  assert.deepEqual(
    [plural(1, 'incident'), plural(0, 'incident'), plural(2, 'entry', 'entries')],
    ['1 incident', '0 incidents', '2 entries'],
  );
});

test('days and times are written in UTC, and what is no time is a dash', () => {
  assert.equal(formatDay('2001-02-12T23:59:59.999Z'), '12 Feb 2001');
  assert.equal(formatTime('2001-02-12T04:05:00+02:00'), '12 Feb 2001 02:05 UTC');
  assert.equal(formatDay('soon'), '–');
});

test('a window of whole days ends with its last day', () => {
  assert.equal(formatWindow('2001-02-12T00:00:00Z', '2001-02-19T00:00:00Z'), '12 – 18 Feb 2001');
  assert.equal(formatWindow('2001-02-26T00:00:00Z', '2001-03-05T00:00:00Z'), '26 Feb – 4 Mar 2001');
  assert.equal(formatWindow('2000-12-25T00:00:00Z', '2001-01-01T00:00:00Z'), '25 – 31 Dec 2000');
  assert.equal(formatWindow('2000-12-30T00:00:00Z', '2001-01-02T00:00:00Z'), '30 Dec 2000 – 1 Jan 2001');
  assert.equal(formatWindow('2001-02-12T00:00:00Z', '2001-02-13T00:00:00Z'), '12 Feb 2001');
});

test('a window of hours keeps its hours, and its day once', () => {
  assert.equal(formatWindow('2001-02-12T04:00:00Z', '2001-02-12T05:00:00Z'), '12 Feb 2001 04:00 – 05:00 UTC');
  assert.equal(
    formatWindow('2001-02-12T23:00:00Z', '2001-02-13T01:00:00Z'),
    '12 Feb 2001 23:00 – 13 Feb 2001 01:00 UTC',
  );
});

test('ages are lengths while they say something, then days', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const before = (ms: number) => formatAge(now - ms, now);
  assert.deepEqual(
    [before(2_000), before(300_000), before(7_200_000), before(5 * 86_400_000)],
    ['just now', '5 min ago', '2 h ago', '5 d ago'],
  );
  assert.equal(formatAge('2001-07-01T00:00:00Z', now), '1 Jul 2001');
  assert.equal(formatAge('never seen', now), 'never');
  assert.equal(formatDuration(90_000), '2 min');
});

test('lists of words read as a sentence and are cut with a count', () => {
  assert.deepEqual(
    [listWords([]), listWords(['a']), listWords(['a', 'b', 'c']), listWords(['a', 'b', 'c'], 2)],
    ['', 'a', 'a, b and c', 'a, b and 1 more'],
  );
});

test('names of statistics and subjects are words; a severity without data has a state of its own', () => {
  assert.deepEqual([statisticName('psi'), statisticName('my_own')], ['PSI', 'my own']);
  assert.deepEqual(
    [subjectName('feature', 'age'), subjectName('score', ''), subjectName('features', '')],
    ['age', 'score', 'all features together'],
  );
  assert.deepEqual(
    [severityState('critical'), severityState('none'), severityState(null)],
    ['critical', 'ok', 'no_data'],
  );
});
