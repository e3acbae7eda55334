import { LineSplitter } from './lines.js';
import { platform } from './platform.js';

/** A parser of JSON lines. It is fed bytes; it never reads by itself. */
export class JsonLinesParser {
  readonly #lines: LineSplitter;
  readonly #decoder = new platform.TextDecoder('utf-8', { ignoreBOM: true });

  /** `limit`: bytes one line may have. */
  constructor(limit: number) {
    this.#lines = new LineSplitter(limit, false);
  }

  /** The text of each line that `chunk` completes; blank lines are skipped. */
  *feed(chunk: Uint8Array): Generator<string, void> {
    for (const line of this.#lines.feed(chunk)) {
      yield* this.#text(line);
    }
  }

  /** The text of a last line without an end. */
  *end(): Generator<string, void> {
    yield* this.#text(this.#lines.rest());
  }

  *#text(line: Uint8Array): Generator<string, void> {
    const text = this.#decoder.decode(line).trim();
    if (text !== '') {
      yield text;
    }
  }
}
