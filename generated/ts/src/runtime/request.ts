import type { AuthRule } from './auth.js';
import type { BodySource } from './body.js';
import type { PathPart } from './path.js';
import type { AbortSignalLike, PlatformRequest, PlatformResponse } from './platform.js';
import type { ParamOptions } from './query.js';

/** A parameter with its value. */
export interface Param extends ParamOptions {
  readonly name: string;
  /** `undefined` and `null` send nothing. */
  readonly value: unknown;
  /** The value is the whole query, as JSON or as a form. */
  readonly whole?: 'json' | 'form' | undefined;
}

/** One call, as a generated method describes it. */
export interface RequestSpec {
  /** Name of the operation, for logs: `specs.create`. */
  readonly operation: string;
  readonly method: string;
  readonly path: readonly PathPart[];
  /** Parameters of the query; a text is a piece that is encoded already. */
  readonly query?: readonly (Param | string)[] | undefined;
  readonly headers?: readonly Param[] | undefined;
  readonly cookies?: readonly Param[] | undefined;
  readonly body?: BodySource | undefined;
  /** Media types wanted. */
  readonly accept?: string | undefined;
  /** Credentials to send; none where it is absent. */
  readonly auth?: AuthRule | undefined;
  /** Whether the server knows idempotency keys for this operation: one is sent with all attempts. */
  readonly idempotencyKey?: boolean | undefined;
  /** Base URL of this operation, where it is not the client's. */
  readonly baseURL?: string | undefined;
  /** Whole URL, in place of base, path and query. */
  readonly url?: string | undefined;
}

/** The parameters called `names` out of an argument object. */
export function paramsOf<Params extends object>(
  params: Params | undefined,
  names: readonly (keyof Params & string)[],
): Param[] {
  return names.map((name) => ({ name, value: params?.[name] }));
}

/** Settings of one call. Times are in milliseconds. */
export interface RequestOptions {
  /** Ends the call, its waits included, and closes its connection. */
  readonly signal?: AbortSignalLike | undefined;
  /** Time for each attempt, until its body is read. */
  readonly timeout?: number | undefined;
  /** Time for all attempts and the waits between them. Default: no limit. */
  readonly totalTimeout?: number | undefined;
  /** Attempts after the first. */
  readonly maxRetries?: number | undefined;
  /** Headers to add; `null` removes one. */
  readonly headers?: Readonly<Record<string, string | null | undefined>> | undefined;
  /** Parameters to add to the query. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** Key under which the server carries the call out once, however often it arrives. */
  readonly idempotencyKey?: string | undefined;
  /** Longest silence in a streamed body. */
  readonly idleTimeout?: number | undefined;
}

/** Wraps each attempt: it may change the request, the response, or answer itself. */
export type Middleware = (
  request: PlatformRequest,
  next: (request: PlatformRequest) => Promise<PlatformResponse>,
) => Promise<PlatformResponse>;
