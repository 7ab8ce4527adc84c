import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlumblineError } from '../../../../domain/index.ts';
import { checkRoles, parseRoles } from '../../../../service/roles/parse-roles.ts';

const SERVER = 'http://localhost:8123/plumbline';
const invalid = (text: RegExp) => (error: PlumblineError) =>
  error.code === 'invalid_config' && text.test(error.message);

test('roles: without --role a process has all four', () => {
  assert.deepEqual([...parseRoles(undefined)], ['gateway', 'ingester', 'analyzer', 'alerter']);
  assert.deepEqual([...parseRoles('analyzer, alerter')], ['analyzer', 'alerter']);
});

test('roles: an unknown name is refused with the names that there are', () => {
  assert.throws(
    () => parseRoles('gateway,worker'),
    invalid(/"worker".*gateway, ingester, analyzer, alerter/),
  );
  assert.throws(() => parseRoles(''), invalid(/""/));
});

test('roles: the embedded engine has one process, so it takes all roles or none', () => {
  assert.throws(() => checkRoles(parseRoles('gateway'), 'chdb:./data', true), invalid(/CLICKHOUSE_URL/));
  checkRoles(parseRoles(undefined), 'chdb:./data', false);
  checkRoles(parseRoles('gateway'), SERVER, false);
});

test('roles: an ingester alone needs Kafka', () => {
  assert.throws(() => checkRoles(parseRoles('ingester'), SERVER, false), invalid(/KAFKA_BROKERS/));
  checkRoles(parseRoles('ingester'), SERVER, true);
});
