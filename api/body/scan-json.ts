const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** JsonSpan is a piece of JSON text by its bytes [start, end), with its deepest nesting. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
  /** 0 for a scalar, 1 for an object or list of scalars. */
  readonly depth: number;
}

/**
 * scanList finds the elements of a JSON list without parsing them; null when the brackets do not add up.
 * Of text that is not JSON it may find wrong elements, but never elements that all parse. It stops after
 * `most` + 1 elements.
 */
export function scanList(bytes: Uint8Array, from: number, most: number): readonly JsonSpan[] | null {
  const spans: JsonSpan[] = [];
  let start = from + 1;
  let depth = 1;
  let deepest = 1;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) {
        if (byte !== CLOSE_LIST || !isBlank(bytes, at + 1, bytes.length)) return null;
        if (spans.length > 0 || !isBlank(bytes, start, at))
          spans.push({ start, end: at, depth: deepest - 1 });
        return spans;
      }
    } else if (byte === COMMA && depth === 1) {
      spans.push({ start, end: at, depth: deepest - 1 });
      if (spans.length > most) return spans;
      start = at + 1;
      deepest = 1;
    }
  }
  return null;
}

/** depthOf is the deepest nesting of a JSON text; it stops counting beyond `most`. */
export function depthOf(bytes: Uint8Array, from: number, to: number, most: number): number {
  let depth = 0;
  let deepest = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (deepest > most) return deepest;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1;
  }
  return deepest;
}

/** isBlank tells whether there is nothing but JSON white space in [from, to). */
export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isSpace(bytes[at]!)) return false;
  return true;
}

/** isSpace tells whether a byte is JSON white space. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** endOfText is the index of the quote that closes the text opened at `at`, or the end of the bytes. */
function endOfText(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
  return end;
}
