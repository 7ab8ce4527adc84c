import { UnreadableBatch } from './unreadable-batch.ts';

/**
 * unsnapBlock unpacks one block of snappy to at most `limit` bytes; throws UnreadableBatch. Every length and distance is
 * checked before it is used, because a damaged block may name any.
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
export function unsnapBlock(block: Buffer, limit: number): Buffer {
  let at = 0;
  let length = 0;
  for (let factor = 1, more = true; more; factor *= 128, at += 1) {
    const byte = block[at];
    if (byte === undefined || at > 4) throw new UnreadableBatch('corrupt_log_record');
    length += (byte & 0x7f) * factor;
    more = byte >= 0x80;
  }
  if (length > limit) throw new UnreadableBatch('log_record_too_large');
  const unpacked = Buffer.alloc(length);
  let filled = 0;
  while (at < block.length) {
    const element = readElement(block, at);
    if (filled + element.length > length) throw new UnreadableBatch('corrupt_log_record');
    at = element.end;
    if (element.distance === undefined) {
      if (at > block.length) throw new UnreadableBatch('corrupt_log_record');
      block.copy(unpacked, filled, at - element.length, at);
    } else {
      repeat(unpacked, filled, element.distance, element.length);
    }
    filled += element.length;
  }
  if (filled !== length) throw new UnreadableBatch('corrupt_log_record');
  return unpacked;
}

interface Element {
  readonly length: number;
  /** How far back the bytes are that repeat; absent where the bytes follow in the block. */
  readonly distance?: number;
  /** Index after the element. */
  readonly end: number;
}

/** The two low bits of a tag tell whether bytes follow or repeat, and how wide the numbers are. */
function readElement(block: Buffer, at: number): Element {
  const tag = block.readUInt8(at);
  const upper = tag >> 2;
  switch (tag & 0x03) {
    case 0: {
      const width = Math.max(0, upper - 59);
      const length = (width === 0 ? upper : block.readUIntLE(at + 1, width)) + 1;
      return { length, end: at + 1 + width + length };
    }
    case 1:
      return {
        length: (upper & 0x07) + 4,
        distance: ((tag >> 5) << 8) + block.readUInt8(at + 1),
        end: at + 2,
      };
    case 2:
      return { length: upper + 1, distance: block.readUInt16LE(at + 1), end: at + 3 };
    default:
      return { length: upper + 1, distance: block.readUInt32LE(at + 1), end: at + 5 };
  }
}

/** Where the distance is shorter than the length, bytes that were just written repeat too. */
function repeat(bytes: Buffer, at: number, distance: number, length: number): void {
  if (distance === 0 || distance > at) throw new UnreadableBatch('corrupt_log_record');
  if (distance >= length) {
    bytes.copyWithin(at, at - distance, at - distance + length);
    return;
  }
  for (let index = at; index < at + length; index += 1) bytes[index] = bytes[index - distance] ?? 0;
}
