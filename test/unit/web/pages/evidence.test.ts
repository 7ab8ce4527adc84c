import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence, IncidentHistory, Transition } from '../../../../web/api/types.ts';
import { evidenceWords, findings, findingText, strongest } from '../../../../web/pages/incidents/evidence.ts';

const piece = (kind: string, name: string, statistic: string, effect: number | null): Evidence => ({
  subject: { kind, name },
  statistic,
  value: effect,
  effect,
  pAdjusted: null,
  threshold: 0.1,
  severity: 'warning',
  rule: '',
  interval: null,
});
const step = (monitor: string, summary: string, evidence: readonly Evidence[]) =>
  ({ summary, evidence, series: { monitor } }) as unknown as Transition;

test('evidence stands by its distance from the threshold, what was not measured last', () => {
  const sorted = strongest([
    piece('feature', 'a', 'psi', null),
    piece('feature', 'b', 'psi', 0.2),
    piece('feature', 'c', 'psi', -0.4),
  ]);
  assert.deepEqual(
    sorted.map(({ subject }) => subject.name),
    ['c', 'b', 'a'],
  );
});

test('evidence in a line names the subject, except where the metric says it', () => {
  assert.equal(
    evidenceWords([piece('feature', 'age', 'psi', 0.2), piece('prediction', '', 'accuracy', 0.75)]),
    'Accuracy 75.0 % and age (PSI 0.2)',
  );
  assert.equal(evidenceWords([]), '');
});

test('the newest evidence of each monitor counts; an end without evidence takes none away', () => {
  const incident = {
    summary: 'Version v2 has no traffic any more.',
    transitions: [
      step('inputs', 'Inputs drifted.', [piece('feature', 'a', 'psi', 0.2)]),
      step('score', 'The score drifted.', [piece('score', '', 'psi', 0.3)]),
      step('inputs', 'Inputs drifted more.', [piece('feature', 'a', 'psi', 0.4)]),
      step('score', 'Version v2 has no traffic any more.', []),
    ],
  } as unknown as IncidentHistory;
  assert.deepEqual(
    findings(incident).map(({ monitor, evidence }) => [monitor, evidence[0]!.effect]),
    [
      ['inputs', 0.4],
      ['score', 0.3],
    ],
  );
  assert.equal(findingText(incident), 'Inputs drifted more. The score drifted.');
});

test('an incident without evidence is told by its first step', () => {
  const incident = { summary: 'Resolved.', transitions: [step('no_data', 'No event for 3 h.', [])] };
  assert.equal(findingText(incident as unknown as IncidentHistory), 'No event for 3 h.');
});
