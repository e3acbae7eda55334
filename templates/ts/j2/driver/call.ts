/** One call under way: its arguments, its options and its answers. */
import { createHash } from 'node:crypto';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Timer } from 'node:timers';

import { report } from './errors.js';
import { Refusal, answer } from './protocol.js';
import type { Request } from './protocol.js';
import type {
  APIPromise,
  BinaryResponse,
  Client,
  PagePromise,
  StreamOptions,
  StreamPromise,
  Upload,
} from './sdk.js';
import { readUpload } from './uploads.js';
import { plain } from './variants.js';
import type { Variants } from './variants.js';

/** Takes the arguments of one operation, calls its method and answers with what it gives. */
export type Operation = (client: Client, call: Call) => Promise<void>;

/**
 * Arguments are taken one by one, each as the type that the method asks for; JSON in wire form is what the types of the
 * package describe. What nobody takes is refused by `options`, which a call comes to last.
 */
export class Call {
  readonly #request: Request;
  readonly #left: Map<string, unknown>;
  readonly #controller = new AbortController();
  #timer: Timer | undefined;

  constructor(request: Request) {
    this.#request = request;
    this.#left = new Map(Object.entries(request.args));
  }

  /** An argument that may be missing. */
  optional<T>(name: string): T | undefined {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value as T | undefined;
  }

  /** An argument that must be there. */
  required<T>(name: string): T {
    if (!this.#left.has(name)) {
      throw new Refusal(`the argument ${JSON.stringify(name)} is missing`);
    }
    return this.optional<T>(name) as T;
  }

  /** An argument object: the members of the argument `body`, and `members` beside them. */
  spread<T extends object>(members: Readonly<Record<string, unknown>>): T {
    return { ...this.required<T>('body'), ...members };
  }

  /** The same where the body may be missing. */
  optionalSpread<T extends object>(members: Readonly<Record<string, unknown>>): T {
    return { ...(this.optional<T>('body') ?? ({} as T)), ...members };
  }

  /** Bytes that must be there. */
  upload(name: string): Upload {
    return readUpload(this.required(name), name);
  }

  /** Bytes that may be missing. */
  optionalUpload(name: string): Upload | undefined {
    return this.#left.has(name) ? this.upload(name) : undefined;
  }

  /** Several bytes. */
  uploads(name: string): Upload[] {
    const all = this.optional(name) ?? [];
    return (Array.isArray(all) ? all : [all]).map((each: unknown) => readUpload(each, name));
  }

  /** The options of the method, once all arguments are taken. The time until the call is cancelled starts here. */
  options(): StreamOptions {
    const [strange] = this.#left.keys();
    if (strange !== undefined) {
      throw new Refusal(`there is no argument ${JSON.stringify(strange)}`);
    }
    const { options } = this.#request;
    if (options.cancel_after_ms !== undefined) {
      this.#timer = setTimeout(() => this.#controller.abort(), options.cancel_after_ms);
    }
    return {
      signal: this.#controller.signal,
      timeout: options.timeout_ms,
      maxRetries: options.max_retries,
      headers: options.headers,
      idempotencyKey: options.idempotency_key,
      idleTimeout: options.idle_timeout_ms,
      lastEventId: options.last_event_id,
    };
  }

  /** Lets go of the timer. */
  end(): void {
    clearTimeout(this.#timer);
  }

  /** Answers with a value, or with `null` where there is none. */
  async value(promise: APIPromise<unknown>): Promise<void> {
    const { data, response, requestId } = await promise.withResponse();
    const raw = { status: response.status, request_id: requestId ?? null };
    await this.#answer({ value: data ?? null, ...(this.#request.options.raw === true ? raw : {}) });
  }

  /** Answers with the number and the digest of bytes, read as they arrive. */
  async bytes(promise: APIPromise<BinaryResponse>): Promise<void> {
    const { data, requestId } = await promise.withResponse();
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of data) {
      bytes += chunk.length;
      hash.update(chunk);
    }
    const raw = { request_id: requestId ?? null };
    await this.#answer({
      value: { bytes, sha256: hash.digest('hex') },
      status: data.status,
      ...(this.#request.options.raw === true ? raw : {}),
    });
  }

  /** Answers with the items of all pages, or of the first. */
  async pages(promise: PagePromise<unknown, unknown>, variants: Variants = plain): Promise<void> {
    const isPage = this.#request.options.mode === 'page';
    const count = await this.#items(isPage ? (await promise).items : promise, variants);
    await this.#answer({ done: { count } });
  }

  /** Answers with the events of a stream. */
  async stream(promise: StreamPromise<unknown>, variants: Variants = plain): Promise<void> {
    const stream = await promise;
    let count: number;
    try {
      count = await this.#items(stream, (item) => {
        const { lastEventId } = stream;
        return { ...variants(item), ...(lastEventId ? { event_id: lastEventId } : {}) };
      });
    } catch (error) {
      await report(this.#request.id, error, stream.lastEventId);
      return;
    } finally {
      stream.close();
    }
    await this.#answer({ done: { count, last_event_id: stream.lastEventId || null } });
  }

  /** Writes items until `take` of them are written, and gives their number. */
  async #items(
    items: AsyncIterable<unknown> | Iterable<unknown>,
    variants: Variants,
  ): Promise<number> {
    const { take = Infinity } = this.#request.options;
    let count = 0;
    if (take === 0) {
      return count;
    }
    for await (const item of items) {
      await this.#answer(variants(item));
      count += 1;
      if (count === take) {
        break;
      }
    }
    return count;
  }

  #answer(members: object): Promise<void> {
    return answer(this.#request.id, members);
  }
}
