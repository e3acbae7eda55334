import { platform } from './platform.js';
import type { AbortSignalLike } from './platform.js';

/** Time and chance, injected so that tests decide both. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `fire` once after `ms` milliseconds; the returned function cancels that. */
  timer(ms: number, fire: () => void): () => void;
  /** A number in [0, 1). */
  random(): number;
  /** A version 4 UUID. */
  uuid(): string;
}

/** `setTimeout` fires at once for delays above this. */
const LONGEST_TIMER = 2_147_483_647;

/** The platform's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  timer(ms, fire) {
    const timer = platform.setTimeout(fire, Math.min(ms, LONGEST_TIMER));
    return () => platform.clearTimeout(timer);
  },
  random: () => Math.random(),
  uuid: () => platform.crypto?.randomUUID?.() ?? assembleUuid(),
};

/** `crypto.randomUUID` is missing on pages served over plain http. */
function assembleUuid(): string {
  const bytes = new Uint8Array(16);
  platform.crypto?.getRandomValues?.(bytes);
  let hex = '';
  bytes.forEach((byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    hex +=
      (index === 4 || index === 6 || index === 8 || index === 10 ? '-' : '') +
      value.toString(16).padStart(2, '0');
  });
  return hex;
}

/** Waits `ms` milliseconds; resolves early, with `false`, when `signal` aborts. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignalLike): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve(false);
      return;
    }
    const stop = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.timer(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve(true);
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}
