import type { Clock } from '../src/clock.js';

interface Timer {
  readonly ms: number;
  readonly fire: () => void;
}

/**
 * A clock that tests drive. Timers of at most `auto` milliseconds fire by themselves as soon as the event loop is idle,
 * and time moves on by as much; longer ones only when the test says so.
 */
export class TestClock implements Clock {
  /** Timers that fired by themselves, in order. */
  readonly waits: number[] = [];
  chance = 0.5;
  readonly #auto: number;
  readonly #timers = new Set<Timer>();
  #now = 1_700_000_000_000;
  #uuids = 0;
  #onTimer: (() => void) | undefined;

  constructor(auto = 10_000) {
    this.#auto = auto;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.chance;
  }

  uuid(): string {
    this.#uuids += 1;
    return `00000000-0000-4000-8000-${String(this.#uuids).padStart(12, '0')}`;
  }

  timer(ms: number, fire: () => void): () => void {
    const timer = { ms, fire };
    this.#timers.add(timer);
    this.#onTimer?.();
    if (ms <= this.#auto) {
      setImmediate(() => {
        if (this.#timers.has(timer)) {
          this.waits.push(ms);
          this.#fire(timer);
        }
      });
    }
    return () => this.#timers.delete(timer);
  }

  /** Moves on by `ms` without firing anything. */
  pass(ms: number): void {
    this.#now += ms;
  }

  /** Fires the timer of `ms` milliseconds, waiting for one if there is none. */
  async elapse(ms: number): Promise<void> {
    for (;;) {
      const timer = Array.from(this.#timers).find((each) => each.ms === ms);
      if (timer !== undefined) {
        this.#fire(timer);
        return;
      }
      await new Promise<void>((resolve) => (this.#onTimer = resolve));
    }
  }

  /** Milliseconds of the timers that have not fired. */
  get pending(): number[] {
    return Array.from(this.#timers, (timer) => timer.ms);
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now += timer.ms;
    timer.fire();
  }
}
