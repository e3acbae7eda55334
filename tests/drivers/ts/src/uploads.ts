/** Bytes as a request describes them. */
import { accessSync, constants, createReadStream } from 'node:fs';

import { Members, Refusal, recordOf } from './protocol.js';
import type { FileUpload, Upload } from './sdk.js';

const SOURCES = ['text', 'hex', 'path', 'fill'];

/** `{"text": …}`, `{"hex": …}`, `{"path": …}` or `{"fill": n}`, with a name and a media type. */
export function readUpload(value: unknown, name: string): Upload {
  const members = recordOf(value, name);
  const given = new Members(members, name, [...SOURCES, 'filename', 'content_type']);
  if (SOURCES.filter((source) => members[source] !== undefined).length !== 1) {
    throw new Refusal(`${name}: bytes are one of text, hex, path and fill`);
  }
  return {
    data: dataOf(given, name),
    filename: given.text('filename'),
    contentType: given.text('content_type'),
  };
}

function dataOf(given: Members, name: string): FileUpload['data'] {
  const [text, hex, path] = [given.text('text'), given.text('hex'), given.text('path')];
  if (text !== undefined) {
    return text;
  }
  if (hex !== undefined) {
    return unhex(hex, name);
  }
  if (path !== undefined) {
    checkReadable(path, name);
    return () => createReadStream(path);
  }
  const size = given.number('fill') ?? 0;
  return () => fill(size);
}

function checkReadable(path: string, name: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new Refusal(`${name}: ${String(error)}`);
  }
}

function unhex(hex: string, name: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) {
    throw new Refusal(`${name}: hex is not hexadecimal`);
  }
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Byte `i` of endless fill is `i mod 251`; a multiple of that many bytes begins anew. */
const BLOCK = Uint8Array.from({ length: 251 * 256 }, (_, index) => index % 251);

/** `size` bytes of fill, never held whole. */
async function* fill(size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = size; left > 0; left -= BLOCK.length) {
    yield left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK;
  }
}
