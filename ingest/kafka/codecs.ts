import { gunzipSync } from 'node:zlib';
import { Decompress } from 'fzstd';
import lz4 from 'lz4js';
import { unsnapBlock } from './snappy-block.ts';
import { UnreadableBatch } from './unreadable-batch.ts';

type Decompressor = (packed: Buffer, limit: number) => Uint8Array;

/** By the number that the attributes of a batch name. */
const DECOMPRESSORS: Readonly<Record<number, Decompressor>> = {
  1: (packed, limit) => gunzipSync(packed, { maxOutputLength: limit }),
  2: unsnap,
  3: unlz4,
  4: unzstd,
};

/** decompress unpacks the records of a batch to at most `limit` bytes; throws UnreadableBatch. */
export function decompress(codec: number, packed: Buffer, limit: number): Buffer {
  if (codec === 0) return packed;
  const decompressor = DECOMPRESSORS[codec];
  if (decompressor === undefined) throw new UnreadableBatch('unknown_codec');
  try {
    const bytes = decompressor(packed, limit);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (error instanceof UnreadableBatch) throw error;
    const tooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new UnreadableBatch(tooLarge ? 'log_record_too_large' : 'corrupt_log_record');
  }
}

/** Java clients frame snappy: this header, two version numbers, then blocks that carry their length. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER = 16;

function unsnap(packed: Buffer, limit: number): Uint8Array {
  if (!packed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return unsnapBlock(packed, limit);
  const blocks: Uint8Array[] = [];
  let room = limit;
  for (let at = XERIAL_HEADER; at < packed.length; ) {
    const length = packed.readUInt32BE(at);
    const end = at + 4 + length;
    if (end > packed.length) throw new UnreadableBatch('corrupt_log_record');
    const block = unsnapBlock(packed.subarray(at + 4, end), room);
    room -= block.length;
    blocks.push(block);
    at = end;
  }
  return Buffer.concat(blocks);
}

const LZ4_MAGIC = 0x184d2204;
/** Block sizes of the frame format, by the number in its block descriptor. */
const LZ4_BLOCK_BYTES: Readonly<Record<number, number>> = {
  4: 65_536,
  5: 262_144,
  6: 1_048_576,
  7: 4_194_304,
};
const LZ4_UNCOMPRESSED = 0x80000000;

/** A frame does not tell its unpacked length, but each block is bounded: the buffer grows by what a block may need. */
function unlz4(packed: Buffer, limit: number): Uint8Array {
  if (packed.readUInt32LE(0) !== LZ4_MAGIC) throw new UnreadableBatch('corrupt_log_record');
  const flags = packed.readUInt8(4);
  const blockBytes = LZ4_BLOCK_BYTES[(packed.readUInt8(5) >> 4) & 0x07];
  if (flags >> 6 !== 1 || blockBytes === undefined) throw new UnreadableBatch('corrupt_log_record');
  const hasBlockChecksum = (flags & 0x10) !== 0;
  const hasContentSize = (flags & 0x08) !== 0;
  let unpacked = Buffer.alloc(Math.min(limit + blockBytes, Math.max(blockBytes, packed.length * 4)));
  let length = 0;
  for (let at = hasContentSize ? 15 : 7; ; ) {
    const header = packed.readUInt32LE(at);
    at += 4;
    if (header === 0) return unpacked.subarray(0, length);
    const size = header & ~LZ4_UNCOMPRESSED;
    if (at + size > packed.length || size > blockBytes) throw new UnreadableBatch('corrupt_log_record');
    if (length + blockBytes > unpacked.length) {
      unpacked = Buffer.concat([unpacked, Buffer.alloc(Math.max(unpacked.length, blockBytes))]);
    }
    if ((header & LZ4_UNCOMPRESSED) !== 0) {
      packed.copy(unpacked, length, at, at + size);
      length += size;
    } else {
      const end = lz4.decompressBlock(packed, unpacked, at, size, length);
      if (end - length > blockBytes) throw new UnreadableBatch('corrupt_log_record');
      length = end;
    }
    if (length > limit) throw new UnreadableBatch('log_record_too_large');
    at += size + (hasBlockChecksum ? 4 : 0);
  }
}

/** Streams, so that the limit holds whatever the frame says about its size. */
function unzstd(packed: Buffer, limit: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const stream = new Decompress((chunk, final) => {
    chunks.push(chunk);
    length += chunk.length;
    ended ||= final === true;
    if (length > limit) throw new UnreadableBatch('log_record_too_large');
  });
  stream.push(packed, true);
  if (!ended) throw new UnreadableBatch('corrupt_log_record');
  return Buffer.concat(chunks);
}
