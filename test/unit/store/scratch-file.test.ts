import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openScratchFile } from '../../../store/scratch-file.ts';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'scratch-'));
});
after(() => rm(directory, { recursive: true, force: true }));

test('scratch file: whatever is appended is read back by place, in any order and selection, bit by bit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.float64Array({ maxLength: 40 }), { maxLength: 20 }), { maxLength: 6 }),
      fc.integer(),
      async (rounds, seed) => {
        const file = openScratchFile(directory);
        const written: { readonly place: number; readonly array: Float64Array }[] = [];
        for (const arrays of rounds) {
          const places = await file.append(arrays);
          for (const [index, array] of arrays.entries()) written.push({ place: places[index]!, array });
        }
        const some = fc.sample(fc.shuffledSubarray(written), { seed, numRuns: 1 })[0]!;
        const pieces = some.map(({ place, array }) => ({ place, array: new Float64Array(array.length) }));
        await file.read(pieces);
        for (const [index, { array }] of pieces.entries())
          assert.deepEqual(Buffer.from(array.buffer), bytesOf(some[index]!.array));
        await file.close();
      },
    ),
    { numRuns: 50 },
  );
});

test('scratch file: more arrays than one call to the system takes, read into memory that threads share', async () => {
  const file = openScratchFile(directory);
  const arrays = Array.from({ length: 3000 }, (_, index) => Float64Array.of(index, index + 0.5));
  const places = await file.append(arrays);
  const room = new SharedArrayBuffer(3000 * 16);
  const pieces = places.map((place, index) => ({ place, array: new Float64Array(room, index * 16, 2) }));
  await file.read(pieces);
  assert.deepEqual(
    pieces.map(({ array }) => [...array]),
    arrays.map((array) => [...array]),
  );
  await file.close();
});

test('scratch file: it has no name, and what is not there is not read', async () => {
  const file = openScratchFile(directory);
  assert.deepEqual(await readdir(directory), []);
  const [place] = await file.append([Float64Array.of(1)]);
  const beyond = file.read([{ place: place! + 8, array: new Float64Array(1) }]);
  await assert.rejects(beyond, /ends too early/);
  await file.close();
});

test('scratch file: a directory that cannot be written is named, and the work can be repeated', () => {
  const absent = join(directory, 'absent');
  assert.throws(() => openScratchFile(absent), {
    code: 'scratch_unavailable',
    retryable: true,
    message: new RegExp(`${absent}.*ENOENT`),
  });
});

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
