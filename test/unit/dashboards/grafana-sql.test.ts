import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandSql, fillVariables } from '../../support/grafana-sql.ts';

// The expander stands in for Grafana in the tests of the boards, so it is held against what the plugin documents.
const input = { from: 1000, to: 61_000, variables: { model: "it's (a) \\ 50 %", page: 'http://p' } };

test('expander: times become milliseconds, and a filter holds both ends', () => {
  assert.equal(
    expandSql('SELECT $__fromTime_ms, $__toTime_ms WHERE $__timeFilter_ms(a.b)', input),
    'SELECT fromUnixTimestamp64Milli(1000), fromUnixTimestamp64Milli(61000) WHERE a.b >= fromUnixTimestamp64Milli(1000) AND a.b <= fromUnixTimestamp64Milli(61000)',
  );
});

test('expander: a percent-encoded value holds no quote, backslash, parenthesis or dollar sign', () => {
  assert.equal(
    fillVariables("'${model:percentencode}' ${page:raw} ${page:queryparam}", input.variables),
    "'it%27s%20%28a%29%20%5C%2050%20%25' http://p var-page=http%3A%2F%2Fp",
  );
});

test('expander: an unknown variable, format or macro, or a macro with other arguments, is refused', () => {
  for (const sql of [
    '${nobody:raw}',
    '${model:shout}',
    '$__timeGroup(a, 5m)',
    '$__timeFilter_ms',
    '$__toTime_ms(a)',
  ])
    assert.throws(() => expandSql(sql, input), /is unknown/, sql);
});
