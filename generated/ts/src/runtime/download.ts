import { APIPromise } from './api-promise.js';
import { toByteStream } from './bytes.js';
import { makeCall } from './calls.js';
import type { Exchange } from './exchange.js';
import type { HeadersLike, PlatformByteStream } from './platform.js';
import { readChunks, readText } from './read.js';
import type { RequestOptions, RequestSpec } from './request.js';
import type { Transport } from './transport.js';

/** Bytes of an answer, streamed: iterate over them, or take them as a whole. They can be read once. */
export class BinaryResponse implements AsyncIterable<Uint8Array> {
  readonly status: number;
  readonly headers: HeadersLike;
  readonly #exchange: Exchange;
  readonly #idleTimeout: number;
  readonly #limit: number;

  constructor(exchange: Exchange, idleTimeout: number, limit: number) {
    this.status = exchange.response.status;
    this.headers = exchange.response.headers;
    this.#exchange = exchange;
    this.#idleTimeout = idleTimeout;
    this.#limit = limit;
  }

  /** Media type of the bytes. */
  get contentType(): string | undefined {
    return this.headers.get('content-type') ?? undefined;
  }

  /** Number of bytes, where the server tells it. */
  get contentLength(): number | undefined {
    const length = this.headers.get('content-length');
    return length === null || this.headers.get('content-encoding') !== null
      ? undefined
      : Number(length);
  }

  /** The bytes as they arrive. Leaving the loop early closes the connection. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (let chunk = await this.#read(); chunk !== undefined; chunk = await this.#read()) {
        yield chunk;
      }
    } finally {
      this.close();
    }
  }

  /** The bytes as a stream of the platform. */
  stream(): PlatformByteStream {
    return toByteStream(this) as PlatformByteStream;
  }

  /** All bytes; at most `maxResponseBytes`. */
  async bytes(): Promise<Uint8Array> {
    const chunks = await readChunks(this.#exchange, this.#limit, this.#idleTimeout);
    const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  /** All bytes as text; at most `maxResponseBytes`. */
  text(): Promise<string> {
    return readText(this.#exchange, this.#limit, this.#idleTimeout);
  }

  /** Closes the connection. */
  close(): void {
    this.#exchange.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #read(): Promise<Uint8Array | undefined> {
    return this.#exchange.read(this.#idleTimeout);
  }
}

/** A call that gives bytes. */
export function callBytes(
  transport: Transport,
  options: RequestOptions | undefined,
  spec: RequestSpec,
): APIPromise<BinaryResponse> {
  const { idleTimeout, maxResponseBytes } = transport.settings;
  const decode = (exchange: Exchange): BinaryResponse => {
    exchange.untimed();
    return new BinaryResponse(exchange, options?.idleTimeout ?? idleTimeout, maxResponseBytes);
  };
  return new APIPromise(makeCall(transport, options, { accept: '*/*', ...spec }, decode));
}
