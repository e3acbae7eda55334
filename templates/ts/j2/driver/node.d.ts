// The little of Node that the driver uses, so that it needs no package of types.

declare module 'node:process' {
  export const stdin: AsyncIterable<string> & { setEncoding(encoding: 'utf8'): void };
  export const stdout: {
    write(text: string, written: (error?: Error | null) => void): boolean;
  };
  export const stderr: { write(text: string): boolean };
}

declare module 'node:console' {
  type Write = (message: string, fields: object) => void;
  export class Console {
    constructor(streams: { readonly stdout: object; readonly stderr: object });
    readonly debug: Write;
    readonly info: Write;
    readonly warn: Write;
    readonly error: Write;
  }
}

declare module 'node:fs' {
  export const constants: { readonly R_OK: number };
  export function accessSync(path: string, mode: number): void;
  export function createReadStream(path: string): AsyncIterable<Uint8Array>;
}

declare module 'node:crypto' {
  export interface Hash {
    update(bytes: Uint8Array): Hash;
    digest(encoding: 'hex'): string;
  }
  export function createHash(algorithm: 'sha256'): Hash;
}

declare module 'node:timers' {
  export type Timer = object;
  export function setTimeout(fire: () => void, milliseconds: number): Timer;
  export function clearTimeout(timer: Timer | undefined): void;
}

interface DriverAbortSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare const AbortController: new () => {
  readonly signal: DriverAbortSignal;
  abort(reason?: unknown): void;
};
