import { APIPromise } from './api-promise.js';
import { answer } from './calls.js';
import { sleep } from './clock.js';
import {
  APIError,
  CancelledError,
  ConnectionError,
  DecodeError,
  StatusError,
  StreamError,
  TimeoutError,
} from './errors.js';
import type { Exchange } from './exchange.js';
import { Guard } from './guard.js';
import { TooLargeError } from './lines.js';
import type { Settings } from './options.js';
import type { PlatformResponse } from './platform.js';
import type { RequestOptions, RequestSpec } from './request.js';
import type { ServerSentEvent, SseItem } from './sse.js';
import type { Transport } from './transport.js';

/** How a stream is cut into events. */
export interface Framing {
  /** Media type to ask for. */
  readonly accept: string;
  /** Media types that are certainly something else. */
  readonly foreign: RegExp;
  readonly parser: (limit?: number) => FramingParser;
}

/** A parser that is fed bytes. */
export interface FramingParser {
  feed(chunk: Uint8Array): Iterable<SseItem>;
  end(): Iterable<SseItem>;
  /** Reconnection time in milliseconds the stream asked for. */
  retry(): number | undefined;
}

/** A call that gives a stream, as a generated method describes it. */
export interface StreamRequest<Event> extends RequestSpec {
  readonly stream: StreamSpec<Event>;
}

/** How a stream behaves. */
export interface StreamSpec<Event> {
  readonly framing: Framing;
  /** Whether the stream never ends by itself, so that an end means to connect again. */
  readonly feed?: boolean | undefined;
  /** Data that says that a finite stream is complete. */
  readonly terminator?: string | undefined;
  /** Whether the server can go on behind a given event. A feed always is. */
  readonly resumable?: boolean | undefined;
  /** The event as the caller gets it. */
  readonly decode: (event: ServerSentEvent) => Event;
}

/** Settings of one stream. Times are in milliseconds. */
export interface StreamOptions extends RequestOptions {
  /** Open the stream behind this event. */
  readonly lastEventId?: string | undefined;
}

const CUSTOMARY_TERMINATOR = '[DONE]';

/** Connections in a row that bring no event. */
const MAX_FAILURES = 10;
/** First wait before connecting again, and the longest, in milliseconds. */
const WAIT = { base: 1_000, cap: 30_000 };
/** A connection that lasts this long was no failure, even if it brought no event, in milliseconds. */
const HEALTHY = 30_000;

/** How a connection ended: with the stream, without a word, or broken. */
type Ending = 'complete' | 'end' | APIError;

/** Connects behind an event; `maxRetries` as in any call. */
type Connect = (
  lastEventId: string | undefined,
  maxRetries: number | undefined,
) => Promise<Exchange>;

/** What an `EventStream` runs on. */
export interface StreamParts<Event> {
  readonly spec: StreamSpec<Event>;
  readonly settings: Settings;
  readonly options: StreamOptions;
  readonly connect: Connect;
  readonly guard: Guard;
}

/**
 * Events as they arrive. Iterate once; leaving the loop closes the connection. Where the server can resume, a broken
 * connection is made again behind the last event, so that nothing is lost or repeated.
 */
export class EventStream<Event> implements AsyncIterable<Event> {
  readonly #parts: StreamParts<Event>;
  readonly #events: AsyncGenerator<Event, void, undefined>;
  #lastEventId: string | undefined;
  #retry: number | undefined;
  #failures = 0;
  #hasDelivered = false;

  constructor(first: Exchange, parts: StreamParts<Event>) {
    this.#parts = parts;
    this.#lastEventId = parts.options.lastEventId;
    this.#events = this.#run(first);
  }

  /** Id of the last event delivered. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  /** Closes the connection; the iteration ends. */
  close(): void {
    this.#parts.guard.close();
  }

  /** The events. All iterations share one position. */
  [Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    return this.#events;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  async *#run(first: Exchange): AsyncGenerator<Event, void, undefined> {
    const { guard, settings } = this.#parts;
    let exchange: Exchange | undefined = first;
    try {
      while (exchange !== undefined && exchange.response.status !== 204) {
        const openedAt = settings.clock.now();
        const ending: Ending = yield* this.#drain(exchange);
        if (guard.isClosed || this.#isOver(ending, exchange)) {
          return;
        }
        this.#failures = settings.clock.now() - openedAt >= HEALTHY ? 0 : this.#failures;
        exchange = await this.#reconnect(ending, exchange);
      }
    } catch (error) {
      // Closing breaks off whatever was going on.
      if (!guard.isClosed) {
        throw error;
      }
    } finally {
      guard.close();
    }
  }

  /** Delivers what one connection brings. */
  async *#drain(exchange: Exchange): AsyncGenerator<Event, Ending, undefined> {
    const { spec, settings, options, guard } = this.#parts;
    const parser = spec.framing.parser(settings.maxEventBytes);
    try {
      for (;;) {
        const chunk = await this.#read(exchange, options.idleTimeout ?? settings.idleTimeout);
        if (chunk instanceof APIError) {
          return chunk;
        }
        for (const item of chunk === undefined ? parser.end() : parser.feed(chunk)) {
          if (item.event !== undefined && item.data === this.#terminator) {
            return 'complete';
          }
          if (item.event === undefined) {
            this.#lastEventId = item.id;
          } else if (!this.#isRepeated(item)) {
            const event = this.#decode(item, exchange);
            this.#deliver(item);
            yield event;
            if (guard.signal.aborted) {
              return 'end';
            }
          }
        }
        if (chunk === undefined) {
          return 'end';
        }
      }
    } catch (error) {
      throw error instanceof TooLargeError ? this.#fault(error.message, exchange, error) : error;
    } finally {
      this.#retry = parser.retry() ?? this.#retry;
      exchange.close();
    }
  }

  /** What ends the stream. Many servers say the customary word whether or not a description speaks of it. */
  get #terminator(): string | undefined {
    const { feed, terminator } = this.#parts.spec;
    return terminator ?? (feed === true ? undefined : CUSTOMARY_TERMINATOR);
  }

  async #read(exchange: Exchange, idleTimeout: number): Promise<Uint8Array | undefined | APIError> {
    try {
      return await exchange.read(idleTimeout);
    } catch (error) {
      if (error instanceof APIError) {
        return error;
      }
      throw error;
    }
  }

  #decode(item: ServerSentEvent, exchange: Exchange): Event {
    try {
      return this.#parts.spec.decode(item);
    } catch (cause) {
      const message = `event "${item.event}" is not what the description promises`;
      throw new DecodeError(message, { ...exchange.details, rawBody: item.data, cause });
    }
  }

  /** A server that resumes may send the last event once more. */
  #isRepeated(item: ServerSentEvent): boolean {
    return this.#canResume && item.ownId && item.id !== '' && item.id === this.#lastEventId;
  }

  #deliver(item: ServerSentEvent): void {
    this.#lastEventId = item.id ?? this.#lastEventId;
    this.#hasDelivered = true;
    this.#failures = 0;
  }

  get #canResume(): boolean {
    const { feed, resumable } = this.#parts.spec;
    return feed === true || resumable === true;
  }

  /** Whether the stream is over; throws where it should not be. */
  #isOver(ending: Ending, exchange: Exchange): boolean {
    const { feed, terminator } = this.#parts.spec;
    if (ending instanceof CancelledError) {
      throw ending;
    }
    if (ending === 'complete' || (ending === 'end' && feed !== true && terminator === undefined)) {
      return true;
    }
    if (!this.#canResume) {
      throw this.#fault('the stream broke off', exchange, ending);
    }
    if (this.#hasDelivered && (this.#lastEventId === undefined || this.#lastEventId === '')) {
      throw this.#fault(
        'the stream broke off, and its events have no id to go on from',
        exchange,
        ending,
      );
    }
    return false;
  }

  async #reconnect(ending: Ending, last: Exchange): Promise<Exchange> {
    const { connect, guard, settings } = this.#parts;
    let cause: unknown = ending;
    while (this.#failures < MAX_FAILURES) {
      this.#failures += 1;
      const wait = this.#wait(cause);
      const fields = { tries: this.#failures, delay: wait, lastEventId: this.#lastEventId };
      settings.log('warn', 'a stream is connected again', fields);
      await sleep(settings.clock, wait, guard.signal);
      try {
        return await connect(this.#lastEventId, 0);
      } catch (error) {
        if (!isTransient(error)) {
          throw error;
        }
        cause = error;
      }
    }
    throw this.#fault(`${MAX_FAILURES} connections in a row brought no event`, last, cause);
  }

  /** Doubling with each failure, half of it by chance; not sooner than the server wants. */
  #wait(cause: unknown): number {
    const { clock } = this.#parts.settings;
    const base = this.#retry ?? WAIT.base;
    const span = Math.min(Math.max(WAIT.cap, base), base * 2 ** (this.#failures - 1));
    const asked = cause instanceof StatusError ? (cause.retryAfter ?? 0) : 0;
    return Math.max(
      Math.floor(span / 2 + (clock.random() * span) / 2),
      Math.min(asked, 2 * WAIT.cap),
    );
  }

  #fault(message: string, exchange: Exchange, cause: unknown): StreamError {
    const details = { ...exchange.details, cause: cause === 'end' ? undefined : cause };
    return new StreamError(message, details, this.#lastEventId);
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof StatusError
    ? error.status === 408 || error.status === 429 || error.status >= 500
    : error instanceof ConnectionError || error instanceof TimeoutError;
}

/** The result of a stream: await it once it is open, or iterate over its events. */
export class StreamPromise<Event>
  extends APIPromise<EventStream<Event>>
  implements AsyncIterable<Event>
{
  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    yield* await this;
  }
}

/** A call that gives a stream. */
export function callStream<Event>(
  transport: Transport,
  given: StreamOptions | undefined,
  request: StreamRequest<Event>,
): StreamPromise<Event> {
  const { settings } = transport;
  const { stream: spec } = request;
  const options = given ?? {};
  const guard = new Guard(settings.clock, options.signal);
  const connect: Connect = async (lastEventId, maxRetries) => {
    const resume =
      lastEventId === undefined || lastEventId === '' ? {} : { 'last-event-id': lastEventId };
    const headers = { ...options.headers, ...resume };
    const each = { ...options, headers, signal: guard.signal };
    return transport.run(
      { accept: spec.framing.accept, ...request },
      maxRetries === undefined ? each : { ...each, maxRetries },
      (exchange) => checkFraming(exchange, spec.framing),
    );
  };
  const first = async (): Promise<Exchange> => {
    try {
      return await connect(options.lastEventId, options.maxRetries);
    } catch (error) {
      guard.release();
      throw error;
    }
  };
  return new StreamPromise({
    decoded: async () => {
      const exchange = await first();
      return answer(
        exchange,
        new EventStream(exchange, { spec, settings, options, connect, guard }),
      );
    },
    raw: async () => (await first()).response as PlatformResponse,
  });
}

/** An answer that is something else would look like a stream without events. */
function checkFraming(exchange: Exchange, framing: Framing): Exchange {
  const type = exchange.response.headers.get('content-type') ?? '';
  if (framing.foreign.test(type)) {
    throw new DecodeError(
      `the answer is ${type}, not a stream of ${framing.accept}`,
      exchange.details,
    );
  }
  exchange.untimed();
  return exchange;
}
