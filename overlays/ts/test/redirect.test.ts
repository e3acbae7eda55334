import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiKeyAuth, basicAuth, bearerAuth } from '../src/auth.js';
import { bytesBody, jsonBody } from '../src/body.js';
import { callJson } from '../src/calls.js';
import { StatusError } from '../src/errors.js';
import { followRedirect } from '../src/redirect.js';
import type { RequestSpec } from '../src/request.js';
import { client, json, serve } from './server.js';

const spec: RequestSpec = {
  operation: 'things.get',
  method: 'GET',
  path: ['/from'],
  accept: 'application/json',
  auth: [['a', 'b', 'c', 'd', 'e']],
};

const schemes = new Map([
  ['a', bearerAuth('s3cret')],
  ['b', apiKeyAuth('header', 'X-Api', 's3cret')],
  ['c', apiKeyAuth('query', 'key', 's3cret')],
  ['d', apiKeyAuth('cookie', 'sid', 's3cret')],
  ['e', basicAuth('u', 's3cret')],
]);

test('redirect: another origin gets no credential of any kind', async (t) => {
  const other = await serve(t, (response) => json(response, 'other'));
  const server = await serve(t, (response) =>
    json(response, {}, 302, { location: `${other.url}/to?x=1` }),
  );
  const { transport } = client(server.url, { headers: { 'x-custom': 's3cret' } }, schemes);
  assert.equal(
    await callJson(
      transport,
      {
        headers: { 'x-own': 's3cret' },
        idempotencyKey: 's3cret',
      },
      spec,
    ),
    'other',
  );
  const seen = other.seen[0] ?? assert.fail();
  assert.equal(seen.target, '/to?x=1');
  assert.ok(!JSON.stringify(seen).includes('s3cret'), JSON.stringify(seen));
  assert.equal(seen.headers.accept, 'application/json');
  assert.ok(JSON.stringify(server.seen).includes('s3cret'));
});

test('redirect: the same origin keeps headers; 303 and a moved POST become GET, 307 stays', async (t) => {
  const server = await serve(t, (response, seen) => {
    const status = /^\/from\/(\d+)/.exec(seen.target)?.[1];
    if (status === undefined) {
      json(response, [
        seen.method,
        seen.body,
        seen.headers['content-type'] ?? null,
        seen.headers.authorization,
      ]);
    } else {
      json(response, {}, Number(status), { location: '../to' });
    }
  });
  const { transport } = client(server.url, {}, new Map([['a', bearerAuth('k')]]));
  const post: RequestSpec = { ...spec, method: 'POST', auth: [['a']], body: jsonBody({ x: 1 }) };
  const asGet = ['GET', '', null, 'Bearer k'];
  const kept = ['POST', '{"x":1}', 'application/json', 'Bearer k'];
  for (const [status, expected] of [
    [301, asGet],
    [302, asGet],
    [303, asGet],
    [307, kept],
    [308, kept],
  ]) {
    assert.deepEqual(
      await callJson(transport, undefined, { ...post, path: [`/from/${String(status)}`] }),
      expected,
    );
  }
});

test('redirect: at most five, and never where it must not lead', async (t) => {
  const server = await serve(t, (response, seen) =>
    json(response, { hidden: true }, 307, {
      location: seen.target === '/loop' ? '/loop' : decodeURIComponent(seen.target.slice(1)),
      'x-request-id': 'req_1',
    }),
  );
  const other = await serve(t, (response) => json(response, 1));
  const { transport } = client(server.url);
  const refusal = async (request: Partial<RequestSpec>): Promise<string> => {
    const error: unknown = await callJson(transport, undefined, { ...spec, ...request }).catch(
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof StatusError);
    assert.equal(error.status, 307);
    assert.equal(error.attempts, 1);
    assert.equal(error.requestId, 'req_1');
    return error.message;
  };
  assert.match(await refusal({ path: ['/loop'] }), /more than 5 redirects/);
  assert.equal(server.seen.length, 6);
  assert.match(await refusal({ path: ['/file%3A%2F%2F%2Fetc%2Fpasswd'] }), /no web address/);
  assert.match(
    await refusal({ path: [`/${encodeURIComponent(other.url.replace('//', '//u:p@'))}`] }),
    /no web address/,
  );
  const toOther = [`/${encodeURIComponent(other.url)}`];
  assert.match(
    await refusal({ path: toOther, method: 'POST', body: jsonBody(1) }),
    /another origin/,
  );
  async function* once(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1);
  }
  const stream = bytesBody(once(), 'application/octet-stream');
  assert.match(
    await refusal({ path: ['/%2Fto'], method: 'POST', body: stream }),
    /cannot be sent again/,
  );
  assert.equal(other.seen.length, 0);
});

test('redirect: never from https to http', () => {
  const response = new Response(null, { status: 302, headers: { location: 'http://h/x' } });
  const request = { url: 'https://h/x', method: 'GET', headers: new Map(), rewindable: true };
  assert.equal(followRedirect(request, response), 'redirect from https to http');
});
