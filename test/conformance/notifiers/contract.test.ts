import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storyOf } from '../../support/incident-story.ts';
import { CANARY, CASES, type Trouble } from './notifier-cases.ts';

const URL = 'https://plumbline.example/incidents/1';

const HOSTILE = {
  model: '<!channel> & <@U024BE7LH>\r\nBcc: evil@example.com\r\n\r\n<script>alert(1)</script>',
  monitor: '<http://evil.example|click> *bold* _x_ `code`',
  version: '"><img src=x onerror=alert(1)>\u0000\u202e',
  feature: '<!here> {{7*7}} ${x} %0d%0aX-Evil: 1 \' " \\ 🛫',
  summary: '<!everyone>\nSubject: pwned\n&lt;b&gt;',
};

const EXPECTED: Readonly<Record<Trouble, string>> = {
  overload: 'retry',
  refusal: 'refused',
  gone: 'gone',
  'hang-up': 'retry',
};

for (const [name, { start, troubles }] of Object.entries(CASES)) {
  test(`${name}: an incident opens, gets worse and resolves`, async (t) => {
    const { notifier, taken, newestText } = await start(t);
    const story = storyOf({}, URL);
    for (const index of [0, 1, 2]) {
      const delivery = story.delivery(index);
      const outcome = await notifier.deliver(delivery);
      assert.equal(outcome.outcome, 'delivered');
      if (outcome.outcome === 'delivered') story.arrived(delivery, outcome.receipt);
      assert.equal(taken(), index + 1);
      if (index > 0) continue;
      for (const fact of ['delays', 'v1', 'origin_delay drifts.', 'psi 0.31 ≥ 0.1', URL])
        assert.ok(newestText().includes(fact), fact);
    }
  });

  test(`${name}: without public_url there is no link`, async (t) => {
    const { notifier, newestText } = await start(t);
    assert.equal((await notifier.deliver(storyOf({}, null).delivery(0))).outcome, 'delivered');
    assert.doesNotMatch(newestText(), /https?:\/\//);
  });

  test(`${name}: names that try to be markup, headers or mentions stay text`, async (t) => {
    const { notifier, taken } = await start(t);
    const story = storyOf(HOSTILE, URL);
    for (const index of [0, 1, 2]) {
      const delivery = story.delivery(index);
      const outcome = await notifier.deliver(delivery);
      assert.equal(outcome.outcome, 'delivered');
      if (outcome.outcome === 'delivered') story.arrived(delivery, outcome.receipt);
    }
    assert.equal(taken(), 3);
  });

  test(`${name}: names of the greatest length fit the receiver's limits`, async (t) => {
    const { notifier } = await start(t);
    const long = {
      model: '<'.repeat(256),
      monitor: '&'.repeat(256),
      feature: '🛫'.repeat(64),
      summary: '<&>'.repeat(3000),
    };
    assert.equal((await notifier.deliver(storyOf(long, URL).delivery(1))).outcome, 'delivered');
  });

  for (const trouble of troubles) {
    test(`${name}: ${trouble} is ${EXPECTED[trouble]}, and the reason holds no secret`, async (t) => {
      const { notifier, meet } = await start(t);
      meet(trouble);
      const outcome = await notifier.deliver(storyOf({}, URL).delivery(0));
      assert.equal(outcome.outcome, EXPECTED[trouble]);
      assert.doesNotMatch(JSON.stringify(outcome), new RegExp(CANARY));
      if (outcome.outcome === 'retry' && trouble === 'overload' && name !== 'email')
        assert.equal(outcome.retryAfterMs, 7000);
    });
  }
}
