import { InvalidRequestError } from './errors.js';
import type { PlatformResponse } from './platform.js';

/** A result together with the answer it came with. */
export interface WithResponse<T> {
  readonly data: T;
  /** The platform's response; its body has been read. */
  readonly response: PlatformResponse;
  /** Request id the server gave. */
  readonly requestId: string | undefined;
  /** Attempts made. */
  readonly attempts: number;
}

/** The two ways in which a call can be carried out. */
export interface Call<T> {
  decoded(): Promise<WithResponse<T>>;
  raw(): Promise<PlatformResponse>;
}

/**
 * The result of a call. It is a promise of the decoded value; `withResponse` and `asResponse` give the answer around it.
 * The call starts at once, whether or not it is awaited.
 */
export class APIPromise<T> implements Promise<T> {
  declare readonly [Symbol.toStringTag]: string;
  readonly #call: Call<T>;
  readonly #decoded: Promise<WithResponse<T> | undefined>;
  #isRaw = false;
  #hasStarted = false;

  constructor(call: Call<T>) {
    this.#call = call;
    // A moment later, so that `asResponse` can still choose how.
    this.#decoded = Promise.resolve().then(() => {
      this.#hasStarted = true;
      return this.#isRaw ? undefined : call.decoded();
    });
  }

  /** The value together with the answer it came with. */
  async withResponse(): Promise<WithResponse<T>> {
    const result = await this.#decoded;
    if (result === undefined) {
      throw new InvalidRequestError('the answer was taken by asResponse()');
    }
    return result;
  }

  /** The answer with its body unread; an error status still rejects. To be called on the call itself, not later. */
  async asResponse(): Promise<PlatformResponse> {
    if (this.#hasStarted) {
      throw new InvalidRequestError('asResponse() comes too late: call it where the call is made');
    }
    this.#isRaw = true;
    return this.#call.raw();
  }

  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.withResponse()
      .then(({ data }) => data)
      .then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, rejected);
  }

  finally(settled?: (() => void) | null): Promise<T> {
    return this.then().finally(settled);
  }
}
