/** The bound on one line, or on one event, was passed. */
export class TooLargeError extends Error {
  /** The bound, in bytes. */
  readonly limit: number;
  constructor(limit: number) {
    super(`a line or event of the stream is larger than ${limit} bytes`);
    this.limit = limit;
  }
}

/** Bytes one line, and the data of one event with it, may have unless told otherwise. */
export const DEFAULT_EVENT_LIMIT: number = 16 * 1024 * 1024;

const LF = 10;
const CR = 13;

/**
 * Splits bytes that arrive in any portions into lines. Each byte is looked at and copied a bounded number of times,
 * however small the portions are.
 */
export class LineSplitter {
  /** Bytes the current line may have. */
  room: number;
  #held = new Uint8Array(256);
  #length = 0;
  #skipLf = false;
  readonly #limit: number;
  readonly #crEndsLine: boolean;

  /** `crEndsLine`: whether a CR without LF ends a line too. */
  constructor(limit: number, crEndsLine: boolean) {
    this.room = limit;
    this.#limit = limit;
    this.#crEndsLine = crEndsLine;
  }

  /** The lines that `chunk` completes, without their ends; each is valid until the next is asked for. */
  *feed(chunk: Uint8Array): Generator<Uint8Array, void> {
    let start = this.#skipLf && chunk[0] === LF ? 1 : 0;
    this.#skipLf &&= chunk.length === 0;
    let lf = chunk.indexOf(LF, start);
    let cr = this.#crEndsLine ? chunk.indexOf(CR, start) : -1;
    while (lf !== -1 || cr !== -1) {
      const end = lf === -1 || (cr !== -1 && cr < lf) ? cr : lf;
      yield this.#complete(chunk.subarray(start, end));
      start = end + 1;
      if (end === cr) {
        this.#skipLf = start === chunk.length;
        start += lf === start ? 1 : 0;
        cr = chunk.indexOf(CR, start);
      }
      if (lf !== -1 && lf < start) {
        lf = chunk.indexOf(LF, start);
      }
    }
    this.#hold(chunk.subarray(start));
  }

  /** What is left behind the last line end. */
  rest(): Uint8Array {
    return this.#complete(new Uint8Array(0));
  }

  #complete(piece: Uint8Array): Uint8Array {
    if (this.#length === 0) {
      this.#check(piece.length);
      return piece;
    }
    this.#hold(piece);
    const line = this.#held.subarray(0, this.#length);
    this.#length = 0;
    return line;
  }

  #hold(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    this.#check(length);
    if (length > this.#held.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#held.length));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(piece, this.#length);
    this.#length = length;
  }

  #check(length: number): void {
    if (length > this.room) {
      throw new TooLargeError(this.#limit);
    }
  }
}
