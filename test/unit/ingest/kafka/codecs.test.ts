import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import lz4 from 'lz4js';
import snappy from 'snappyjs';
import { decompress } from '../../../../ingest/kafka/codecs.ts';
import { UnreadableBatch } from '../../../../ingest/kafka/unreadable-batch.ts';

const GZIP = 1;
const SNAPPY = 2;
const LZ4 = 3;
const ZSTD = 4;
const MIB = 1024 * 1024;

const text = Buffer.from(JSON.stringify({ features: { price: 1, note: 'abc'.repeat(50) } }).repeat(400));
const RUN_BYTES = 128 * 1024;

/** A zstd frame that does not tell its size: each block is the letter a, 128 KiB times. */
function zstdRuns(blocks: number): Buffer {
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
  const block = (last: number) => Buffer.from([0x02 | last, 0x00, 0x10, 0x61]);
  return Buffer.concat([frame, ...Array.from({ length: blocks }, (_, n) => block(n === blocks - 1 ? 1 : 0))]);
}

/** The frame of Java clients: blocks of 32 kB behind a header. */
function xerial(bytes: Buffer, blockBytes = 32_768): Buffer {
  const header = Buffer.concat([
    Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]),
  ]);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const packed = Buffer.from(snappy.compress(bytes.subarray(at, at + blockBytes)));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(packed.length);
    blocks.push(length, packed);
  }
  return Buffer.concat([header, ...blocks]);
}

function problemOf(codec: number, packed: Buffer, limit = MIB): string {
  try {
    decompress(codec, packed, limit);
  } catch (error) {
    assert.ok(error instanceof UnreadableBatch, String(error));
    return error.problem;
  }
  return 'none';
}

const PACKED = {
  gzip: [GZIP, gzipSync(text)],
  'snappy as one block': [SNAPPY, Buffer.from(snappy.compress(text))],
  'snappy of Java clients': [SNAPPY, xerial(text)],
  lz4: [LZ4, Buffer.from(lz4.compress(text))],
} as const;

for (const [name, [codec, packed]] of Object.entries(PACKED)) {
  test(`${name}: unpacks to what was packed`, () => {
    assert.deepEqual(decompress(codec, packed, MIB), text);
  });

  test(`${name}: the limit is the last size that unpacks`, () => {
    assert.equal(decompress(codec, packed, text.length).length, text.length);
    assert.equal(problemOf(codec, packed, text.length - 1), 'log_record_too_large');
  });

  test(`${name}: a cut or changed text is a problem or other bytes, never another error`, () => {
    fc.assert(
      fc.property(
        fc.nat(packed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, change, cut) => {
          const broken = cut ? packed.subarray(0, at) : Buffer.from(packed);
          if (!cut) broken[at] = (broken[at] ?? 0) ^ change;
          problemOf(codec, Buffer.from(broken));
        },
      ),
      { numRuns: 150 },
    );
  });
}

test('no codec: the bytes are taken as they are', () => {
  assert.equal(decompress(0, text, 1), text);
});

test('codecs that do not exist are named as such', () => {
  for (const codec of [5, 6, 7]) assert.equal(problemOf(codec, text), 'unknown_codec');
});

test('zstd: unpacks, and the limit holds for a frame that does not tell its size', () => {
  assert.deepEqual(decompress(ZSTD, zstdRuns(3), MIB), Buffer.alloc(3 * RUN_BYTES, 'a'));
  assert.equal(decompress(ZSTD, zstdRuns(8), MIB).length, MIB);
  assert.equal(problemOf(ZSTD, zstdRuns(9), MIB), 'log_record_too_large');
  assert.equal(problemOf(ZSTD, zstdRuns(3).subarray(0, 12), MIB), 'corrupt_log_record');
});

test('zstd: a bomb costs no more memory than the limit', () => {
  const before = process.memoryUsage().arrayBuffers;
  assert.equal(problemOf(ZSTD, zstdRuns(20_000), MIB), 'log_record_too_large');
  assert.ok(process.memoryUsage().arrayBuffers - before < 64 * MIB);
});

test('random bytes are a problem in every codec', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(GZIP, SNAPPY, LZ4, ZSTD),
      fc.uint8Array({ maxLength: 200 }),
      (codec, bytes) => {
        problemOf(codec, Buffer.from(bytes));
      },
    ),
    { numRuns: 500 },
  );
});

test('snappy: a length beyond the limit is refused before memory is taken', () => {
  const claims = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]);
  assert.equal(problemOf(SNAPPY, claims), 'log_record_too_large');
});

test('snappy: a length that leads backwards, which some readers follow for ever, is a problem', () => {
  const backwards = Buffer.from([10, 0xfc, 0xfa, 0xff, 0xff, 0xff, 1, 2, 3, 4]);
  assert.equal(problemOf(SNAPPY, backwards), 'corrupt_log_record');
});

test('snappy: a distance beyond the beginning, or of none, is a problem', () => {
  for (const distance of [0, 3]) {
    assert.equal(problemOf(SNAPPY, Buffer.from([6, 0x04, 1, 2, 0x01, distance])), 'corrupt_log_record');
  }
  assert.deepEqual(
    decompress(SNAPPY, Buffer.from([6, 0x04, 1, 2, 0x01, 2]), MIB),
    Buffer.from([1, 2, 1, 2, 1, 2]),
  );
});

test('snappy: any bytes come back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'bc', 'abcabcabc', '\u0000', 'é'), { maxLength: 400 }),
      (parts) => {
        const bytes = Buffer.from(parts.join(''));
        assert.deepEqual(decompress(SNAPPY, Buffer.from(snappy.compress(bytes)), MIB), bytes);
        assert.deepEqual(decompress(SNAPPY, xerial(bytes, 100), MIB), bytes);
      },
    ),
    { numRuns: 200 },
  );
});
