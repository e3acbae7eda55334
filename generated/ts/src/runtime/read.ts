import { DecodeError } from './errors.js';
import type { Exchange } from './exchange.js';
import { platform } from './platform.js';

/** Bytes a body that is read as a whole may have, decompressed, unless told otherwise. */
export const DEFAULT_BODY_LIMIT: number = 100 * 1024 * 1024;

/** The whole body, of at most `limit` bytes, in portions. */
export async function readChunks(
  exchange: Exchange,
  limit: number,
  idle?: number,
): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (
    let chunk = await exchange.read(idle);
    chunk !== undefined;
    chunk = await exchange.read(idle)
  ) {
    length += chunk.length;
    if (length > limit) {
      exchange.close();
      throw new DecodeError(`the body is larger than ${limit} bytes`, exchange.details);
    }
    chunks.push(chunk);
  }
  return chunks;
}

/** The whole body as text; invalid UTF-8 becomes U+FFFD. */
export async function readText(exchange: Exchange, limit: number, idle?: number): Promise<string> {
  const decoder = new platform.TextDecoder('utf-8');
  const chunks = await readChunks(exchange, limit, idle);
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
}

/** The whole body decoded from JSON; `undefined` where it is empty and `optional`. */
export async function readJson(
  exchange: Exchange,
  limit: number,
  optional: boolean,
): Promise<unknown> {
  const rawBody = await readText(exchange, limit);
  if (optional && rawBody.trim() === '') {
    return undefined;
  }
  try {
    return JSON.parse(rawBody);
  } catch (cause) {
    throw new DecodeError('the body is not JSON', { ...exchange.details, rawBody, cause });
  }
}

/** The body of an error: what of it could be read. */
export async function readErrorText(exchange: Exchange): Promise<string> {
  const decoder = new platform.TextDecoder('utf-8');
  let text = '';
  try {
    for (let chunk = await exchange.read(); chunk !== undefined; chunk = await exchange.read()) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > ERROR_LIMIT) {
        exchange.close();
        return text;
      }
    }
  } catch {
    // The status tells more than the failure to read what came with it.
    return text;
  }
  return text + decoder.decode();
}

/** Characters of an error's body that are kept. */
const ERROR_LIMIT = 1024 * 1024;
