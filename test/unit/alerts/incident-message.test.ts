import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertBook } from '../../../alerts/book.ts';
import { featuresOf, worstFindings } from '../../../alerts/evidence.ts';
import { incidentMessage, plainLine } from '../../../alerts/incident-message.ts';
import { evaluation, finding, series } from '../../support/alert-builders.ts';

const rules = { policyOf: () => ({ for: 1 }), supersededAfter: 2 };

function history(model = 'delays') {
  const book = new AlertBook([], []);
  const quality = series({ model, monitor: 'quality' });
  const rows = [
    [evaluation(0, 'warning', { key: series({ model }) })],
    [evaluation(1, 'critical', { key: quality })],
    [evaluation(2, 'none', { key: quality })],
    [evaluation(3, 'none', { key: series({ model }) })],
  ];
  return rows.flatMap((group) => book.apply(group, rules).transitions);
}

test('message: what changed, since when, evidence, model, version, window and link', () => {
  const message = incidentMessage(history(), { upTo: 1, toldUpTo: 0, first: false }, 'https://p/i/1');
  assert.deepEqual(message, {
    first: false,
    resolved: false,
    severity: 'critical',
    project: 'default',
    model: 'delays',
    version: 'v1',
    incidentId: message.incidentId,
    title: 'Critical: delays, 2 monitors',
    changes: ['quality fires as well: origin_delay drifts on day 1.'],
    monitors: ['inputs', 'quality'],
    evidence: ['origin_delay: psi 0.31 ≥ 0.1 and p 0.0004 < 0.01 (critical)'],
    since: '2026-01-05 00:00 UTC',
    window: '2026-01-06 00:00 UTC to 2026-01-07 00:00 UTC',
    at: message.at,
    url: 'https://p/i/1',
  });
});

test('message: a receiver that missed changes is told all of them, oldest first', () => {
  const message = incidentMessage(history(), { upTo: 3, toldUpTo: -1, first: true }, null);
  assert.equal(message.title, 'Resolved: delays');
  assert.deepEqual(message.changes, [
    'inputs started: origin_delay drifts on day 0.',
    'quality fires as well: origin_delay drifts on day 1.',
    'quality is over: Nothing drifts.',
    'inputs is over: Nothing drifts.',
  ]);
});

test('message: evidence of a monitor that is over is left out', () => {
  const message = incidentMessage(history(), { upTo: 2, toldUpTo: 1, first: false }, null);
  assert.deepEqual(message.evidence, ['origin_delay: psi 0.31 ≥ 0.1 and p 0.0004 < 0.01 (warning)']);
});

test('message: line breaks, control characters and marks that reorder text become spaces', () => {
  const model = 'a\r\nBcc: x@y\u0000\u0007\u2028b\u202egnp.exe';
  const message = incidentMessage(history(model), { upTo: 0, toldUpTo: -1, first: true }, null);
  assert.equal(message.model, 'a Bcc: x@y b gnp.exe');
  assert.equal(message.title, 'Warning: a Bcc: x@y b gnp.exe, inputs');
  for (const text of [message.title, ...message.changes]) assert.doesNotMatch(text, /[\p{Cc}\u202e]/u);
});

test('message: long names are cut between characters', () => {
  assert.equal(plainLine('x'.repeat(600)).length, 500);
  const cut = plainLine(`${'x'.repeat(8)}🛫🛬`, 10);
  assert.equal(cut, `${'x'.repeat(8)}…`);
  assert.ok(cut.isWellFormed());
});

test('evidence: only what raised the severity, worst first, at most five', () => {
  const named = (name: string, value: number, severity: 'none' | 'warning' | 'critical') =>
    finding({ subject: { kind: 'feature', name }, value, severity });
  const found = worstFindings([
    named('calm', 9, 'none'),
    named('b', 0.2, 'warning'),
    named('a', 0.2, 'warning'),
    named('c', 0.5, 'critical'),
    named('d', 0.4, 'warning'),
    named('e', 0.3, 'warning'),
    named('f', 0.15, 'warning'),
  ]);
  assert.deepEqual(
    found.map(({ subject }) => subject.name),
    ['c', 'd', 'e', 'a', 'b'],
  );
});

test('evidence: a finding of whole rows names the three features that it comes from, in messages too', () => {
  const contributions = ['amount', 'income', 'age', 'city'].map((name) => ({ name, share: 0.25 }));
  const together = finding({
    subject: { kind: 'features', name: '' },
    statistic: 'domain_classifier',
    severity: 'critical',
    contributions,
  });
  const embedding = finding({
    subject: { kind: 'embedding', name: 'text' },
    statistic: 'mmd',
    contributions: [{ name: '17', share: 1 }],
  });
  const found = worstFindings([together, embedding, finding()]);
  assert.deepEqual(
    found.map((item) => item.contributions?.length),
    [3, undefined, 1],
  );
  // Dimensions of an embedding are no features.
  assert.deepEqual(featuresOf(found), ['amount', 'income', 'age', 'origin_delay']);
  const book = new AlertBook([], []);
  const { transitions } = book.apply(
    [evaluation(0, 'critical', { key: series({ model: 'delays' }), results: [together, embedding] })],
    rules,
  );
  const { evidence } = incidentMessage(transitions, { upTo: 0, toldUpTo: -1, first: true }, null);
  assert.equal(evidence.length, 2);
  assert.match(evidence[0]!, /^the features together: .*\(critical\), mostly amount, income, age$/);
  assert.match(evidence[1]!, /^the embedding text: .*\(warning\), mostly 17$/);
});
