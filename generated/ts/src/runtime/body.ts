import { chunksOf, isFileUpload, isRewindable, isWhole, toByteStream } from './bytes.js';
import type { FileUpload, Upload } from './bytes.js';
import { EncodeError, encodeParam } from './query.js';
import type { ParamOptions } from './query.js';

/** A body ready to be sent. */
export interface Body {
  readonly contentType: string | undefined;
  /** Whether it can be sent again. */
  readonly rewindable: boolean;
  /** What `fetch` takes. */
  open(): unknown;
}

/** Makes the body of a call, or throws an `EncodeError`; not called before the call starts. */
export type BodySource = () => Body;

/** A value as JSON; no body where it is `undefined`. */
export function jsonBody(
  value: unknown,
  contentType: string = 'application/json',
): BodySource | undefined {
  return value === undefined ? undefined : () => whole(jsonText(value), contentType);
}

/** An object that has members; `undefined` in place of one that has none, so that no body is sent. */
export function unlessEmpty<Members extends object>(value: Members): Members | undefined {
  return Object.values(value).some((each) => each !== undefined) ? value : undefined;
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new EncodeError('unsupported', `the body cannot be written as JSON: ${String(cause)}`);
  }
}

/** Text as it is; no body where it is `undefined`. */
export function textBody(value: string | undefined, contentType: string): BodySource | undefined {
  return value === undefined ? undefined : () => whole(value, contentType);
}

/** Bytes as they are, streamed; no body where they are `undefined`. */
export function bytesBody(value: Upload | undefined, contentType: string): BodySource | undefined {
  if (value === undefined) {
    return undefined;
  }
  const file: FileUpload = isFileUpload(value) ? value : { data: value };
  return () => {
    const { data } = file;
    const type = file.contentType ?? contentType;
    return isWhole(data)
      ? whole(data, type)
      : {
          contentType: type,
          rewindable: isRewindable(data),
          open: () => toByteStream(chunksOf(data)),
        };
  };
}

/** Members of an object as `application/x-www-form-urlencoded`; no body where it is `undefined`. */
export function formBody(
  value: object | undefined,
  options: Readonly<Record<string, ParamOptions>> = {},
): BodySource | undefined {
  return value === undefined
    ? undefined
    : () => {
        const pairs = Object.entries(value).map(([name, each]) =>
          encodeParam('form', name, each, Object.hasOwn(options, name) ? options[name] : undefined),
        );
        return whole(
          pairs.filter((pair) => pair !== '').join('&'),
          'application/x-www-form-urlencoded',
        );
      };
}

function whole(data: unknown, contentType: string): Body {
  return { contentType, rewindable: true, open: () => data };
}
