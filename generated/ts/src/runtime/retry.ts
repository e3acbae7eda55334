import { parseHttpDate } from './http-date.js';

/** The limits of the retry policy. Times are in milliseconds. */
export interface RetryPolicy {
  /** Attempts after the first. */
  readonly maxRetries: number;
  /** Longest wait before the first retry; it doubles with each. */
  readonly base: number;
  /** Longest wait before any retry the server did not time itself. */
  readonly cap: number;
  /** Longest wait the server may ask for; beyond it the call fails at once. */
  readonly retryAfterCap: number;
}

/** Two retries, half a second doubling to eight, at most a minute on the server's word. */
export const defaultPolicy: RetryPolicy = {
  maxRetries: 2,
  base: 500,
  cap: 8_000,
  retryAfterCap: 60_000,
};

/** How an attempt ended: with an answer, or without one. */
export type Outcome =
  | { readonly status: number; readonly header: (name: string) => string | null }
  | { readonly failure: 'connect' | 'reset' | 'timeout'; readonly sent: boolean };

/** Everything one decision depends on. */
export interface RetryQuestion {
  readonly policy: RetryPolicy;
  /** Whether the method is idempotent by definition. */
  readonly idempotent: boolean;
  /** Whether an idempotency key goes along. */
  readonly idempotencyKey: boolean;
  /** The attempt that just ended, counted from 1. */
  readonly attempt: number;
  /** Tokens in the bucket. */
  readonly tokens: number;
  /** A number in [0, 1). */
  readonly random: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Milliseconds left for the whole call, when it has a limit. */
  readonly timeLeft?: number | undefined;
  readonly outcome: Outcome;
}

/** Why a decision came out as it did. */
export type RetryReason =
  | 'backoff'
  | 'retry_after'
  | 'not_retryable'
  | 'exhausted'
  | 'bucket_empty'
  | 'retry_after_too_long'
  | 'deadline';

/** Whether to try again, and when. Times are in milliseconds. */
export interface RetryDecision {
  readonly retry: boolean;
  readonly reason: RetryReason;
  /** Wait before the next attempt. */
  readonly delay?: number;
  /** Wait the server asked for. */
  readonly retryAfter?: number | undefined;
  /** Tokens left in the bucket. */
  readonly tokens: number;
}

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const RETRY_COST = 5;
const TIMEOUT_COST = 10;

/** Tokens a fresh client has; a success gives one back. */
export const BUCKET_SIZE = 500;

/** Decides whether the attempt that just ended is followed by another. */
export function decideRetry(question: RetryQuestion): RetryDecision {
  const { policy, attempt, tokens, outcome, timeLeft } = question;
  const retryAfter =
    'status' in outcome ? retryAfterHint(outcome.status, outcome.header, question.now) : undefined;
  const refuse = (reason: RetryReason): RetryDecision => ({
    retry: false,
    reason,
    retryAfter,
    tokens,
  });
  if (!isRetryable(question)) {
    return refuse('not_retryable');
  }
  if (attempt > policy.maxRetries) {
    return refuse('exhausted');
  }
  if (
    retryAfter !== undefined &&
    retryAfter > Math.min(policy.retryAfterCap, timeLeft ?? Infinity)
  ) {
    return refuse('retry_after_too_long');
  }
  const delay = retryAfter ?? backoff(policy, attempt, question.random);
  if (timeLeft !== undefined && delay > timeLeft) {
    return refuse('deadline');
  }
  const cost = 'failure' in outcome && outcome.failure === 'timeout' ? TIMEOUT_COST : RETRY_COST;
  if (tokens < cost) {
    return refuse('bucket_empty');
  }
  const reason = retryAfter === undefined ? 'backoff' : 'retry_after';
  return { retry: true, reason, delay, retryAfter, tokens: tokens - cost };
}

/** Full jitter over a wait that doubles with each attempt. */
export function backoff(
  policy: Pick<RetryPolicy, 'base' | 'cap'>,
  attempt: number,
  random: number,
): number {
  return Math.floor(random * Math.min(policy.cap, policy.base * 2 ** (attempt - 1)));
}

function isRetryable({ outcome, idempotent, idempotencyKey }: RetryQuestion): boolean {
  if ('failure' in outcome) {
    return idempotent || idempotencyKey || !outcome.sent;
  }
  const word = outcome.header('x-should-retry');
  return word === 'true' || (word !== 'false' && RETRYABLE_STATUS.has(outcome.status));
}

/**
 * The wait an answer asks for, in milliseconds: `retry-after-ms`, `Retry-After` (seconds or a date), or for 429 and 503
 * `X-RateLimit-Reset` (unix seconds). The first valid one counts.
 */
export function retryAfterHint(
  status: number,
  header: (name: string) => string | null,
  now: number,
): number | undefined {
  const value = header('retry-after') ?? '';
  const wait =
    readDecimal(header('retry-after-ms') ?? '') ??
    times1000(readDecimal(value)) ??
    since(parseHttpDate(value, now), now) ??
    (status === 429 || status === 503
      ? since(times1000(readDecimal(header('x-ratelimit-reset') ?? '')), now)
      : undefined);
  return wait === undefined ? undefined : Math.min(Math.floor(wait), Number.MAX_SAFE_INTEGER);
}

function times1000(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}

function since(instant: number | undefined, now: number): number | undefined {
  return instant === undefined ? undefined : Math.max(0, instant - now);
}

/** A plain decimal number without sign and exponent; a header sent twice is none. */
function readDecimal(value: string): number | undefined {
  return /^[ \t]*\d+(?:\.\d+)?[ \t]*$/.test(value) ? Number(value) : undefined;
}
