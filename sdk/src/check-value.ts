/** RefusalCode is what the SDK itself refuses: values that JSON would lose or change without a word. */
export type RefusalCode =
  | 'record_not_object'
  | 'missing_field'
  | 'wrong_type'
  | 'number_not_finite'
  | 'invalid_timestamp'
  | 'body_too_large';

/** Refusal says why a record cannot be sent; `path` is the JSON pointer of the field on the wire. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly path: string;
  readonly message: string;
}

/** Check looks at one defined value; undefined means that JSON can carry it. */
export type Check = (value: unknown) => Refusal | undefined;

/** refuse makes a refusal of the value itself; containers prefix the path with `under`. */
export function refuse(code: RefusalCode, message: string): Refusal {
  return { code, path: '', message };
}

/** under moves a refusal below a key of its container. */
export function under(key: string | number, refusal: Refusal): Refusal {
  const token = String(key).replaceAll('~', '~0').replaceAll('/', '~1');
  return { ...refusal, path: `/${token}${refusal.path}` };
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
  return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
}

/** checkText accepts strings. */
export const checkText: Check = (value) =>
  typeof value === 'string' ? undefined : refuse('wrong_type', `Text is needed here, not ${nameOf(value)}.`);

/** checkNumber accepts finite numbers. */
export const checkNumber: Check = (value) => {
  if (typeof value !== 'number')
    return refuse('wrong_type', `A number is needed here, not ${nameOf(value)}.`);
  if (!Number.isFinite(value))
    return refuse('number_not_finite', `${value} has no place in JSON; send null for an unknown value.`);
  return undefined;
};

/** checkScalar accepts finite numbers, strings and booleans. */
export const checkScalar: Check = (value) => {
  if (typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return checkNumber(value);
  return refuse('wrong_type', `A number, text or boolean is needed here, not ${nameOf(value)}.`);
};

/** checkFeature accepts a scalar or null. */
export const checkFeature: Check = (value) => (value === null ? undefined : checkScalar(value));

/** checkInstant accepts a valid Date, a finite number or a string, which the service parses. */
export const checkInstant: Check = (value) => {
  if (typeof value === 'string') return undefined;
  const ms = value instanceof Date ? value.getTime() : value;
  if (typeof ms !== 'number') {
    return refuse(
      'wrong_type',
      `A Date, epoch milliseconds or RFC 3339 text is needed, not ${nameOf(value)}.`,
    );
  }
  return Number.isFinite(ms)
    ? undefined
    : refuse('invalid_timestamp', 'The timestamp is not a valid instant.');
};

/** checkVector accepts arrays and typed arrays of finite numbers. */
export const checkVector: Check = (value) => {
  if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && 'length' in value)) {
    return refuse('wrong_type', `An array of numbers is needed here, not ${nameOf(value)}.`);
  }
  const numbers = value as ArrayLike<unknown>;
  for (let i = 0; i < numbers.length; i++) {
    const refusal = checkNumber(numbers[i]);
    if (refusal) return under(i, refusal);
  }
  return undefined;
};

/**
 * mapOf accepts plain objects whose values pass the check. An undefined value is left out, as JSON does;
 * a Map or a Date is refused, because it would print as something else.
 */
export function mapOf(check: Check): Check {
  return (value) => {
    if (Object.prototype.toString.call(value) !== '[object Object]') {
      return refuse('wrong_type', `A plain object is needed here, not ${nameOf(value)}.`);
    }
    const map = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(map)) {
      const item = map[key];
      const refusal = item === undefined ? undefined : check(item);
      if (refusal) return under(key, refusal);
    }
    return undefined;
  };
}
