import { platform, utf8 } from './platform.js';
import type { BlobLike, ByteStreamLike } from './platform.js';

/** Bytes that are read once. */
export type ByteStream = ByteStreamLike | AsyncIterable<Uint8Array>;

/**
 * Bytes to send. Text, buffers and blobs can be sent again after a failure; so can the result of a function, which is
 * called for each attempt. A bare stream is sent once, and the call is not retried.
 */
export type Uploadable =
  string | Uint8Array | ArrayBuffer | BlobLike | ByteStream | (() => ByteStream);

/** Bytes to send, with what the server is told of them. */
export interface FileUpload {
  readonly data: Uploadable;
  /** Name of the file. */
  readonly filename?: string | undefined;
  /** Media type of the bytes. */
  readonly contentType?: string | undefined;
}

/** Bytes to send, with or without their name. */
export type Upload = Uploadable | FileUpload;

/** Whether `value` is bytes with a name, not bytes alone. */
export function isFileUpload(value: Upload): value is FileUpload {
  return typeof value === 'object' && Object.hasOwn(value, 'data');
}

/** Whether `value` is a blob. */
export function isBlob(value: unknown): value is BlobLike {
  return typeof value === 'object' && value !== null && 'size' in value && 'stream' in value;
}

/** Whether `value` has all its bytes at hand, so that they can be sent again and their number is known. */
export function isWhole(value: Uploadable): value is string | Uint8Array | ArrayBuffer | BlobLike {
  return (
    typeof value === 'string' ||
    value instanceof Uint8Array ||
    value instanceof ArrayBuffer ||
    isBlob(value)
  );
}

/** Whether `value` can be read more than once. */
export function isRewindable(value: Uploadable): boolean {
  return isWhole(value) || typeof value === 'function';
}

/** The bytes of `value` in portions. */
export async function* chunksOf(value: Uploadable): AsyncGenerator<Uint8Array, void> {
  if (typeof value === 'string') {
    yield utf8(value);
  } else if (value instanceof Uint8Array) {
    yield value;
  } else if (value instanceof ArrayBuffer) {
    yield new Uint8Array(value);
  } else if (isBlob(value)) {
    yield* readAll(value.stream());
  } else {
    yield* readAll(typeof value === 'function' ? value() : value);
  }
}

async function* readAll(stream: ByteStream): AsyncGenerator<Uint8Array, void> {
  if (Symbol.asyncIterator in stream) {
    yield* stream;
    return;
  }
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      if (value !== undefined) {
        yield value;
      }
    }
  } finally {
    await reader.cancel();
  }
}

/** A platform stream that pulls from `chunks`. */
export function toByteStream(chunks: AsyncIterable<Uint8Array>): ByteStreamLike {
  const iterator = chunks[Symbol.asyncIterator]();
  return new platform.ReadableStream(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done === true) {
          controller.close();
        } else {
          controller.enqueue(next.value);
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
