import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pendingMigrations, readMigrations } from '../../../store/migrate.ts';

const file = (number: number, checksum = 'a') => ({ number, name: `000${number}_x`, checksum, text: '' });

test('migrations: those that are not applied are pending, in order', () => {
  const files = [file(1), file(2), file(3)];
  assert.deepEqual(pendingMigrations(files, []), files);
  assert.deepEqual(pendingMigrations(files, [file(1), file(2)]), [files[2]]);
});

test('migrations: a changed text and an unknown number are refused', () => {
  assert.throws(() => pendingMigrations([file(1)], [file(1, 'b')]), { code: 'migration_changed' });
  assert.throws(() => pendingMigrations([file(1)], [file(1), file(2)]), { code: 'schema_newer' });
});

test('migrations: files are numbered without gaps and have a checksum of their text', () => {
  const migrations = readMigrations();
  assert.deepEqual(
    migrations.map(({ number }) => number),
    migrations.map((_, index) => index + 1),
  );
  for (const { checksum, text } of migrations) {
    assert.match(checksum, /^[0-9a-f]{64}$/);
    assert.match(text, /^-- \S/);
  }
});
