import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Value } from 'typebox/value';
import { AlertsConfigSchema, readAlertsConfig } from '../../../../alerts/index.ts';

const secret = `whsec_${Buffer.from('canary-canary-canary-canary-0123').toString('base64')}`;
const notifiers = {
  slack: { name: 'team', type: 'slack', token: 'xoxb-canary', channel: 'C1' },
  pagerduty: { name: 'pager', type: 'pagerduty', routing_key: 'canary78901234567890123456789012' },
  email: {
    name: 'mail',
    type: 'email',
    from: 'plumbline@example.com',
    to: ['team@example.com'],
    host: 'smtp.example.com',
    username: 'u',
    password: 'canary-password',
  },
  webhook: { name: 'hook', type: 'webhook', url: 'https://example.com/in?t=canary', secret },
  retraining: { name: 'retrain', type: 'retraining', url: 'https://example.com/train', secret },
};

function problemsOf(raw: unknown): string[] {
  const result = readAlertsConfig(raw);
  assert.equal(result.ok, false);
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('config: an empty section tells nobody and watches silence after a day', () => {
  for (const raw of [undefined, null, {}]) {
    const result = readAlertsConfig(raw);
    assert.ok(result.ok);
    assert.deepEqual(result.value.noData, { afterMs: 86_400_000, severity: 'critical', exclude: [] });
    assert.deepEqual(result.value.notifiers, []);
    assert.equal(result.value.supersededAfter, 2);
    assert.equal(result.value.outbound.timeoutMs, 15_000);
  }
});

test('config: every kind of notifier with its defaults', () => {
  const result = readAlertsConfig({ notifiers: Object.values(notifiers) });
  assert.ok(result.ok);
  const [slack, pager, mail, , retrain] = result.value.notifiers;
  assert.equal(slack!.type === 'slack' && slack!.apiUrl, 'https://slack.com/api/');
  assert.equal(pager!.type === 'pagerduty' && pager!.url, 'https://events.pagerduty.com');
  assert.ok(mail!.type === 'email' && mail!.port === 587 && mail!.requireTls && !mail!.secure);
  assert.deepEqual(retrain!.type === 'retraining' && retrain!.policy, {
    coolDownMs: 7 * 86_400_000,
    maxPerDay: 1,
    minSeverity: 'warning',
    on: null,
  });
  assert.deepEqual(result.value.routes, [
    {
      model: null,
      severities: [],
      notifiers: ['team', 'pager', 'mail', 'hook', 'retrain'],
      sendResolved: true,
    },
  ]);
});

test('config: no secret is printed from the checked configuration', () => {
  const heartbeat = { url: 'https://hc.example.com/canary' };
  const result = readAlertsConfig({ notifiers: Object.values(notifiers), heartbeat });
  const printed = `${inspect(result, { depth: null, showHidden: true })}${JSON.stringify(result)}`;
  assert.doesNotMatch(printed, /canary/);
});

const WRONG: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['not an object', 5, ['alerts: must be object']],
  [
    'an unknown setting',
    { notifers: [] },
    [
      'alerts.notifers: unknown key "notifers"; known are notifiers, routes, heartbeat, no_data, superseded_after, outbound',
    ],
  ],
  [
    'a notifier without a type',
    { notifiers: [{ name: 'x' }, null] },
    [
      'alerts.notifiers.0.type: is one of slack, pagerduty, email, webhook, retraining',
      'alerts.notifiers.1.type: is one of slack, pagerduty, email, webhook, retraining',
    ],
  ],
  [
    'a type from the prototype',
    { notifiers: [{ name: 'x', type: 'constructor' }] },
    ['alerts.notifiers.0.type: is one of slack, pagerduty, email, webhook, retraining'],
  ],
  [
    'missing and unknown settings',
    { notifiers: [{ name: 'team', type: 'slack', chanel: 'C1' }] },
    [
      'alerts.notifiers.0: "token" is missing',
      'alerts.notifiers.0: "channel" is missing',
      'alerts.notifiers.0.chanel: unknown key "chanel"; known are name, type, token, channel, api_url',
    ],
  ],
  [
    'the same name twice',
    { notifiers: [notifiers.slack, { ...notifiers.webhook, name: 'team' }] },
    ['alerts.notifiers.1.name: is the name of another notifier'],
  ],
  [
    'a weak signing secret, a URL that is none',
    { notifiers: [{ ...notifiers.webhook, url: 'example.com', secret: 'whsec_c2hvcnQ=' }] },
    [
      'alerts.notifiers.0.url: is not a URL',
      'alerts.notifiers.0.secret: is whsec_ followed by the base64 of 24 to 64 random bytes',
    ],
  ],
  [
    'a routing key of another length',
    { notifiers: [{ ...notifiers.pagerduty, routing_key: 'short' }] },
    ['alerts.notifiers.0.routing_key: is 32 letters and digits'],
  ],
  [
    'addresses that break out of a header',
    { notifiers: [{ ...notifiers.email, from: 'a@b\r\nBcc: c@d', to: ['x', 'a@b, c@d'] }] },
    [
      'alerts.notifiers.0.from: is not an e-mail address',
      'alerts.notifiers.0.to.0: is not an e-mail address',
      'alerts.notifiers.0.to.1: is not an e-mail address',
    ],
  ],
  [
    'a password in clear',
    { notifiers: [{ ...notifiers.email, require_tls: false }] },
    ['alerts.notifiers.0.require_tls: must stay on with a password, which would travel in clear'],
  ],
  [
    'routes to nobody, notifiers in no route',
    { notifiers: [notifiers.slack, notifiers.webhook], routes: [{ notifiers: ['team', 'tema'] }] },
    [
      'alerts.routes.0.notifiers.1: names no notifier',
      'alerts.notifiers.1.name: is in no route, so it would never be used',
    ],
  ],
  [
    'a severity that is none',
    { notifiers: [notifiers.slack], routes: [{ severity: ['high'], notifiers: ['team'] }] },
    ['alerts.routes.0.severity.0: must be one of warning, critical'],
  ],
  [
    'durations',
    {
      heartbeat: { url: 'https://hc.example.com', interval: '5' },
      no_data: { after: '10ms' },
      outbound: { timeout: 'soon' },
    },
    [
      'alerts.no_data.after: is at least 1000 ms',
      'alerts.heartbeat.interval: "5" is not a duration; write a number with ms, s, m, h, d or w, such as 15m.',
      'alerts.outbound.timeout: "soon" is not a duration; write a number with ms, s, m, h, d or w, such as 15m.',
    ],
  ],
  [
    'ranges',
    { outbound: { allow: ['10.0.0.0/40'] } },
    ['alerts.outbound.allow.0: is no host, address or range'],
  ],
  ['no_data of another form', { no_data: { after: 5 } }, ['alerts.no_data.after: must be string']],
];

for (const [name, raw, problems] of WRONG) {
  test(`config: ${name}: all problems with their paths`, () => {
    assert.deepEqual(problemsOf(raw), problems);
  });
}

test('config: the published schema takes what may stand in the file, secrets in files included', () => {
  const { token: _, ...slack } = notifiers.slack;
  const section = {
    notifiers: [...Object.values(notifiers), { ...slack, token_file: '/run/secrets/slack' }],
  };
  assert.equal(Value.Check(AlertsConfigSchema, section), true);
  assert.equal(Value.Check(AlertsConfigSchema, { notifiers: [{ ...slack, tokken_file: 'x' }] }), false);
  assert.doesNotThrow(() => JSON.stringify(AlertsConfigSchema));
});

test('config: problems never repeat a secret', () => {
  const broken = [
    { ...notifiers.slack, token: ['xoxb-canary'] },
    { ...notifiers.pagerduty, routing_key: 'canary' },
    { ...notifiers.webhook, url: 'canary', secret: 'canary' },
    { ...notifiers.email, password: 5, username: 'canary' },
  ];
  assert.doesNotMatch(problemsOf({ notifiers: broken }).join('\n'), /canary/);
});
