import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import { apiKeyAuth, basicAuth, bearerAuth } from '../src/auth.js';
import type { AuthScheme } from '../src/auth.js';
import { callJson } from '../src/calls.js';
import { APIError, InvalidRequestError, NotFoundError, UnauthorizedError } from '../src/errors.js';
import type { Logger } from '../src/log.js';
import { clientCredentialsAuth } from '../src/oauth2.js';
import type { RequestSpec } from '../src/request.js';
import { client, json, serve } from './server.js';

const spec: RequestSpec = {
  operation: 'things.get',
  method: 'GET',
  path: ['/things'],
  auth: [['key']],
};

test('auth: each scheme sends its credential in its place', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const ask = async (
    scheme: AuthScheme,
  ): Promise<{ target: string; headers: Record<string, unknown> }> => {
    await callJson(client(server.url, {}, new Map([['key', scheme]])).transport, undefined, {
      ...spec,
      query: ['a=1'],
    });
    return server.seen.at(-1) ?? assert.fail();
  };
  assert.equal((await ask(bearerAuth('s3cret'))).headers['authorization'], 'Bearer s3cret');
  assert.equal(
    (await ask(bearerAuth(async () => 'later'))).headers['authorization'],
    'Bearer later',
  );
  assert.equal(
    (await ask(basicAuth('u', 'pä:ss'))).headers['authorization'],
    `Basic ${btoa('u:pÃ¤:ss')}`,
  );
  assert.equal((await ask(apiKeyAuth('header', 'X-Key', 'k'))).headers['x-key'], 'k');
  assert.equal((await ask(apiKeyAuth('cookie', 'sid', 'k;1'))).headers['cookie'], 'sid=k%3B1');
  assert.equal((await ask(apiKeyAuth('query', 'key', 'k&1'))).target, '/things?a=1&key=k%261');
});

test('auth: the first alternative the client has all credentials for is used', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const schemes = new Map([
    ['b', apiKeyAuth('header', 'x-b', 'B')],
    ['c', apiKeyAuth('header', 'x-c', 'C')],
  ]);
  const { transport } = client(server.url, {}, schemes);
  await callJson(transport, undefined, { ...spec, auth: [['a', 'b'], ['b', 'c'], ['c']] });
  await callJson(transport, undefined, { ...spec, auth: undefined });
  await callJson(transport, undefined, { ...spec, auth: [['a'], []] });
  assert.deepEqual(
    server.seen.map(({ headers }) => [headers['x-b'], headers['x-c']]),
    [
      ['B', 'C'],
      [undefined, undefined],
      [undefined, undefined],
    ],
  );
});

test('auth: a header set by hand stays', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const { transport } = client(server.url, {}, new Map([['key', bearerAuth('k')]]));
  await callJson(transport, { headers: { Authorization: 'Custom 1' } }, spec);
  assert.equal(server.seen[0]?.headers.authorization, 'Custom 1');
});

test('auth: a credential that cannot be had or sent ends the call before it is sent', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const failing: AuthScheme[] = [
    bearerAuth(() => Promise.reject(new Error('vault is sealed'))),
    bearerAuth(() => ''),
    bearerAuth('s3cret\r\nx-evil: 1'),
  ];
  for (const scheme of failing) {
    const call = callJson(
      client(server.url, {}, new Map([['key', scheme]])).transport,
      undefined,
      spec,
    );
    await assert.rejects(
      call,
      (error) => error instanceof InvalidRequestError && !inspect(error).includes('s3cret'),
    );
  }
  assert.equal(server.seen.length, 0);
});

test('auth: a token is obtained once for all callers, kept, and replaced before it expires', async (t) => {
  const server = await serve(t, (response, seen, index) => {
    if (seen.target === '/token') {
      json(response, { access_token: `t${index}`, token_type: 'Bearer', expires_in: 100 });
    } else {
      json(response, seen.headers.authorization);
    }
  });
  const scheme = clientCredentialsAuth({
    tokenUrl: `${server.url}/token`,
    clientId: 'id',
    clientSecret: 'se cret',
    scopes: ['a', 'b'],
  });
  const { transport, clock } = client(server.url, {}, new Map([['key', scheme]]));
  const calls = Array.from({ length: 5 }, () => callJson(transport, undefined, spec));
  assert.deepEqual(await Promise.all(calls), Array(5).fill('Bearer t0'));
  clock.pass(69_000);
  assert.equal(await callJson(transport, undefined, spec), 'Bearer t0');
  clock.pass(2_000);
  assert.equal(await callJson(transport, undefined, spec), 'Bearer t7');
  const tokens = server.seen.filter((each) => each.target === '/token');
  assert.equal(tokens.length, 2);
  assert.equal(tokens[0]?.body, 'grant_type=client_credentials&scope=a%20b');
  assert.equal(tokens[0]?.headers.authorization, `Basic ${btoa('id:se%20cret')}`);
  assert.equal(tokens[0]?.headers['content-type'], 'application/x-www-form-urlencoded');
});

test('auth: a token endpoint that refuses is the error of the call, and is asked again next time', async (t) => {
  const server = await serve(t, (response, _seen, index) =>
    index === 0
      ? json(response, { error: 'invalid_client' }, 401)
      : json(response, { access_token: 't' }),
  );
  const scheme = clientCredentialsAuth({
    tokenUrl: `${server.url}/token`,
    clientId: 'i',
    clientSecret: 's',
    send: 'body',
  });
  const { transport } = client(server.url, {}, new Map([['key', scheme]]));
  await assert.rejects(
    callJson(transport, undefined, spec),
    (error) => error instanceof UnauthorizedError && error.code === 'invalid_client',
  );
  assert.deepEqual(await callJson(transport, undefined, spec), { access_token: 't' });
  assert.match(server.seen[0]?.body ?? '', /client_id=i&client_secret=s$/);
});

test('auth: no secret reaches logs or errors', async (t) => {
  const server = await serve(t, (response) =>
    json(response, { message: 'no' }, 404, { 'set-cookie': 'sid=c4nary' }),
  );
  const lines: string[] = [];
  const write = (...parts: unknown[]): number => lines.push(inspect(parts, { depth: 9 }));
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const schemes = new Map([
    ['key', bearerAuth('c4nary')],
    ['odd', apiKeyAuth('header', 'X-Omoi', 'c4nary')],
    ['query', apiKeyAuth('query', 'k', 'c4nary')],
  ]);
  const { transport } = client(
    server.url,
    { logger, logLevel: 'debug', headers: { 'x-token': 'c4nary' } },
    schemes,
  );
  const call = callJson(
    transport,
    { headers: { 'x-session': 'c4nary', cookie: 'a=c4nary' } },
    { ...spec, auth: [['key', 'odd', 'query']], query: [{ name: 'q', value: 'c4nary' }] },
  );
  const error: unknown = await call.catch((reason: unknown) => reason);
  assert.ok(error instanceof NotFoundError);
  const { headers: _answer, ...own } = { ...(error as APIError) };
  assert.equal(server.seen[0]?.headers['x-omoi'], 'c4nary');
  assert.ok(lines.length >= 3, 'debug, info and the failure are logged');
  for (const text of [
    ...lines,
    String(error),
    error.stack ?? '',
    inspect(own, { depth: 9 }),
    inspect(transport, { depth: 9 }),
  ]) {
    assert.ok(!text.includes('c4nary'), text);
  }
});

test('auth: logging is off unless asked for, and can be switched on by the environment', async (t) => {
  const server = await serve(t, (response) => json(response, 1));
  const lines: string[] = [];
  const write = (line: string): number => lines.push(line);
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  await callJson(client(server.url, { logger }).transport, undefined, spec);
  assert.deepEqual(lines, []);
  process.env['RUNTIME_TEST_LOG'] = 'info';
  t.after(() => delete process.env['RUNTIME_TEST_LOG']);
  await callJson(client(server.url, { logger }).transport, undefined, spec);
  assert.deepEqual(lines, ['[test] things.get answered']);
});

test('auth: a base URL must be a web address without credentials, and is not shown if it has some', () => {
  assert.throws(() => client('javascript:alert(1)'), /not an http or https address/);
  assert.throws(() => client('nowhere'), InvalidRequestError);
  const isDiscreet = (error: unknown): boolean =>
    error instanceof InvalidRequestError && !error.message.includes('c4nary');
  assert.throws(() => client('https://user:c4nary@h'), isDiscreet);
});
