import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { jsonBody } from '../src/body.js';
import { callEmpty, callJson, callOptionalJson, callText } from '../src/calls.js';
import {
  APIError,
  CancelledError,
  ConnectionError,
  DecodeError,
  InvalidRequestError,
  NotFoundError,
  RateLimitedError,
  ServerError,
  TimeoutError,
} from '../src/errors.js';
import { encodeParam } from '../src/query.js';
import type { RequestSpec } from '../src/request.js';
import { client, closedPort, cut, json, serve } from './server.js';

const get: RequestSpec = {
  operation: 'things.get',
  method: 'GET',
  path: ['/things/1'],
  accept: 'application/json',
};
const post: RequestSpec = {
  operation: 'things.create',
  method: 'POST',
  path: ['/things'],
  body: jsonBody({ a: 1 }),
};

/** The error a call ends with. */
async function failure<E extends APIError>(
  call: PromiseLike<unknown>,
  kind: new (...args: never[]) => E,
): Promise<E> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof kind, `${String(error)} is no ${kind.name}`);
  return error;
}

test('transport: a call sends what its description says and gives the decoded body', async (t) => {
  const server = await serve(t, (response) => json(response, { id: 1, __proto__: null }));
  const { transport } = client(`${server.url}/base/`, {
    headers: { 'X-Client': 'c' },
    query: { v: 2 },
  });
  const spec: RequestSpec = {
    ...post,
    path: ['/things/', { name: 'id', value: 'a/b' }, '/x'],
    query: [{ name: 'tags', value: ['p', 'q'] }, { name: 'none', value: undefined }, 'beta=true'],
    headers: [{ name: 'X-Trace', value: 7 }],
    cookies: [{ name: 'c', value: 'd e' }],
    accept: 'application/json',
  };
  assert.deepEqual(await callJson(transport, { headers: { 'x-call': 'y' } }, spec), {
    id: 1,
  });
  const { method, target, headers, body } = server.seen[0] ?? assert.fail();
  assert.equal(method, 'POST');
  assert.equal(target, '/base/things/a%2Fb/x?tags=p&tags=q&beta=true&v=2');
  assert.equal(body, '{"a":1}');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers.accept, 'application/json');
  assert.equal(headers['x-trace'], '7');
  assert.equal(headers['x-client'], 'c');
  assert.equal(headers['x-call'], 'y');
  assert.equal(headers.cookie, 'c=d%20e');
  assert.match(
    headers['user-agent'] ?? '',
    /^test-typescript\/1\.2\.3 \(node\/\d+\.\d+\.\d+; clade\/0\)$/,
  );
});

test('transport: an error status becomes the typed error, whatever its body', async (t) => {
  const server = await serve(t, (response) => {
    response.writeHead(404, { 'x-request-id': 'r-1' });
    response.end('<html>nothing here</html>');
  });
  const { transport } = client(server.url);
  const error = await failure(
    callJson(transport, undefined, { ...get, query: [{ name: 'token', value: 's3cret' }] }),
    NotFoundError,
  );
  assert.equal(error.message, 'HTTP 404');
  assert.equal(error.status, 404);
  assert.equal(error.requestId, 'r-1');
  assert.equal(error.rawBody, '<html>nothing here</html>');
  assert.equal(error.attempts, 1);
  assert.equal(error.method, 'GET');
  assert.equal(error.url, `${server.url}/things/1`);
});

test('transport: 503 is tried again after the back-off, with one idempotency key', async (t) => {
  const server = await serve(t, (response, _seen, index) =>
    index < 2 ? json(response, {}, 503) : json(response, { ok: 1 }),
  );
  const { transport, clock } = client(server.url);
  const result = await callJson(transport, undefined, {
    ...post,
    idempotencyKey: true,
  }).withResponse();
  assert.deepEqual(result.data, { ok: 1 });
  assert.equal(result.attempts, 3);
  assert.deepEqual(clock.waits, [250, 500]);
  const keys = server.seen.map((each) => each.headers['idempotency-key']);
  assert.deepEqual(keys, Array(3).fill('00000000-0000-4000-8000-000000000001'));
  assert.deepEqual(
    server.seen.map((each) => each.body),
    Array(3).fill('{"a":1}'),
  );
});

test('transport: a call without the answer it waits for gives up after its retries', async (t) => {
  const server = await serve(t, (response) => json(response, { code: 'down' }, 500));
  const { transport } = client(server.url);
  const error = await failure(callJson(transport, undefined, get), ServerError);
  assert.equal(error.attempts, 3);
  assert.equal(error.code, 'down');
  assert.equal(
    (await failure(callJson(transport, { maxRetries: 0 }, get), ServerError)).attempts,
    1,
  );
});

test('transport: Retry-After is obeyed, and beyond a minute ends the call at once', async (t) => {
  const waits = ['2', '61'];
  const server = await serve(t, (response, _seen, index) =>
    json(response, {}, 429, { 'retry-after': waits[index] ?? assert.fail() }),
  );
  const { transport, clock } = client(server.url);
  const error = await failure(callJson(transport, undefined, get), RateLimitedError);
  assert.equal(error.retryAfter, 61_000);
  assert.equal(error.attempts, 2);
  assert.deepEqual(clock.waits, [2000]);
});

test('transport: a connection cut before the headers', async (t) => {
  const server = await serve(t, (response, _seen, index) =>
    index === 0 ? cut(response) : json(response, 'ok'),
  );
  const { transport } = client(server.url);
  await t.test('a GET is tried again', async () => {
    assert.equal(await callJson(transport, undefined, get), 'ok');
    assert.equal(server.seen.length, 2);
  });
  await t.test('a POST is not, since it may have taken effect', async (t2) => {
    const other = await serve(t2, (response) => cut(response));
    const error = await failure(
      callJson(client(other.url).transport, undefined, post),
      ConnectionError,
    );
    assert.equal(error.attempts, 1);
    assert.equal(other.seen.length, 1);
    assert.match(error.message, /^connection failed: ./);
  });
  await t.test('a POST with an idempotency key is', async (t2) => {
    const other = await serve(t2, (response, _seen, index) =>
      index === 0 ? cut(response) : json(response, 'ok'),
    );
    assert.equal(
      await callJson(client(other.url).transport, { idempotencyKey: 'k-1' }, post),
      'ok',
    );
    assert.deepEqual(
      other.seen.map((each) => each.headers['idempotency-key']),
      ['k-1', 'k-1'],
    );
  });
});

test('transport: a POST that reached nobody is tried again', async () => {
  const { transport } = client(await closedPort());
  const error = await failure(callJson(transport, undefined, post), ConnectionError);
  assert.equal(error.attempts, 3);
  assert.match(error.message, /ECONNREFUSED/);
});

test('transport: a body cut in the middle is a connection error, and tried again', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    if (index > 0) {
      json(response, 'ok');
      return;
    }
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"half":', () => cut(response));
  });
  assert.equal(await callJson(client(server.url).transport, undefined, get), 'ok');
  assert.equal(server.seen.length, 2);
});

test('transport: the timeout covers the headers and closes the socket', async (t) => {
  const server = await serve(t, () => undefined);
  const { transport, clock } = client(server.url);
  const call = failure(callJson(transport, { timeout: 20_000, maxRetries: 0 }, get), TimeoutError);
  await clock.elapse(20_000);
  const error = await call;
  assert.equal(error.message, 'no answer within 20000 ms');
  assert.equal(error.attempts, 1);
  assert.deepEqual(clock.pending, []);
});

test('transport: the timeout covers the body and closes the socket', async (t) => {
  let halfway = (): void => undefined;
  const half = new Promise<void>((resolve) => (halfway = resolve));
  const server = await serve(t, (response) => {
    response.writeHead(200);
    response.write('{"half":', () => halfway());
  });
  const { transport, clock } = client(server.url);
  const call = failure(callJson(transport, { timeout: 20_000, maxRetries: 0 }, get), TimeoutError);
  await half;
  await clock.elapse(20_000);
  await call;
  await server.disconnected;
});

test('transport: the total timeout bounds attempts and waits together', async (t) => {
  const server = await serve(t, (response, _seen, index) =>
    json(response, {}, 503, { 'retry-after': index === 0 ? '5' : '58' }),
  );
  const { transport, clock } = client(server.url);
  const error = await failure(callJson(transport, { totalTimeout: 62_000 }, get), ServerError);
  assert.equal(error.attempts, 2);
  assert.deepEqual(clock.waits, [5000]);
});

test("transport: the caller's signal ends a call, and the server notices", async (t) => {
  let arrived = (): void => undefined;
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const server = await serve(t, () => arrived());
  const { transport, clock } = client(server.url);
  const controller = new AbortController();
  const call = failure(callJson(transport, { signal: controller.signal }, get), CancelledError);
  await arrival;
  controller.abort(new Error('enough'));
  const error = await call;
  await server.disconnected;
  assert.equal(error.attempts, 1);
  assert.equal((error.cause as Error).message, 'enough');
  assert.equal(server.seen.length, 1);
  assert.deepEqual(clock.pending, []);
});

test("transport: the caller's signal ends the wait for the next attempt", async (t) => {
  const server = await serve(t, (response) => json(response, {}, 503, { 'retry-after': '30' }));
  const { transport, clock } = client(server.url);
  const controller = new AbortController();
  const call = failure(callJson(transport, { signal: controller.signal }, get), CancelledError);
  while (!clock.pending.includes(30_000)) {
    await new Promise(setImmediate);
  }
  controller.abort();
  assert.equal((await call).attempts, 1);
  assert.deepEqual(clock.pending, []);
});

test('transport: a signal that has aborted sends nothing', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const call = callJson(
    client(server.url).transport,
    {
      signal: AbortSignal.abort(),
    },
    get,
  );
  await failure(call, CancelledError);
  assert.equal(server.seen.length, 0);
});

test('transport: what no request can carry is refused before anything is sent', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const { transport } = client(server.url);
  const specs: RequestSpec[] = [
    { ...get, path: ['/x/', { name: 'id', value: '' }] },
    { ...get, path: ['/x/', { name: 'id', value: '..' }] },
    { ...get, headers: [{ name: 'X-A', value: 'a\r\nx-evil: 1' }] },
    { ...get, headers: [{ name: 'X A', value: 'a' }] },
    { ...get, query: [{ name: 'q', value: { a: { b: 1 } } }] },
    { ...get, body: jsonBody(1n) },
  ];
  for (const spec of specs) {
    const error = await failure(callJson(transport, undefined, spec), InvalidRequestError);
    assert.equal(error.attempts, 0);
    assert.match(error.message, /^things\.get: /);
  }
  await failure(callJson(transport, { headers: { 'x-a': 'b\0' } }, get), InvalidRequestError);
  await failure(callJson(transport, { idempotencyKey: 'k\n' }, get), InvalidRequestError);
  assert.equal(server.seen.length, 0);
});

test('transport: a path value arrives as one segment, whatever it holds', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const { transport } = client(server.url);
  const ids = [
    'a',
    'a b',
    'a/b',
    '/',
    '//',
    'a\\b',
    '\\',
    'a?b',
    '?',
    '#',
    'a#b',
    '%',
    '%2f',
    '%2F..',
    'a%b',
    ';',
    'a;b=c',
    '&',
    '=',
    '+',
  ];
  ids.push(
    ':',
    '@',
    'u@h',
    '...',
    '..a',
    'a..',
    '../..',
    '..\\..',
    './',
    '\t',
    '\n',
    '\r\n',
    '\0',
    '\u007f',
    'é',
    '日本',
    '🚀',
    '\u2028',
    '{x}',
    '"<>',
  );
  for (const id of ids) {
    await callJson(transport, undefined, {
      ...get,
      path: ['/before/', { name: 'id', value: id }, '/behind'],
    });
    const target = server.seen.at(-1)?.target ?? '';
    assert.equal(target, `/before/${encodeParam('path', 'id', id)}/behind`);
    assert.equal(target.split('/').length, 4);
    assert.equal(decodeURIComponent(target.split('/')[2] ?? ''), id);
  }
  assert.equal(server.seen.length, 40);
});

test('transport: a body that is not JSON is a decode error that keeps it', async (t) => {
  const server = await serve(t, (response) => {
    response.setHeader('x-request-id', 'req_1');
    response.end('{"cut":');
  });
  const error = await failure(callJson(client(server.url).transport, undefined, get), DecodeError);
  assert.equal(error.rawBody, '{"cut":');
  assert.equal(error.status, 200);
  assert.equal(error.requestId, 'req_1');
  assert.equal(error.path, '');
  assert.equal(server.seen.length, 1);
});

test('transport: a body is bounded, and counted after it is decompressed', async (t) => {
  const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, ' '));
  const server = await serve(t, (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(bomb);
  });
  const { transport } = client(server.url, { maxResponseBytes: 1024 * 1024 });
  const error = await failure(callJson(transport, undefined, get), DecodeError);
  assert.match(error.message, /larger than 1048576 bytes/);
});

test('transport: calls without a value, with an optional one, with text', async (t) => {
  const server = await serve(t, (response, seen) => {
    response.writeHead(seen.target === '/none' ? 204 : 200);
    response.end(seen.target === '/none' ? undefined : 'grüße');
  });
  const { transport } = client(server.url);
  assert.equal(await callEmpty(transport, undefined, { ...get, path: ['/none'] }), undefined);
  assert.equal(
    await callOptionalJson(transport, undefined, { ...get, path: ['/none'] }),
    undefined,
  );
  assert.equal(await callText(transport, undefined, get), 'grüße');
});

test('transport: asResponse leaves the body to the caller; errors stay errors', async (t) => {
  const server = await serve(t, (response, seen) =>
    seen.target === '/bad' ? json(response, {}, 404) : json(response, { raw: true }),
  );
  const { transport } = client(server.url);
  const response = await callJson(transport, undefined, get).asResponse();
  assert.ok(response instanceof Response);
  assert.equal(response.bodyUsed, false);
  assert.deepEqual(await response.json(), { raw: true });
  await failure(
    callJson(transport, undefined, { ...get, path: ['/bad'] }).asResponse(),
    NotFoundError,
  );
  const late = callJson(transport, undefined, get);
  await late;
  await failure(late.asResponse(), InvalidRequestError);
  assert.equal(server.seen.length, 3);
});

test('transport: a call starts without being awaited, once however often it is awaited', async (t) => {
  const server = await serve(t, (response, _seen, index) => json(response, index));
  const call = callJson(client(server.url).transport, undefined, get);
  assert.deepEqual(
    await Promise.all([call, call, call.withResponse().then(({ data }) => data)]),
    [0, 0, 0],
  );
  let settled = 0;
  await call.finally(() => (settled += 1));
  assert.equal(await call.catch(() => 9), 0);
  assert.equal(settled, 1);
  assert.equal(server.seen.length, 1);
});

test('transport: many callers of a dead server are held back by the token bucket', async (t) => {
  const server = await serve(t, (response) => json(response, {}, 503));
  const { transport } = client(server.url);
  for (let round = 0; round < 20; round += 1) {
    await Promise.allSettled(Array.from({ length: 50 }, () => callJson(transport, undefined, get)));
  }
  assert.equal(server.seen.length, 1000 + 500 / 5);
});
