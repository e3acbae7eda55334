import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideRetry, defaultPolicy } from '../src/retry.js';
import type { Outcome } from '../src/retry.js';
import { assertMembers, vectors } from './vectors.js';

interface RetryCase {
  name: string;
  policy?: { max_retries?: number; base_ms?: number; cap_ms?: number; retry_after_cap_ms?: number };
  call: { idempotent: boolean; idempotency_key: boolean };
  attempt: number;
  tokens: number;
  random: number;
  now_ms: number;
  deadline_ms: number | null;
  outcome:
    | { status: number; headers: [string, string][] }
    | { error: 'connect' | 'reset' | 'timeout'; sent: boolean };
  expect: {
    retry: boolean;
    delay_ms: number | null;
    retry_after_ms: number | null;
    tokens: number;
    reason: string;
  };
}

function outcomeOf(outcome: RetryCase['outcome']): Outcome {
  if ('error' in outcome) {
    return { failure: outcome.error, sent: outcome.sent };
  }
  // Header values of other scripts cannot travel in a Headers object: a plain list does.
  const header = (name: string): string | null => {
    const values = outcome.headers
      .filter(([each]) => each.toLowerCase() === name)
      .map(([, value]) => value);
    return values.length === 0 ? null : values.join(', ');
  };
  return { status: outcome.status, header };
}

const members = [
  'policy',
  'call',
  'attempt',
  'tokens',
  'random',
  'now_ms',
  'deadline_ms',
  'outcome',
  'expect',
] as const;

for (const each of vectors<RetryCase>('retry.json', members)) {
  test(`retry: ${each.name}`, () => {
    const { policy = {}, call, outcome } = each;
    assertMembers(policy, ['max_retries', 'base_ms', 'cap_ms', 'retry_after_cap_ms'], each.name);
    assertMembers(call, ['idempotent', 'idempotency_key'], each.name);
    assertMembers(
      outcome,
      'error' in outcome ? ['error', 'sent'] : ['status', 'headers'],
      each.name,
    );
    const decision = decideRetry({
      policy: {
        maxRetries: policy.max_retries ?? defaultPolicy.maxRetries,
        base: policy.base_ms ?? defaultPolicy.base,
        cap: policy.cap_ms ?? defaultPolicy.cap,
        retryAfterCap: policy.retry_after_cap_ms ?? defaultPolicy.retryAfterCap,
      },
      idempotent: call.idempotent,
      idempotencyKey: call.idempotency_key,
      attempt: each.attempt,
      tokens: each.tokens,
      random: each.random,
      now: each.now_ms,
      timeLeft: each.deadline_ms ?? undefined,
      outcome: outcomeOf(outcome),
    });
    const { retry, delay = null, retryAfter = null, tokens, reason } = decision;
    assert.deepEqual(
      { retry, delay_ms: delay, retry_after_ms: retryAfter, tokens, reason },
      each.expect,
    );
  });
}
