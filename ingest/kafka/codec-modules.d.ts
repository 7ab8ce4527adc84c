/** The functions that this project uses of two packages that come without types. */
declare module 'snappyjs' {
  const snappy: {
    compress(bytes: Uint8Array): Uint8Array;
  };
  export default snappy;
}

declare module 'lz4js' {
  const lz4: {
    /** Writes at `toIndex` and gives the index after what it wrote; writes beyond the end are dropped. */
    decompressBlock(
      from: Uint8Array,
      to: Uint8Array,
      fromIndex: number,
      length: number,
      toIndex: number,
    ): number;
    compress(bytes: Uint8Array): Uint8Array;
  };
  export default lz4;
}
