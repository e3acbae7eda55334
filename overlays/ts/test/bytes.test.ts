import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { bytesBody, formBody } from '../src/body.js';
import { callEmpty, callJson } from '../src/calls.js';
import { callBytes } from '../src/download.js';
import { ConnectionError, DecodeError, ServerError, TimeoutError } from '../src/errors.js';
import { filePart, multipartBody, textPart } from '../src/multipart.js';
import type { RequestSpec } from '../src/request.js';
import { client, cut, json, listen, serve } from './server.js';

const get: RequestSpec = { operation: 'files.get', method: 'GET', path: ['/file'] };
const put: RequestSpec = { operation: 'files.put', method: 'PUT', path: ['/file'] };

const CHUNK = 64 * 1024;
const CHUNKS = 1600;
/** Bytes that may be under way in buffers of the system and the platform. */
const UNDER_WAY = 16 * 1024 * 1024;

test('bytes: 100 MiB go up as fast as the server takes them, never held whole', async (t) => {
  let received = 0;
  const server = createServer(async (request, response) => {
    for await (const chunk of request) {
      received += (chunk as Buffer).length;
    }
    json(response, received);
  });
  const { url } = await listen(t, server);
  let ahead = 0;
  async function* data(): AsyncGenerator<Uint8Array> {
    const chunk = new Uint8Array(CHUNK);
    for (let sent = 0; sent < CHUNKS; sent += 1) {
      ahead = Math.max(ahead, sent * CHUNK - received);
      yield chunk;
    }
  }
  const { transport } = client(url);
  const file = multipartBody(() => [
    ...textPart('kind', 'log'),
    ...filePart('file', data, 'text/plain'),
  ]);
  const size = await callJson<number>(transport, undefined, { ...put, body: file });
  assert.ok(size > CHUNK * CHUNKS && size < CHUNK * CHUNKS + 1000, `${size} bytes arrived`);
  assert.ok(ahead < UNDER_WAY, `${ahead} bytes were read ahead`);
});

test('bytes: 100 MiB come down as fast as the caller takes them', async (t) => {
  let sent = 0;
  const server = createServer(async (_request, response) => {
    const chunk = Buffer.alloc(CHUNK, 1);
    response.writeHead(200, { 'content-length': CHUNK * CHUNKS, 'content-type': 'image/png' });
    while (sent < CHUNK * CHUNKS) {
      sent += CHUNK;
      if (!response.write(chunk)) {
        await once(response, 'drain');
      }
    }
    response.end();
  });
  const { url } = await listen(t, server);
  const file = await callBytes(client(url).transport, undefined, get);
  assert.equal(file.contentLength, CHUNK * CHUNKS);
  assert.equal(file.contentType, 'image/png');
  let [received, ahead] = [0, 0];
  for await (const chunk of file) {
    ahead = Math.max(ahead, sent - received);
    received += chunk.length;
  }
  assert.equal(received, CHUNK * CHUNKS);
  assert.ok(ahead < UNDER_WAY, `${ahead} bytes were read ahead`);
});

test('bytes: leaving the loop closes the connection', async (t) => {
  const server = await serve(t, (response) => {
    response.writeHead(200);
    response.write('x'.repeat(100));
  });
  const { transport, clock } = client(server.url);
  for await (const chunk of await callBytes(transport, undefined, get)) {
    assert.equal(chunk.length, 100);
    break;
  }
  await server.disconnected;
  const file = await callBytes(transport, undefined, get);
  await file[Symbol.asyncDispose]();
  assert.deepEqual(clock.pending, []);
});

test('bytes: silence and a cut in the middle are typed errors', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('half', () => (index === 0 ? undefined : cut(response)));
  });
  const { transport, clock } = client(server.url);
  const file = await callBytes(transport, { idleTimeout: 30_000 }, get);
  const all = file.bytes();
  const failed = assert.rejects(all, TimeoutError);
  while (clock.pending.length === 0) {
    await new Promise(setImmediate);
  }
  const first = clock.pending;
  assert.deepEqual(first, [30_000]);
  await new Promise((resolve) => setImmediate(resolve));
  await clock.elapse(30_000);
  await failed;
  await server.disconnected;
  await assert.rejects((await callBytes(transport, undefined, get)).bytes(), ConnectionError);
});

test('bytes: as a whole, as text, as a stream of the platform; as a whole they are bounded', async (t) => {
  const server = await serve(t, (response) => void response.end('grüße'));
  const { transport } = client(server.url, { maxResponseBytes: 10 });
  assert.equal(
    Buffer.from(await (await callBytes(transport, undefined, get)).bytes()).toString(),
    'grüße',
  );
  assert.equal(await (await callBytes(transport, undefined, get)).text(), 'grüße');
  assert.equal(
    await new Response((await callBytes(transport, undefined, get)).stream()).text(),
    'grüße',
  );
  const small = client(server.url, { maxResponseBytes: 3 }).transport;
  await assert.rejects((await callBytes(small, undefined, get)).bytes(), DecodeError);
});

test('bytes: what can be sent again is sent again; a one-way stream is not', async (t) => {
  const server = await serve(t, (response, _seen, index) =>
    json(response, index, index % 2 === 0 ? 503 : 200),
  );
  const { transport } = client(server.url);
  const text = new TextEncoder().encode('data');
  async function* data(): AsyncGenerator<Uint8Array> {
    yield text;
  }
  for (const value of [
    text,
    text.buffer,
    'data',
    new Blob([text]),
    data,
    () => new Blob([text]).stream(),
  ]) {
    await callJson(transport, undefined, { ...put, body: bytesBody(value, 'text/plain') });
  }
  assert.deepEqual(
    server.seen.map((each) => each.body),
    Array(12).fill('data'),
  );
  assert.deepEqual(
    new Set(server.seen.map((each) => each.headers['content-type'])),
    new Set(['text/plain']),
  );
  const once = callEmpty(transport, undefined, {
    ...put,
    body: bytesBody({ data: data(), contentType: 'a/b' }, 'text/plain'),
  });
  await assert.rejects(once, (error) => error instanceof ServerError && error.attempts === 1);
  assert.equal(server.seen.at(-1)?.headers['content-type'], 'a/b');
});

test('bytes: a form body', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const body = formBody(
    { a: 'b c', list: [1, 2], none: undefined, o: { k: 1 } },
    { o: { style: 'deepObject' } },
  );
  await callJson(client(server.url).transport, undefined, { ...put, body });
  assert.equal(server.seen[0]?.body, 'a=b+c&list=1&list=2&o%5Bk%5D=1');
  assert.equal(server.seen[0]?.headers['content-type'], 'application/x-www-form-urlencoded');
});
