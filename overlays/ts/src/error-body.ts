import {
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  ServerError,
  StatusError,
  UnauthorizedError,
  UnprocessableEntityError,
} from './errors.js';
import type { ErrorDetails, StatusKind } from './errors.js';
import type { HeadersLike } from './platform.js';

type StatusErrorClass = new (kind: StatusKind, message: string, details: ErrorDetails) => StatusError;

/** Characters of a text body that a message quotes. */
const QUOTED = 200;

function classify(status: number): [StatusErrorClass, StatusKind] {
  switch (status) {
    case 400:
      return [BadRequestError, 'bad_request'];
    case 401:
      return [UnauthorizedError, 'unauthorized'];
    case 403:
      return [ForbiddenError, 'forbidden'];
    case 404:
      return [NotFoundError, 'not_found'];
    case 409:
      return [ConflictError, 'conflict'];
    case 422:
      return [UnprocessableEntityError, 'unprocessable_entity'];
    case 429:
      return [RateLimitedError, 'rate_limited'];
    default:
      return status >= 500 && status < 600 ? [ServerError, 'server'] : [StatusError, 'status'];
  }
}

/** The typed error of an answer with an error status, whatever its body is. */
export function statusError(
  status: number,
  headers: HeadersLike,
  rawBody: string,
  call: Pick<ErrorDetails, 'method' | 'url' | 'attempts' | 'retryAfter'> = {},
): StatusError {
  const body = parseJson(rawBody);
  const [ErrorClass, kind] = classify(status);
  return new ErrorClass(kind, errorMessage(status, body, rawBody), {
    ...call,
    status,
    headers,
    rawBody,
    body: body ?? rawBody,
    code: errorCode(body),
    requestId: requestId(headers, body),
  });
}

/** The request id of an answer: from its headers, else from a JSON body. */
export function requestId(headers: HeadersLike, body?: unknown): string | undefined {
  return (
    headers.get('x-request-id') ??
    headers.get('request-id') ??
    headers.get('x-amzn-requestid') ??
    headers.get('cf-ray') ??
    text(at(body, 'request_id'))
  );
}

function errorCode(body: unknown): string | undefined {
  const error = at(body, 'error');
  const type = text(at(body, 'type'));
  return (
    codeText(at(body, 'code')) ??
    codeText(at(error, 'code')) ??
    codeText(at(error, 'type')) ??
    codeText(error) ??
    (type === 'error' || type?.includes(':') === true ? undefined : type) ??
    codeText(at(first(at(body, 'errors')), 'code'))
  );
}

function errorMessage(status: number, body: unknown, rawBody: string): string {
  const error = at(body, 'error');
  return (
    text(at(body, 'message')) ??
    text(at(error, 'message')) ??
    text(at(body, 'detail')) ??
    text(at(body, 'error_description')) ??
    text(at(body, 'title')) ??
    text(at(first(at(body, 'errors')), 'message')) ??
    text(error) ??
    quoteText(body, rawBody) ??
    `HTTP ${status}`
  );
}

function quoteText(body: unknown, rawBody: string): string | undefined {
  const trimmed = rawBody.trim();
  const isText = body === undefined && trimmed !== '' && !trimmed.startsWith('<') && !/[\0-\x08\ufffd]/.test(trimmed);
  return isText ? Array.from(trimmed).slice(0, QUOTED).join('') : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An error body need not be JSON; its text is kept as it is.
    return undefined;
  }
}

/** An own member of an object; `undefined` for anything else. */
function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function codeText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : text(value);
}
