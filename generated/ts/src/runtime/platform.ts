/// <reference lib="esnext.disposable" preserve="true" />

/**
 * The few platform interfaces the runtime touches, declared structurally so that neither this package nor its users need
 * the DOM library or Node's types. Where those are present, `PlatformRequest` and `PlatformResponse` are the real ones.
 */

/** What the runtime reads of an `AbortSignal`. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What the runtime uses of an `AbortController`. */
export interface AbortControllerLike {
  readonly signal: AbortSignalLike;
  abort(reason?: unknown): void;
}

/** What the runtime reads of `Headers`. */
export interface HeadersLike {
  get(name: string): string | null;
  forEach(callback: (value: string, name: string) => void): void;
}

/** What the runtime uses of a stream reader. */
export interface ReaderLike {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(reason?: unknown): Promise<unknown>;
}

/** What the runtime uses of a `ReadableStream` of bytes. */
export interface ByteStreamLike {
  getReader(): ReaderLike;
}

/** What the runtime reads of a `Response`. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: HeadersLike;
  readonly body: ByteStreamLike | null;
  readonly type?: string;
}

/** What the runtime uses of a `Blob`; a `File` also has a `name`. */
export interface BlobLike {
  readonly size: number;
  readonly type: string;
  stream(): ByteStreamLike;
}

/** What the runtime reads of a `Request`. */
export interface RequestLike {
  readonly url: string;
  readonly method: string;
  readonly headers: HeadersLike;
  readonly body: ByteStreamLike | null;
}

/** What the runtime reads of a `URL`. */
export interface UrlLike {
  href: string;
  origin: string;
  protocol: string;
  host: string;
  pathname: string;
  search: string;
  hash: string;
  username: string;
  password: string;
}

/**
 * A `fetch` implementation. The parameters are open because every platform names their types differently; the runtime
 * passes a URL string (or the `Request` of a middleware) and a plain `RequestInit`.
 */
export type Fetch = (input: any, init?: any) => Promise<ResponseLike>;

type Instance<Name extends string, Otherwise> = typeof globalThis extends {
  [K in Name]: { prototype: infer T };
}
  ? T
  : Otherwise;

/** The platform's own `Response`, or the part of it the runtime needs where no library declares it. */
export type PlatformResponse = Instance<'Response', ResponseLike>;

/** The platform's own `Request`, or the part of it the runtime needs where no library declares it. */
export type PlatformRequest = Instance<'Request', RequestLike>;

/** The platform's own `ReadableStream`, or the part of it the runtime needs where no library declares it. */
export type PlatformByteStream = Instance<'ReadableStream', ByteStreamLike>;

interface StreamController {
  enqueue(chunk: Uint8Array): void;
  close(): void;
  error(reason: unknown): void;
}

interface Platform {
  readonly fetch?: Fetch;
  readonly AbortController: new () => AbortControllerLike;
  readonly URL: new (url: string, base?: string) => UrlLike;
  readonly TextDecoder: new (
    label: string,
    options?: { ignoreBOM?: boolean; fatal?: boolean },
  ) => {
    decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
  };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly ReadableStream: new (
    source: {
      pull(controller: StreamController): Promise<void>;
      cancel(reason?: unknown): Promise<void> | void;
      type?: 'bytes';
    },
    strategy?: { highWaterMark: number },
  ) => ByteStreamLike;
  readonly Blob?: new (parts: readonly unknown[], options?: { type?: string }) => BlobLike;
  readonly Request?: new (url: string, init: object) => RequestLike;
  readonly crypto?: { randomUUID?(): string; getRandomValues?(bytes: Uint8Array): Uint8Array };
  readonly console?: Record<'debug' | 'info' | 'warn' | 'error', (...parts: unknown[]) => void>;
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly versions?: {
      readonly node?: string;
      readonly bun?: string;
      readonly deno?: string;
    };
    readonly platform?: string;
  };

  readonly document?: unknown;
  readonly location?: { readonly href: string };
  setTimeout(fire: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  btoa(text: string): string;
}

/** The global object, seen through the part of it the runtime uses. */
export const platform: Platform = globalThis as unknown as Platform;

/** UTF-8 bytes of `text`; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  return new platform.TextEncoder().encode(text);
}

/** An environment variable, or `undefined` where it is unset, blank, or cannot be read. */
export function readEnv(name: string): string | undefined {
  try {
    return platform.process?.env?.[name]?.trim() || undefined;
  } catch {
    // Deno without the permission to read the environment: the same as unset.
    return undefined;
  }
}

/** `text` as a URL, resolved against `base`; `undefined` where it is none. */
export function parseUrl(text: string, base?: string): UrlLike | undefined {
  try {
    return new platform.URL(text, base);
  } catch {
    // Whether that is a fault is for the caller to say.
    return undefined;
  }
}
