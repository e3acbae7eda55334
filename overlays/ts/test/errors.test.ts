import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusError } from '../src/error-body.js';
import { APIError, ConflictError, NotFoundError, StatusError } from '../src/errors.js';
import { assertMembers, vectors } from './vectors.js';

interface ErrorCase {
  name: string;
  status: number;
  headers: [string, string][];
  body: string;
  expect: { kind: string; code: string | null; message: string; request_id: string | null };
}

for (const each of vectors<ErrorCase>('errors.json', ['status', 'headers', 'body', 'expect'])) {
  test(`errors: ${each.name}`, () => {
    assertMembers(each.expect, ['kind', 'code', 'message', 'request_id'], each.name);
    const error = statusError(each.status, new Headers(each.headers), each.body);
    const { kind, code = null, message, requestId = null } = error;
    assert.deepEqual({ kind, code, message, request_id: requestId }, each.expect);
    assert.equal(error.status, each.status);
    assert.equal(error.rawBody, each.body);
  });
}

test('errors: a class per status under common bases', () => {
  const error = statusError(409, new Headers(), '{"code":"illegal_phase"}', {
    method: 'POST',
    attempts: 2,
  });
  assert.ok(
    error instanceof ConflictError && error instanceof StatusError && error instanceof APIError,
  );
  assert.ok(!(error instanceof NotFoundError));
  assert.equal(error.name, 'ConflictError');
  assert.deepEqual(error.body, { code: 'illegal_phase' });
  assert.equal(error.attempts, 2);
  assert.match(String(error), /^ConflictError: /);
});
