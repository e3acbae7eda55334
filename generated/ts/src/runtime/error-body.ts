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

type StatusErrorClass = new (
  kind: StatusKind,
  message: string,
  details: ErrorDetails,
) => StatusError;

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
  return new ErrorClass(kind, errorMessage(status, headers, body, rawBody), {
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
    firstText(
      ...['x-request-id', 'request-id', 'x-amzn-requestid', 'cf-ray'].map((name) =>
        headers.get(name),
      ),
    ) ?? firstText(member(body, 'request_id'))
  );
}

function errorCode(body: unknown): string | undefined {
  const error = member(body, 'error');
  const type = firstText(member(body, 'type'));
  return (
    firstCode(member(body, 'code'), member(error, 'code'), member(error, 'type'), error) ??
    (type === 'error' || /[:/]/.test(type ?? '') ? undefined : type) ??
    firstCode(member(firstError(body), 'code'))
  );
}

function errorMessage(
  status: number,
  headers: HeadersLike,
  body: unknown,
  rawBody: string,
): string {
  const error = member(body, 'error');
  return (
    firstText(
      member(body, 'message'),
      member(error, 'message'),
      member(body, 'detail'),
      member(body, 'error_description'),
      member(body, 'title'),
      member(firstError(body), 'message'),
      error,
    ) ??
    quote(headers.get('content-type') ?? '', rawBody) ??
    `HTTP ${status}`
  );
}

/** The beginning of a body that people can read. */
function quote(contentType: string, rawBody: string): string | undefined {
  const text = rawBody.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  const isHtml =
    /^\s*(?:text\/html|application\/xhtml\+xml)/i.test(contentType) ||
    /^<(?:html|!doctype html)/i.test(text);
  const isText = text !== '' && !isHtml && !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(text);
  return isText
    ? Array.from(text.slice(0, 2 * QUOTED))
        .slice(0, QUOTED)
        .join('')
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An error body need not be JSON; its text is kept as it is.
    return undefined;
  }
}

/** An own member of a JSON object; `undefined` for anything else. */
function member(value: unknown, name: string): unknown {
  return typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function firstError(body: unknown): unknown {
  const errors = member(body, 'errors');
  return Array.isArray(errors) ? errors[0] : undefined;
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function firstCode(...values: readonly unknown[]): string | undefined {
  return firstText(...values.map((value) => (typeof value === 'number' ? String(value) : value)));
}
