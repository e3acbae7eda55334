import type { BodySource } from './body.js';
import { chunksOf, isBlob, isFileUpload, isRewindable, isWhole, toByteStream } from './bytes.js';
import type { FileUpload, Upload, Uploadable } from './bytes.js';
import { systemClock } from './clock.js';
import { platform } from './platform.js';
import { EncodeError, checkHeaderValue } from './query.js';

/** One part of a multipart body. */
export interface Part {
  readonly name: string;
  readonly filename?: string | undefined;
  readonly contentType?: string | undefined;
  readonly data: Uploadable;
}

/** A part that holds a value as text; none where it is `undefined` or `null`. */
export function textPart(name: string, value: unknown, contentType?: string): Part[] {
  return value === undefined || value === null ? [] : [{ name, contentType, data: String(value) }];
}

/** A part that holds a value as JSON; none where it is `undefined`. */
export function jsonPart(
  name: string,
  value: unknown,
  contentType: string = 'application/json',
): Part[] {
  return value === undefined ? [] : [{ name, contentType, data: JSON.stringify(value) }];
}

/** A part that holds a file; none where it is `undefined`. */
export function filePart(name: string, value: Upload | undefined, contentType?: string): Part[] {
  if (value === undefined) {
    return [];
  }
  const file: FileUpload = isFileUpload(value) ? value : { data: value };
  const { data } = file;
  const own: { name?: string | undefined; type?: string | undefined } = isBlob(data)
    ? data
    : { name: fileOf(data) };
  return [
    {
      name,
      filename: file.filename ?? own.name ?? name,
      contentType: file.contentType ?? (own.type === '' ? undefined : own.type) ?? contentType,
      data,
    },
  ];
}

/** The name of the file that a stream of Node reads. */
function fileOf(data: Uploadable): string | undefined {
  const path: unknown = typeof data === 'object' && 'path' in data ? data.path : undefined;
  return typeof path === 'string' ? path.split(/[\\/]/).at(-1) : undefined;
}

/** Parts as a multipart body, streamed; its length is known where that of every part is. */
export function multipartBody(
  partsOf: () => readonly Part[],
  mediaType: string = 'multipart/form-data',
): BodySource {
  return () => {
    const parts = partsOf();
    const boundary = `----clade${systemClock.uuid().replaceAll('-', '')}`;
    const heads = parts.map((part) => partHead(part, boundary));
    const contentType = `${mediaType}; boundary=${boundary}`;
    const { Blob } = platform;
    if (Blob !== undefined && parts.every((part) => isWhole(part.data))) {
      const blob = new Blob([
        ...parts.flatMap((part, index) => [heads[index], part.data, '\r\n']),
        `--${boundary}--\r\n`,
      ]);
      return { contentType, rewindable: true, open: () => blob };
    }
    const rewindable = parts.every((part) => isRewindable(part.data));
    return { contentType, rewindable, open: () => toByteStream(encodeMultipart(parts, boundary)) };
  };
}

/** The bytes of a multipart body in portions. Throws before the first one where a name or type cannot be written. */
export async function* encodeMultipart(
  parts: readonly Part[],
  boundary: string,
): AsyncGenerator<Uint8Array, void> {
  const heads = parts.map((part) => partHead(part, boundary));
  for (const [index, part] of parts.entries()) {
    yield* chunksOf(heads[index] ?? '');
    yield* chunksOf(part.data);
    yield* chunksOf('\r\n');
  }
  yield* chunksOf(`--${boundary}--\r\n`);
}

function partHead({ name, filename, contentType }: Part, boundary: string): string {
  const file = filename === undefined ? '' : `; filename="${escapeName(filename)}"`;
  const type = contentType ?? (filename === undefined ? undefined : 'application/octet-stream');
  if (type !== undefined) {
    checkHeaderValue(`content-type of part ${name}`, type);
  }
  const typeLine = type === undefined ? '' : `Content-Type: ${type}\r\n`;
  return `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"${file}\r\n${typeLine}\r\n`;
}

function escapeName(name: string): string {
  if (name.includes('\0')) {
    throw new EncodeError(
      'header_value',
      `the part or file name ${JSON.stringify(name)} has a NUL`,
    );
  }
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
