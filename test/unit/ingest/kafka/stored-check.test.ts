import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unansweredEntries } from '../../../../ingest/kafka/stored-check.ts';

const sent = [0, 0, 1, 0, 1];

test('stored check: an acknowledgement covers the partitions that it gives an offset for', () => {
  const at = (partition: number, baseOffset: string) => ({ partition, baseOffset });
  assert.equal(unansweredEntries(sent, [at(1, '0'), at(0, '7')]), 0);
  assert.equal(unansweredEntries(sent, [at(0, '7')]), 2);
  assert.equal(unansweredEntries(sent, [at(1, '7'), { partition: 0 }]), 3);
  assert.equal(unansweredEntries(sent, []), 5);
});
