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
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  // Version 4, variant 8.
  return hex.replace(/(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-');
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
