import { LIMITS } from '../domain/index.ts';
import type { RecordProblem } from './outcomes.ts';

const NOT_FINITE = /^[+-]?(?:nan|inf(?:inity)?)$/i;
const PATH_CHARACTERS = 300;

/** fitsBytes tells whether the text takes at most `limit` bytes as UTF-8 and is whole Unicode. */
export function fitsBytes(text: string, limit: number): boolean {
  // A UTF-16 unit takes at most three bytes, so short texts need no count.
  if (text.length * 3 > limit && (text.length > limit || Buffer.byteLength(text) > limit)) return false;
  return text.isWellFormed();
}

/** looksNotFinite recognises the texts that stand for NaN and the infinities in other languages. */
export function looksNotFinite(text: string): boolean {
  return text.length <= 9 && NOT_FINITE.test(text);
}

/** pointer appends a key to a JSON pointer; very long keys are cut. */
export function pointer(path: string, key: string): string {
  const step = key.length > PATH_CHARACTERS ? `${key.slice(0, PATH_CHARACTERS)}…` : key;
  return `${path}/${step.replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed()}`;
}

/** checkKey judges a key of a map such as features or tags. */
export function checkKey(key: string, path: string): RecordProblem | null {
  if (key === '__proto__') {
    return { code: 'forbidden_key', path: pointer(path, key), message: 'The key __proto__ is refused.' };
  }
  if (key !== '' && fitsBytes(key, LIMITS.nameBytes)) return null;
  return {
    code: 'invalid_name',
    path: pointer(path, key),
    message: `A name is 1 to ${LIMITS.nameBytes} bytes of whole Unicode text.`,
  };
}
