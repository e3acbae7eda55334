import { DEFAULT_EVENT_LIMIT, LineSplitter } from './lines.js';
import type { Framing } from './stream.js';
import { platform } from './platform.js';

/** One event of a stream, as the server sent it. */
export interface ServerSentEvent {
  /** Name of the event; `message` when the stream gives none. */
  readonly event: string;
  /** Data lines, joined by LF. */
  readonly data: string;
  /** Id in force when the event was complete: its own, or that of an earlier one. */
  readonly id: string | undefined;
  /** Whether the event itself carried an id. */
  readonly ownId: boolean;
  /** Reconnection time in milliseconds, set since the event before. */
  readonly retry: number | undefined;
}

/** What the parser finds: an event, or a block that only sets the id. */
export type SseItem = ServerSentEvent | { readonly event: undefined; readonly id: string };

/** A parser of event streams (WHATWG HTML section 9.2.6). It is fed bytes; it never reads by itself. */
export class SseParser {
  /** Reconnection time in milliseconds the stream asked for. */
  retry: number | undefined = undefined;
  readonly #limit: number;
  readonly #lines: LineSplitter;
  readonly #decoder = new platform.TextDecoder('utf-8', { ignoreBOM: true });
  #isFirstLine = true;
  #event = '';
  #data: string[] = [];
  #dataBytes = 0;
  #id: string | undefined = undefined;
  #ownId = false;
  #newRetry: number | undefined = undefined;

  constructor(limit: number = DEFAULT_EVENT_LIMIT) {
    this.#limit = limit;
    this.#lines = new LineSplitter(limit, true);
  }

  /** The items that `chunk` completes, in order. Throws `TooLargeError` where the bound is passed. */
  *feed(chunk: Uint8Array): Generator<SseItem, void> {
    for (const line of this.#lines.feed(chunk)) {
      const item = line.length === 0 ? this.#dispatch() : this.#field(this.#withoutBom(line));
      this.#isFirstLine = false;
      this.#lines.room = this.#limit - this.#dataBytes;
      if (item !== undefined) {
        yield item;
      }
    }
  }

  #withoutBom(line: Uint8Array): Uint8Array {
    const hasBom = this.#isFirstLine && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
    return hasBom ? line.subarray(3) : line;
  }

  #field(line: Uint8Array): SseItem | undefined {
    if (line.length === 0) {
      return this.#dispatch();
    }
    const text = this.#decoder.decode(line);
    const colon = text.indexOf(':');
    const name = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    switch (name) {
      case 'event':
        this.#event = value;
        break;
      case 'data':
        this.#data.push(value);
        this.#dataBytes += this.#valueBytes(line, colon) + 1;
        break;
      case 'id':
        if (!value.includes('\0')) {
          this.#id = value;
          this.#ownId = true;
        }
        break;
      case 'retry':
        if (/^[0-9]+$/.test(value)) {
          this.retry = this.#newRetry = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
        }
        break;
      default:
        // A comment (an empty name) or a field of a later version of the format.
        break;
    }
    return undefined;
  }

  /** Bytes behind `data:` and its space; the name is ASCII, so the colon sits at the same index in bytes. */
  #valueBytes(line: Uint8Array, colon: number): number {
    return colon === -1 ? 0 : line.length - colon - (line[colon + 1] === 0x20 ? 2 : 1);
  }

  #dispatch(): SseItem | undefined {
    const { event, data, id, ownId, retry } = {
      event: this.#event,
      data: this.#data,
      id: this.#id,
      ownId: this.#ownId,
      retry: this.#newRetry,
    };
    this.#event = '';
    this.#data = [];
    this.#dataBytes = 0;
    this.#ownId = false;
    if (data.length === 0) {
      return ownId && id !== undefined ? { event: undefined, id } : undefined;
    }
    this.#newRetry = undefined;
    return { event: event === '' ? 'message' : event, data: data.join('\n'), id, ownId, retry };
  }
}

/** Event streams: `text/event-stream`. */
export const sse: Framing = {
  accept: 'text/event-stream',
  foreign: /json|html/i,
  parser: (limit = DEFAULT_EVENT_LIMIT) => {
    const parser = new SseParser(limit);
    return { feed: (chunk) => parser.feed(chunk), end: () => [], retry: () => parser.retry };
  },
};
