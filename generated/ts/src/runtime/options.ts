import { systemClock } from './clock.js';
import type { Clock } from './clock.js';
import { InvalidRequestError } from './errors.js';
import { makeLog } from './log.js';
import type { Log, Logger, LogLevel } from './log.js';
import { parseUrl, platform, readEnv } from './platform.js';
import type { Fetch } from './platform.js';
import { checkHeaderName, checkHeaderValue } from './query.js';
import { DEFAULT_BODY_LIMIT } from './read.js';
import type { Middleware } from './request.js';
import { defaultPolicy } from './retry.js';
import type { RetryPolicy } from './retry.js';

/** Settings of a client. Times are in milliseconds. */
export interface ClientOptions {
  /** Where the API lives. */
  readonly baseURL?: string | undefined;
  /** Time for each attempt, until its body is read. Default: 60,000. */
  readonly timeout?: number | undefined;
  /** Longest silence in a stream or download. Default: 60,000. */
  readonly idleTimeout?: number | undefined;
  /** Attempts after the first. Default: 2. */
  readonly maxRetries?: number | undefined;
  /** Waits between attempts. */
  readonly retry?: Partial<Omit<RetryPolicy, 'maxRetries'>> | undefined;
  /** Headers of every call. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** Query parameters of every call. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** The `fetch` to use. Default: the platform's. */
  readonly fetch?: Fetch | undefined;
  /** Members for the options of every `fetch`, for example Node's `dispatcher`. */
  readonly fetchOptions?: object | undefined;
  /** Wraps each attempt; the first is the outermost. */
  readonly middleware?: readonly Middleware[] | undefined;
  /** Where log lines go. Default: `console`. */
  readonly logger?: Logger | undefined;
  /** How much is logged. Default: nothing, unless the environment says otherwise. */
  readonly logLevel?: LogLevel | undefined;
  /** Bytes a body that is read as a whole may have, decompressed. Default: 100 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Bytes one event or line of a stream may have. Default: 16 MiB. */
  readonly maxEventBytes?: number | undefined;
  /** Time and chance, for tests. */
  readonly clock?: Clock | undefined;
}

/** What a generated client knows of itself. */
export interface Identity {
  /** Name in logs and in the `User-Agent`. */
  readonly name: string;
  readonly version: string;
  /** Name and version of the generator. */
  readonly generator: string;
  /** Beginning of the names of its environment variables. */
  readonly envPrefix: string;
  /** Base URL in the description. */
  readonly baseURL?: string | undefined;
}

/** The settings of a client, complete. */
export interface Settings {
  readonly baseURL: string;
  readonly timeout: number;
  readonly idleTimeout: number;
  readonly retry: RetryPolicy;
  readonly headers: ReadonlyMap<string, string>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly fetch: Fetch;
  readonly fetchOptions: object;
  readonly middleware: readonly Middleware[];
  readonly log: Log;
  readonly maxResponseBytes: number;
  readonly maxEventBytes: number | undefined;
  readonly clock: Clock;
}

/** Completes `options` from the environment and the defaults. */
export function settle(identity: Identity, options: ClientOptions): Settings {
  const level = options.logLevel ?? readEnv(`${identity.envPrefix}_LOG`);
  return {
    baseURL: baseUrl(identity, options.baseURL),
    timeout: options.timeout ?? 60_000,
    idleTimeout: options.idleTimeout ?? 60_000,
    retry: {
      ...defaultPolicy,
      ...options.retry,
      maxRetries: options.maxRetries ?? defaultPolicy.maxRetries,
    },
    headers: defaultHeaders(identity, options.headers ?? {}),
    query: options.query ?? {},
    fetch: options.fetch ?? platformFetch(),
    fetchOptions: options.fetchOptions ?? {},
    middleware: options.middleware ?? [],
    log: makeLog(identity.name, level, options.logger),
    maxResponseBytes: options.maxResponseBytes ?? DEFAULT_BODY_LIMIT,
    maxEventBytes: options.maxEventBytes,
    clock: options.clock ?? systemClock,
  };
}

function baseUrl(identity: Identity, option: string | undefined): string {
  const text = option ?? readEnv(`${identity.envPrefix}_BASE_URL`) ?? identity.baseURL;
  if (text === undefined) {
    throw new InvalidRequestError(
      `the base URL is missing: pass baseURL or set ${identity.envPrefix}_BASE_URL`,
    );
  }
  const url = parseUrl(text, platform.location?.href);
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new InvalidRequestError(
      `the base URL ${JSON.stringify(text)} is not an http or https address`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidRequestError(
      'the base URL must not hold a user name or password: pass them as credentials',
    );
  }
  return platform.location === undefined ? text : url.href;
}

/** Called without a receiver it would be an illegal invocation in browsers. */
function platformFetch(): Fetch {
  return (input: unknown, init: unknown) => {
    if (platform.fetch === undefined) {
      throw new InvalidRequestError('this platform has no fetch: pass one to the client');
    }
    return platform.fetch(input, init);
  };
}

function defaultHeaders(
  identity: Identity,
  own: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const headers = new Map<string, string>();
  // A browser names itself, and asks the server's permission for any other name.
  if (platform.document === undefined) {
    headers.set(
      'user-agent',
      `${identity.name}-typescript/${identity.version} (${runtime()}; ${identity.generator})`,
    );
  }
  setHeaders(headers, own);
  return headers;
}

/** Name and version of what runs this code; others than Node name Node, too. */
function runtime(): string {
  const versions = platform.process?.versions;
  const name = (['deno', 'bun', 'node'] as const).find((each) => versions?.[each] !== undefined);
  return name === undefined ? 'unknown' : `${name}/${versions?.[name]}`;
}

/** Sets each header; `null` removes it. Refuses what a header cannot carry. */
export function setHeaders(
  headers: Map<string, string>,
  values: Readonly<Record<string, string | null | undefined>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    checkHeaderName(name);
    if (value === null) {
      headers.delete(name.toLowerCase());
    } else if (value !== undefined) {
      checkHeaderValue(name, value);
      headers.set(name.toLowerCase(), value);
    }
  }
}
