import { requestId } from './error-body.js';
import type { ErrorDetails } from './errors.js';
import type { Guard } from './guard.js';
import type { ReaderLike, ResponseLike } from './platform.js';

/** One answer of the server, its body not yet read. */
export class Exchange {
  readonly response: ResponseLike;
  /** What an error of this exchange tells of its call. */
  readonly details: ErrorDetails;
  /** URL that answered, with its query: for resolving links, never for logs. */
  readonly url: string;
  /** URL that was asked for: its origin is the one that gets credentials. */
  readonly askedUrl: string;
  readonly #guard: Guard;
  #reader: ReaderLike | undefined;
  #hasEnded = false;

  constructor(
    response: ResponseLike,
    guard: Guard,
    details: ErrorDetails,
    url: string,
    askedUrl: string = url,
  ) {
    this.response = response;
    const { status, headers } = response;
    this.details = { ...details, status, headers, requestId: requestId(headers) };
    this.url = url;
    this.askedUrl = askedUrl;
    this.#guard = guard;
    if (response.body === null) {
      this.#hasEnded = true;
      guard.release();
    }
  }

  /** The next bytes of the body, at most `idle` milliseconds from now; `undefined` at its end. */
  async read(idle?: number): Promise<Uint8Array | undefined> {
    const { body } = this.response;
    if (body === null) {
      return undefined;
    }
    if (idle !== undefined) {
      this.#guard.arm(idle);
    }
    try {
      this.#reader ??= body.getReader();
      const { done, value } = await this.#guard.race(this.#reader.read());
      if (done) {
        this.#hasEnded = true;
        this.#guard.release();
      }
      return done ? undefined : (value ?? new Uint8Array(0));
    } catch (cause) {
      this.#guard.release();
      throw this.#guard.explain(cause, this.details);
    } finally {
      if (idle !== undefined) {
        this.#guard.disarm();
      }
    }
  }

  /** Ends the timeout of the attempt: what follows is timed by `read`. */
  untimed(): void {
    this.#guard.disarm();
  }

  /** Closes the connection if the body has not ended. */
  close(): void {
    if (this.#hasEnded) {
      return;
    }
    this.#guard.close();
    // The body may already be broken: closing it is all that was wanted.
    (this.#reader ?? this.response.body?.getReader())?.cancel().catch(() => undefined);
  }

  /** Whether `close` was called. */
  get isClosed(): boolean {
    return this.#guard.isClosed;
  }
}
