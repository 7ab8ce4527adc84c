/** ByteReader reads the primitive types of the Kafka protocol; it throws RangeError beyond the end. */
export class ByteReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  int8(): number {
    const value = this.bytes.readInt8(this.at);
    this.at += 1;
    return value;
  }

  int16(): number {
    const value = this.bytes.readInt16BE(this.at);
    this.at += 2;
    return value;
  }

  int32(): number {
    const value = this.bytes.readInt32BE(this.at);
    this.at += 4;
    return value;
  }

  int64(): bigint {
    const value = this.bytes.readBigInt64BE(this.at);
    this.at += 8;
    return value;
  }

  /** A view of the next bytes, not a copy. */
  take(length: number): Buffer {
    if (length < 0 || length > this.left) throw new RangeError('The length leads beyond the end.');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Unsigned, up to 2^53; of 64-bit values only small ones occur. */
  unsignedVarint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined || factor > 2 ** 49) throw new RangeError('Not a varint.');
      this.at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  /** Signed, in zigzag order. */
  varint(): number {
    const value = this.unsignedVarint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Bytes after a signed length; null for length -1. */
  varintBytes(): Buffer | null {
    const length = this.varint();
    return length === -1 ? null : this.take(length);
  }

  /** A compact string or byte sequence: the length plus one, 0 for null. */
  compactBytes(): Buffer | null {
    const length = this.unsignedVarint();
    return length === 0 ? null : this.take(length - 1);
  }

  /** A compact array; a null array is an empty one. */
  compactArray<Item>(readItem: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.unsignedVarint() - 1; left > 0; left -= 1) items.push(readItem());
    return items;
  }

  /** Fields that newer brokers add and that nobody here knows. */
  skipTaggedFields(): void {
    for (let left = this.unsignedVarint(); left > 0; left -= 1) {
      this.unsignedVarint();
      this.take(this.unsignedVarint());
    }
  }
}
