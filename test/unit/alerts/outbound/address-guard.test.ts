import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAddressGuard, parseAllowed } from '../../../../alerts/outbound/address-guard.ts';

const strict = createAddressGuard([]);

const BLOCKED = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
];
const PUBLIC = ['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'];

for (const address of BLOCKED) {
  test(`guard: ${address} is blocked`, () => {
    assert.equal(strict.allowsAddress(address), false);
  });
}

test('guard: public addresses pass, texts that are none do not', () => {
  for (const address of PUBLIC) assert.equal(strict.allowsAddress(address), true, address);
  for (const text of ['', 'localhost', '1.2.3', '0x7f.1', '2130706433'])
    assert.equal(strict.allowsAddress(text), false);
});

test('guard: an allowed range opens itself only', () => {
  const guard = createAddressGuard(['10.1.0.0/16', 'fd00:1::/32', '192.168.7.7']);
  for (const address of ['10.1.255.1', 'fd00:1::9', '192.168.7.7', '::ffff:10.1.0.1'])
    assert.equal(guard.allowsAddress(address), true, address);
  for (const address of ['10.2.0.1', 'fd00:2::9', '192.168.7.8', '127.0.0.1'])
    assert.equal(guard.allowsAddress(address), false, address);
});

test('guard: one private address among the answers of DNS blocks the name', async () => {
  const answers = [
    { address: '8.8.8.8', family: 4 },
    { address: '10.0.0.1', family: 4 },
  ];
  const guard = createAddressGuard([], async () => answers);
  await assert.rejects(guard.resolve('rebind.example'), { code: 'address_blocked' });
  const named = createAddressGuard(['rebind.example'], async () => answers);
  assert.deepEqual(await named.resolve('REBIND.example.'), answers);
  const ranged = createAddressGuard(['10.0.0.0/8'], async () => answers);
  assert.deepEqual(await ranged.resolve('rebind.example'), answers);
});

test('guard: literal addresses are not looked up', async () => {
  const guard = createAddressGuard([], async () => assert.fail('looked up'));
  await assert.rejects(guard.resolve('[::1]'), { code: 'address_blocked' });
  assert.deepEqual(await guard.resolve('8.8.8.8'), [{ address: '8.8.8.8', family: 4 }]);
});

test('guard: entries are hosts, addresses and ranges', () => {
  for (const entry of [
    'localhost',
    'hooks.internal',
    'a_b.example',
    '10.0.0.0/8',
    '::1',
    '::1/128',
    '127.0.0.1',
  ])
    assert.notEqual(parseAllowed(entry), null, entry);
  for (const entry of [
    '',
    '10.0.0.0/33',
    '10.0.0.0/x',
    '10.0.0.0/8/8',
    'http://a',
    'a b',
    '*.example',
    'a/8',
    '::/129',
  ])
    assert.equal(parseAllowed(entry), null, entry);
});
