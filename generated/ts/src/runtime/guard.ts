import type { Clock } from './clock.js';
import { CancelledError, ConnectionError, TimeoutError } from './errors.js';
import type { APIError, ErrorDetails } from './errors.js';
import { platform } from './platform.js';
import type { AbortSignalLike } from './platform.js';

type End = 'timeout' | 'cancelled' | 'closed';

/**
 * Ends one exchange with the server: when its time is over, when the caller's signal aborts, or when its owner closes it.
 * Whatever ends it closes the socket.
 */
export class Guard {
  /** Aborts when the exchange must end. */
  readonly signal: AbortSignalLike;
  readonly #controller = new platform.AbortController();
  readonly #clock: Clock;
  readonly #outer: AbortSignalLike | undefined;
  readonly #onOuterAbort = (): void => this.#end('cancelled');
  #ended: End | undefined;
  #stopTimer: (() => void) | undefined;
  #milliseconds = 0;

  constructor(clock: Clock, outer?: AbortSignalLike | undefined) {
    this.signal = this.#controller.signal;
    this.#clock = clock;
    this.#outer = outer;
    if (outer?.aborted === true) {
      this.#end('cancelled');
    } else {
      outer?.addEventListener('abort', this.#onOuterAbort);
    }
  }

  /** Whether the owner has closed the exchange. */
  get isClosed(): boolean {
    return this.#ended === 'closed';
  }

  /** Ends the exchange after `ms` milliseconds, counted from now. */
  arm(ms: number): void {
    this.disarm();
    this.#milliseconds = ms;
    if (this.#ended === undefined && Number.isFinite(ms)) {
      this.#stopTimer = this.#clock.timer(ms, () => this.#end('timeout'));
    }
  }

  /** Stops the timer of `arm`. */
  disarm(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** Lets go of the timer and the caller's signal: nothing ends the exchange any more. */
  release(): void {
    this.disarm();
    this.#outer?.removeEventListener('abort', this.#onOuterAbort);
  }

  /** Ends the exchange in the name of its owner. */
  close(): void {
    this.#end('closed');
  }

  #end(end: End): void {
    if (this.#ended === undefined) {
      this.#ended = end;
      this.release();
      this.#controller.abort(this.#outer?.reason);
    }
  }

  /** The result of `promise`, or a rejection as soon as the exchange ends. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(new Error('the exchange has ended'));
      if (this.signal.aborted) {
        stop();
      }
      this.signal.addEventListener('abort', stop, { once: true });
      const settle = (): void => this.signal.removeEventListener('abort', stop);
      promise.then(
        (value) => (settle(), resolve(value)),
        (error: unknown) => (settle(), reject(error)),
      );
    });
  }

  /** The error for whatever broke the exchange. */
  explain(cause: unknown, details: ErrorDetails): APIError {
    switch (this.#ended) {
      case 'timeout':
        return new TimeoutError(`no answer within ${this.#milliseconds} ms`, { ...details, cause });
      case 'cancelled':
        return new CancelledError('the call was cancelled', {
          ...details,
          cause: this.#outer?.reason ?? cause,
        });
      case 'closed':
        return new CancelledError('the connection was closed', { ...details, cause });
      default:
        return new ConnectionError(`connection failed: ${describe(cause)}`, { ...details, cause });
    }
  }
}

/** `fetch` hides the reason of a failure one or two levels down. */
function describe(error: unknown): string {
  const { message, cause, code } = error as { message?: unknown; cause?: unknown; code?: unknown };
  if (typeof cause === 'object' && cause !== null) {
    return describe(cause);
  }
  return typeof message === 'string' && message !== '' ? message : String(code ?? error);
}
