import { ERROR_CODES, PlumblineError } from '../domain/index.ts';
import { RETRY_AFTER_SECONDS, STATUS_BY_CODE } from './status.ts';

/** Problem is an RFC 9457 problem document. */
export interface Problem {
  /** A stable name of the kind of problem. */
  readonly type: string;
  /** The same sentence for every problem of the kind. */
  readonly title: string;
  readonly status: number;
  /** What is wrong with this request. */
  readonly detail: string;
  readonly code: string;
  /** Names this one answer; the log has it too. */
  readonly instance: string;
  /** Extension members, such as the rejected records or the fields that do not fit. */
  readonly [member: string]: unknown;
}

/** ProblemAnswer is a problem with the headers that go with it. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

/** problemFor makes the answer to a failed request; what is not a PlumblineError says nothing of its cause. */
export function problemFor(thrown: unknown, requestId: string): ProblemAnswer {
  const error = thrown instanceof PlumblineError ? thrown : fromFramework(thrown);
  const status = STATUS_BY_CODE[error.code] ?? 500;
  // The text of an unexpected failure may quote SQL or paths.
  const reveal = status < 500 || RETRY_AFTER_SECONDS[error.code] !== undefined;
  const retryAfter = RETRY_AFTER_SECONDS[error.code];
  return {
    problem: {
      type: `urn:plumbline:problem:${error.code}`,
      title: ERROR_CODES[error.code],
      status,
      detail: reveal ? error.message : ERROR_CODES.internal,
      code: reveal ? error.code : 'internal',
      instance: `urn:uuid:${requestId}`,
      ...(status < 500 && isMembers(error.details) && error.details),
    },
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      // The framework answers some broken requests before any hook adds headers.
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
  };
}

const STANDARD_MEMBERS = ['type', 'title', 'status', 'detail', 'code', 'instance'];

function isMembers(details: unknown): details is Readonly<Record<string, unknown>> {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return false;
  return !STANDARD_MEMBERS.some((member) => Object.hasOwn(details, member));
}

function inWords({ keyword, message, params }: ValidationError): string {
  if (keyword !== 'additionalProperties') return message ?? 'does not fit';
  return `has no ${params?.additionalProperties?.join(', ') ?? 'such field'}`;
}

interface FrameworkError {
  readonly code?: string;
  readonly statusCode?: number;
  readonly validationContext?: string;
  readonly validation?: readonly ValidationError[];
}

interface ValidationError {
  readonly keyword?: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params?: { readonly additionalProperties?: readonly string[] };
}

function fromFramework(thrown: unknown): PlumblineError {
  const error = (thrown ?? {}) as FrameworkError;
  if (error.validation) {
    const place = error.validationContext ?? 'body';
    const fields = error.validation
      // An unknown field is reported a second time by its own path.
      .filter(({ keyword }) => keyword !== 'boolean')
      .map((each) => ({ in: place, path: each.instancePath, message: inWords(each) }));
    const first = fields[0];
    const detail = first ? `${first.in}${first.path} ${first.message}` : undefined;
    return new PlumblineError('invalid_request', detail, { details: { fields } });
  }
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return new PlumblineError('unsupported_media_type');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new PlumblineError('body_too_large');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new PlumblineError('empty_body');
  }
  const isRequestsFault = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  return isRequestsFault
    ? new PlumblineError('invalid_request')
    : new PlumblineError('internal', undefined, { cause: thrown });
}
