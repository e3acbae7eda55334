import type { AuthSchemes } from './auth.js';
import { sleep } from './clock.js';
import { requestId, statusError } from './error-body.js';
import {
  APIError,
  CancelledError,
  ConnectionError,
  InvalidRequestError,
  StatusError,
  TimeoutError,
} from './errors.js';
import type { ErrorDetails } from './errors.js';
import { Exchange } from './exchange.js';
import { Guard } from './guard.js';
import { loggedHeaders } from './log.js';
import { fetchInit, throughMiddleware } from './middleware.js';
import { settle } from './options.js';
import type { ClientOptions, Identity, Settings } from './options.js';
import type { RequestLike, ResponseLike } from './platform.js';
import { authorize, prepare } from './prepare.js';
import type { PreparedCall } from './prepare.js';
import { EncodeError } from './query.js';
import { readErrorText } from './read.js';
import { MAX_REDIRECTS, followRedirect, isRedirect } from './redirect.js';
import type { Outgoing } from './redirect.js';
import type { RequestOptions, RequestSpec } from './request.js';
import { BUCKET_SIZE, decideRetry, retryAfterHint } from './retry.js';
import type { Outcome, RetryDecision } from './retry.js';

const IDEMPOTENT: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'QUERY',
]);

/** `code` of errors that tell that no connection was made, over all platforms. */
const NEVER_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/;

/** Sends calls: credentials, attempts, timeouts, redirects, errors, logs. One per client. */
export class Transport {
  readonly #settings: Settings;
  readonly #schemes: AuthSchemes;
  #tokens = BUCKET_SIZE;

  constructor(identity: Identity, options: ClientOptions, schemes: AuthSchemes = new Map()) {
    this.#settings = settle(identity, options);
    this.#schemes = schemes;
  }

  /** The settings of the client. Not a field, so that nobody prints them with the headers they hold. */
  get settings(): Settings {
    return this.#settings;
  }

  /** Sends a call as often as its policy allows, until `read` has got a result from an answer. */
  async run<T>(
    spec: RequestSpec,
    options: RequestOptions,
    read: (exchange: Exchange) => Promise<T> | T,
  ): Promise<T> {
    const call = prepare(spec, options, this.#settings);
    const { clock } = this.#settings;
    const deadline =
      options.totalTimeout === undefined ? undefined : clock.now() + options.totalTimeout;
    for (let attempt = 1; ; attempt += 1) {
      const timeLeft = deadline === undefined ? undefined : Math.max(0, deadline - clock.now());
      try {
        const value = await this.#attempt(call, attempt, timeLeft, read);
        this.#tokens = Math.min(BUCKET_SIZE, this.#tokens + 1);
        return value;
      } catch (error) {
        const decision = this.#decide(call, attempt, deadline, error);
        await this.#waitToRetry(call, attempt, decision, error);
      }
    }
  }

  #decide(
    call: PreparedCall,
    attempt: number,
    deadline: number | undefined,
    error: unknown,
  ): RetryDecision {
    const outcome = outcomeOf(error);
    if (outcome === undefined) {
      throw error;
    }
    const { clock, retry } = this.#settings;
    const rewindable = call.body?.rewindable ?? true;
    const maxRetries = rewindable ? (call.options.maxRetries ?? retry.maxRetries) : 0;
    const decision = decideRetry({
      policy: { ...retry, maxRetries },
      idempotent: IDEMPOTENT.has(call.spec.method),
      idempotencyKey: call.hasKey,
      attempt,
      tokens: this.#tokens,
      random: clock.random(),
      now: clock.now(),
      timeLeft: deadline === undefined ? undefined : Math.max(0, deadline - clock.now()),
      outcome,
    });
    this.#tokens = decision.tokens;
    return decision;
  }

  async #waitToRetry(
    call: PreparedCall,
    attempt: number,
    decision: RetryDecision,
    error: unknown,
  ): Promise<void> {
    const { clock, log } = this.#settings;
    const { retry, reason, delay = 0 } = decision;
    const { operation, method } = call.spec;
    // A message may quote a body, which has no place in a log.
    const { name, status } = error as APIError;
    if (!retry) {
      log(reason === 'not_retryable' ? 'info' : 'error', `${operation} failed`, {
        attempt,
        reason,
        error: name,
        status,
      });
      throw error;
    }
    log('warn', `${operation} is tried again`, { attempt, reason, delay, error: name, status });
    if (!(await sleep(clock, delay, call.options.signal))) {
      const details = {
        method,
        url: call.shownUrl,
        attempts: attempt,
        cause: call.options.signal?.reason,
      };
      throw new CancelledError('the call was cancelled while it waited to be tried again', details);
    }
  }

  async #attempt<T>(
    call: PreparedCall,
    attempt: number,
    timeLeft: number | undefined,
    read: (exchange: Exchange) => Promise<T> | T,
  ): Promise<T> {
    const { clock, timeout } = this.#settings;
    const guard = new Guard(clock, call.options.signal);
    const details = { method: call.spec.method, url: call.shownUrl, attempts: attempt };
    guard.arm(Math.min(call.options.timeout ?? timeout, timeLeft ?? Infinity));
    try {
      const exchange = await this.#exchange(call, { guard, details });
      const { status } = exchange.response;
      return status >= 200 && status < 300 ? await read(exchange) : await this.#refuse(exchange);
    } catch (error) {
      guard.close();
      throw error;
    }
  }

  async #exchange(call: PreparedCall, running: Running): Promise<Exchange> {
    const { clock, fetch, log } = this.#settings;
    const { guard, details } = running;
    const { operation } = call.spec;
    const started = clock.now();
    try {
      const context = { fetch, clock, signal: guard.signal };
      const { request, secretHeaders } = await guard.race(authorize(call, this.#schemes, context));
      log('debug', `${operation} is sent`, {
        ...details,
        headers: loggedHeaders(request.headers, secretHeaders),
      });
      const [response, url] = await guard.race(this.#send(request, running));
      log('info', `${operation} answered`, {
        ...details,
        status: response.status,
        ms: clock.now() - started,
      });
      return new Exchange(response, guard, details, url, call.url);
    } catch (error) {
      if (error instanceof EncodeError) {
        throw new InvalidRequestError(error.message, { ...details, attempts: 0, cause: error });
      }
      throw guard.signal.aborted && !(error instanceof APIError)
        ? guard.explain(error, details)
        : error;
    }
  }

  /** The answer after all redirects, and the URL that gave it. */
  async #send(request: Outgoing, running: Running): Promise<[ResponseLike, string]> {
    const { middleware } = this.#settings;
    if (middleware.length === 0) {
      return this.#follow(request, running);
    }
    let url = request.url;
    const response = await throughMiddleware(
      middleware,
      request,
      running.guard.signal,
      async (changed, whole) => {
        const [answer, from] = await this.#follow(changed, running, whole);
        url = from;
        return answer;
      },
    );
    return [response, url];
  }

  async #follow(
    request: Outgoing,
    running: Running,
    whole?: RequestLike,
  ): Promise<[ResponseLike, string]> {
    let current = request;
    let response = await this.#fetch(request, running, whole);
    for (let hop = 1; isRedirect(response); hop += 1) {
      const next =
        hop > MAX_REDIRECTS
          ? `more than ${MAX_REDIRECTS} redirects`
          : followRedirect(current, response);
      discard(response);
      if (typeof next === 'string') {
        throw refusedRedirect(response, next, running.details);
      }
      current = next;
      response = await this.#fetch(next, running);
    }
    if (response.type === 'opaqueredirect') {
      throw new InvalidRequestError(
        'the server redirects, and this platform does not show where to',
        running.details,
      );
    }
    return [response, current.url];
  }

  async #fetch(
    request: Outgoing,
    { guard, details }: Running,
    whole?: RequestLike,
  ): Promise<ResponseLike> {
    const { fetch, fetchOptions } = this.#settings;
    const init = whole === undefined ? fetchInit(request) : { redirect: 'manual' };
    try {
      return await fetch(whole ?? request.url, { ...fetchOptions, ...init, signal: guard.signal });
    } catch (error) {
      throw error instanceof APIError ? error : guard.explain(error, details);
    }
  }

  async #refuse(exchange: Exchange): Promise<never> {
    const { status, headers } = exchange.response;
    const retryAfter = retryAfterHint(
      status,
      (name) => headers.get(name),
      this.#settings.clock.now(),
    );
    const rawBody = await readErrorText(exchange);
    throw statusError(status, headers, rawBody, { ...exchange.details, retryAfter });
  }
}

/** What ends an attempt, and what its errors tell. */
interface Running {
  readonly guard: Guard;
  readonly details: ErrorDetails;
}

function refusedRedirect(
  { status, headers }: ResponseLike,
  why: string,
  details: ErrorDetails,
): StatusError {
  return new StatusError('status', `HTTP ${status}: ${why}`, {
    ...details,
    status,
    headers,
    requestId: requestId(headers),
    rawBody: '',
  });
}

/** Lets go of a body that nobody reads, so that its connection can be used again. */
function discard(response: ResponseLike): void {
  response.body
    ?.getReader()
    .cancel()
    .catch(() => undefined);
}

function outcomeOf(error: unknown): Outcome | undefined {
  if (error instanceof StatusError) {
    return { status: error.status, header: (name) => error.headers.get(name) };
  }
  if (error instanceof TimeoutError) {
    return { failure: 'timeout', sent: true };
  }
  if (error instanceof ConnectionError) {
    const sent = !neverSent(error.cause);
    return { failure: sent ? 'reset' : 'connect', sent };
  }
  return undefined;
}

/** Whether it is certain that no byte of a failed request left; a cause may lie one level down. */
function neverSent(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null) {
    return false;
  }
  const {
    code,
    message,
    cause: inner,
  } = cause as { code?: unknown; message?: unknown; cause?: unknown };
  return (
    NEVER_SENT.test(String(code)) ||
    String(message).includes('client error (Connect)') ||
    neverSent(inner)
  );
}
