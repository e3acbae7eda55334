import { DEFAULT_EVENT_LIMIT, LineSplitter } from './lines.js';
import { platform } from './platform.js';
import type { ServerSentEvent } from './sse.js';
import type { Framing } from './stream.js';

const CR = 13;

/** A parser of JSON lines. It is fed bytes; it never reads by itself. */
export class JsonLinesParser {
  readonly #lines: LineSplitter;
  readonly #decoder = new platform.TextDecoder('utf-8', { ignoreBOM: true });
  #isFirstLine = true;

  /** `limit`: bytes one line may have. */
  constructor(limit: number) {
    this.#lines = new LineSplitter(limit, false);
  }

  /** The text of each line that `chunk` completes; blank lines are skipped. Throws `TooLargeError`. */
  *feed(chunk: Uint8Array): Generator<string, void> {
    for (const line of this.#lines.feed(chunk)) {
      yield* this.#text(line.at(-1) === CR ? line.subarray(0, -1) : line);
    }
  }

  /** The text of a last line without an end. */
  *end(): Generator<string, void> {
    yield* this.#text(this.#lines.rest());
  }

  *#text(line: Uint8Array): Generator<string, void> {
    const decoded = this.#decoder.decode(line);
    const text = this.#isFirstLine && decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded;
    this.#isFirstLine = false;
    if (/[^ \t\r]/.test(text)) {
      yield text;
    }
  }
}

function* asEvents(lines: Iterable<string>): Generator<ServerSentEvent, void> {
  for (const data of lines) {
    yield { event: 'message', data, id: undefined, ownId: false, retry: undefined };
  }
}

/** JSON lines: each is the data of one event. */
export const jsonLines: Framing = {
  accept: 'application/jsonl',
  foreign: /html/i,
  parser: (limit = DEFAULT_EVENT_LIMIT) => {
    const parser = new JsonLinesParser(limit);
    return {
      feed: (chunk) => asEvents(parser.feed(chunk)),
      end: () => asEvents(parser.end()),
      retry: () => undefined,
    };
  },
};
