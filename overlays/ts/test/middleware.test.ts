import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonBody } from '../src/body.js';
import { callJson } from '../src/calls.js';
import { CancelledError, ConnectionError } from '../src/errors.js';
import type { Middleware, RequestSpec } from '../src/request.js';
import { client, cut, json, serve } from './server.js';

const post: RequestSpec = {
  operation: 'x.y',
  method: 'POST',
  path: ['/x'],
  body: jsonBody({ a: 1 }),
};

test('middleware: each wraps every attempt, the first outermost, in terms of the platform', async (t) => {
  const server = await serve(t, (response, seen, index) =>
    index === 0 ? json(response, {}, 503) : json(response, [seen.body, seen.headers['x-m']]),
  );
  const steps: string[] = [];
  const outer: Middleware = async (request, next) => {
    assert.ok(request instanceof Request);
    steps.push(`out ${request.method} ${new URL(request.url).pathname}`);
    request.headers.set('x-m', 'm');
    const response = await next(request);
    assert.ok(response instanceof Response);
    steps.push(`back ${response.status}`);
    return response;
  };
  const inner: Middleware = (request, next) => {
    steps.push(`in ${request.headers.get('x-m') ?? ''}`);
    return next(request);
  };
  const { transport } = client(server.url, { middleware: [outer, inner] });
  assert.deepEqual(await callJson(transport, undefined, post), ['{"a":1}', 'm']);
  assert.deepEqual(steps, ['out POST /x', 'in m', 'back 503', 'out POST /x', 'in m', 'back 200']);
});

test('middleware: it may answer itself, and its own failure is the failure of the call', async () => {
  const { transport } = client('http://127.0.0.1:1', {
    middleware: [async () => Response.json({ cached: true })],
  });
  assert.deepEqual(await callJson(transport, undefined, post), { cached: true });
  const failing = client('http://127.0.0.1:1', {
    middleware: [() => Promise.reject(new RangeError('mine'))],
  });
  await assert.rejects(callJson(failing.transport, undefined, post), new RangeError('mine'));
});

test('middleware: a broken connection and a cancelled call are still told as such', async (t) => {
  const server = await serve(t, (response) => cut(response));
  const { transport } = client(server.url, { middleware: [(request, next) => next(request)] });
  await assert.rejects(callJson(transport, undefined, post), ConnectionError);
  const controller = new AbortController();
  const stuck = client(server.url, {
    middleware: [
      () => {
        controller.abort();
        return new Promise(() => undefined);
      },
    ],
  });
  await assert.rejects(
    callJson(stuck.transport, { signal: controller.signal }, post),
    CancelledError,
  );
});
