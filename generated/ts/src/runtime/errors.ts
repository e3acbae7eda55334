import type { HeadersLike } from './platform.js';

/** What went wrong, as a word that survives minifiers and duplicate copies of this package. */
export type ErrorKind =
  'connection' | 'timeout' | 'cancelled' | 'decode' | 'stream' | 'invalid_request' | StatusKind;

/** The kinds of an answer with an error status. */
export type StatusKind =
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'unprocessable_entity'
  | 'rate_limited'
  | 'server'
  | 'status';

/** Everything an error knows about the call it ended. */
export interface ErrorDetails {
  /** HTTP method of the call. */
  readonly method?: string | undefined;
  /** URL of the call, without user info and query. */
  readonly url?: string | undefined;
  /** Attempts made, the failed one included; 0 when nothing was sent. */
  readonly attempts?: number | undefined;
  /** HTTP status, when an answer arrived. */
  readonly status?: number | undefined;
  /** Headers of the answer. */
  readonly headers?: HeadersLike | undefined;
  /** Body of the answer as text. */
  readonly rawBody?: string | undefined;
  /** Body of the answer: decoded when it is JSON, else its text. */
  readonly body?: unknown;
  /** Error code the server gave. */
  readonly code?: string | undefined;
  /** Request id the server gave. */
  readonly requestId?: string | undefined;
  /** Milliseconds the server asked to wait before another try. */
  readonly retryAfter?: number | undefined;
  /** What caused the error. */
  readonly cause?: unknown;
}

/** The base of every error a call ends with. */
export class APIError extends Error {
  /** What went wrong. */
  declare readonly kind: ErrorKind;
  /** HTTP status, when an answer arrived. */
  declare readonly status: number | undefined;
  /** Error code the server gave. */
  declare readonly code: string | undefined;
  /** Request id the server gave; quote it to the operator of the API. */
  declare readonly requestId: string | undefined;
  /** Headers of the answer. */
  declare readonly headers: HeadersLike | undefined;
  /** Body of the answer: decoded when it is JSON, else its text. */
  declare readonly body: unknown;
  /** Body of the answer as text. */
  declare readonly rawBody: string | undefined;
  /** HTTP method of the call. */
  declare readonly method: string | undefined;
  /** URL of the call, without user info and query. */
  declare readonly url: string | undefined;
  /** Attempts made, the failed one included; 0 when nothing was sent. */
  declare readonly attempts: number;
  /** Milliseconds the server asked to wait before another try. */
  declare readonly retryAfter: number | undefined;

  constructor(kind: ErrorKind, message: string, { cause, ...details }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    // All members are details, so that an error shows what it has and nothing else.
    Object.assign(this, { attempts: 0 }, details, { kind });
  }

  override get name(): string {
    return 'APIError';
  }
}

/** No answer: the connection could not be made or broke. */
export class ConnectionError extends APIError {
  constructor(message: string, details?: ErrorDetails) {
    super('connection', message, details);
  }
  override get name(): string {
    return 'ConnectionError';
  }
}

/** The answer, or the next part of it, took longer than the timeout allows. */
export class TimeoutError extends APIError {
  constructor(message: string, details?: ErrorDetails) {
    super('timeout', message, details);
  }
  override get name(): string {
    return 'TimeoutError';
  }
}

/** The caller's signal ended the call. */
export class CancelledError extends APIError {
  constructor(message: string, details?: ErrorDetails) {
    super('cancelled', message, details);
  }
  override get name(): string {
    return 'CancelledError';
  }
}

/** The call could not be sent: an argument is not representable in a request. */
export class InvalidRequestError extends APIError {
  constructor(message: string, details?: ErrorDetails) {
    super('invalid_request', message, details);
  }
  override get name(): string {
    return 'InvalidRequestError';
  }
}

/** The answer arrived but is not what the description promises; its text is in `rawBody`. */
export class DecodeError extends APIError {
  /** Where in the body decoding failed, as a JSON pointer; empty for the whole body. */
  readonly path: string;
  constructor(message: string, details?: ErrorDetails, path = '') {
    super('decode', message, details);
    this.path = path;
  }
  override get name(): string {
    return 'DecodeError';
  }
}

/** A stream ended before its end and cannot be resumed. */
export class StreamError extends APIError {
  /** Id of the last event delivered; open a new stream from it. */
  readonly lastEventId: string | undefined;
  constructor(message: string, details?: ErrorDetails, lastEventId?: string) {
    super('stream', message, details);
    this.lastEventId = lastEventId;
  }
  override get name(): string {
    return 'StreamError';
  }
}

/** The server answered with an error status. */
export class StatusError extends APIError {
  declare readonly kind: StatusKind;
  declare readonly status: number;
  declare readonly headers: HeadersLike;
  declare readonly rawBody: string;
  constructor(kind: StatusKind, message: string, details: ErrorDetails) {
    super(kind, message, details);
  }
  override get name(): string {
    return 'StatusError';
  }
}

/** 400. */
export class BadRequestError extends StatusError {
  override get name(): string {
    return 'BadRequestError';
  }
}

/** 401. */
export class UnauthorizedError extends StatusError {
  override get name(): string {
    return 'UnauthorizedError';
  }
}

/** 403. */
export class ForbiddenError extends StatusError {
  override get name(): string {
    return 'ForbiddenError';
  }
}

/** 404. */
export class NotFoundError extends StatusError {
  override get name(): string {
    return 'NotFoundError';
  }
}

/** 409. */
export class ConflictError extends StatusError {
  override get name(): string {
    return 'ConflictError';
  }
}

/** 422. */
export class UnprocessableEntityError extends StatusError {
  override get name(): string {
    return 'UnprocessableEntityError';
  }
}

/** 429; `retryAfter` says how long to wait where the server does. */
export class RateLimitedError extends StatusError {
  override get name(): string {
    return 'RateLimitedError';
  }
}

/** 500 and above. */
export class ServerError extends StatusError {
  override get name(): string {
    return 'ServerError';
  }
}

/**
 * The body of an error by its status, as a description types it: `errorBodies<SpecsAdvanceErrors>(error)[409]`. Empty for
 * anything that is no answer with an error status. Besides the status itself the body stands under its class (`'4XX'`)
 * and under `default`, for descriptions that only say so.
 */
export function errorBodies<Errors extends object>(error: unknown): Partial<Errors> {
  const bodies = Object.create(null) as Partial<Errors>;
  if (!(error instanceof StatusError)) {
    return bodies;
  }
  const { status, body } = error;
  return Object.assign(bodies, {
    [status]: body,
    [`${Math.floor(status / 100)}XX`]: body,
    default: body,
  });
}
