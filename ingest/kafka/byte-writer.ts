/** NO_TAGS is an empty list of tagged fields. */
export const NO_TAGS = Buffer.from([0]);

/** int32 is 4 bytes, big-endian. */
export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** int64 is 8 bytes, big-endian. */
export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function unsignedVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}

/** compactText is UTF-8 behind its length + 1 as varint. */
export function compactText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([unsignedVarint(bytes.length + 1), bytes]);
}

/** compactArray is the items behind their number + 1 as varint. */
export function compactArray(items: readonly Buffer[]): Buffer {
  return Buffer.concat([unsignedVarint(items.length + 1), ...items]);
}
