import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import {
  CancelledError,
  DecodeError,
  ForbiddenError,
  NotFoundError,
  ServerError,
  StreamError,
} from '../src/errors.js';
import { jsonEvent, namedEvent, taggedEvent, textEvent } from '../src/events.js';
import { bearerAuth } from '../src/auth.js';
import { jsonLines } from '../src/jsonl.js';
import type { RequestSpec } from '../src/request.js';
import { sse } from '../src/sse.js';
import { callStream } from '../src/stream.js';
import type { StreamOptions, StreamPromise, StreamSpec } from '../src/stream.js';
import type { Transport } from '../src/transport.js';
import { client, cut, json, serve } from './server.js';

const request: RequestSpec = {
  operation: 'events.stream',
  method: 'GET',
  path: ['/events'],
  auth: [['key']],
};
const feed: StreamSpec<string> = { framing: sse, feed: true, decode: textEvent };
const finite: StreamSpec<string> = { framing: sse, decode: textEvent };

function open(response: ServerResponse, type = 'text/event-stream'): void {
  response.writeHead(200, { 'content-type': type });
}

/** A stream of `spec` at the address of `each`. */
function streamOf<Event>(
  transport: Transport,
  each: RequestSpec,
  spec: StreamSpec<Event>,
  options?: StreamOptions,
): StreamPromise<Event> {
  return callStream(transport, options, { ...each, stream: spec });
}

/** Writes `text` and cuts the connection once it is on its way. */
function writeAndCut(response: ServerResponse, text: string): void {
  response.write(text, () => cut(response));
}

async function collect<T>(events: AsyncIterable<T>, take = Infinity): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) {
    all.push(event);
    if (all.length >= take) {
      break;
    }
  }
  return all;
}

test('stream: a drop in the middle is resumed behind the last event, with fresh credentials', async (t) => {
  const server = await serve(t, (response, seen, index) => {
    open(response);
    if (index === 0) {
      writeAndCut(response, 'id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: lo');
    } else {
      response.write(
        `id: 3\ndata: after ${String(seen.headers['last-event-id'])}\n\nid: 4\ndata: d\n\n`,
      );
    }
  });
  let keys = 0;
  const schemes = new Map([['key', bearerAuth(() => `k${(keys += 1)}`)]]);
  const { transport, clock } = client(server.url, {}, schemes);
  const stream = await streamOf(transport, request, feed);
  assert.equal(stream.lastEventId, undefined);
  const seen: (string | undefined)[] = [];
  for await (const event of stream) {
    seen.push(event, stream.lastEventId);
    if (event === 'd') {
      break;
    }
  }
  assert.deepEqual(seen, ['a', '1', 'b', '2', 'after 2', '3', 'd', '4']);
  assert.deepEqual(
    server.seen.map((each) => each.headers.authorization),
    ['Bearer k1', 'Bearer k2'],
  );
  assert.deepEqual(clock.waits, [750]);
  await server.disconnected;
});

test('stream: cut at every byte, no event is lost and none comes twice', async (t) => {
  const events = Array.from(
    { length: 6 },
    (_, index) => `id: ${index}\nevent: e\ndata: {"n":${index}}\ndata: \n\n`,
  );
  const whole = events.join('');
  for (let offset = 0; offset <= whole.length; offset += 1) {
    const bodies: string[] = [];
    const fetch = async (
      _url: string,
      init: { headers: [string, string][] },
    ): Promise<Response> => {
      const last = new Map(init.headers).get('last-event-id');
      const rest = events.slice(last === undefined ? 0 : Number(last) + 1).join('');
      const body = bodies.length === 0 ? rest.slice(0, offset) : rest;
      bodies.push(body);
      let sent = false;
      const stream = new ReadableStream({
        pull(controller) {
          if (sent) {
            controller.error(new TypeError('terminated'));
          } else {
            sent = true;
            controller.enqueue(new TextEncoder().encode(body));
          }
        },
      });
      return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
    };
    const { transport } = client('http://h', { fetch });
    const spec: StreamSpec<{ n: number }> = { framing: sse, feed: true, decode: jsonEvent() };
    const got = await collect(streamOf(transport, request, spec), events.length);
    assert.deepEqual(
      got.map(({ n }) => n),
      [0, 1, 2, 3, 4, 5],
      `cut at ${offset}`,
    );
  }
  t.diagnostic(`${whole.length + 1} offsets`);
});

test('stream: a feed that ends is connected again; an event sent once more is dropped', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    open(response);
    response.end(
      index === 0 ? 'id: 1\ndata: a\n\ndata: b\n\n' : 'id: 1\ndata: a\n\nid: 2\ndata: c\n\n',
    );
  });
  assert.deepEqual(await collect(streamOf(client(server.url).transport, request, feed), 3), [
    'a',
    'b',
    'c',
  ]);
});

test('stream: a finite stream ends with its connection, or with its terminator', async (t) => {
  const server = await serve(t, (response, seen) => {
    open(response);
    const done = seen.target === '/done' ? 'data: [DONE]\n\ndata: beyond\n\n' : '';
    response.end(`data: a\n\ndata: b\n\n${done}data: unfinished\n`);
  });
  const { transport } = client(server.url);
  assert.deepEqual(await collect(streamOf(transport, request, finite)), ['a', 'b']);
  const spec = { ...finite, terminator: '[DONE]' };
  assert.deepEqual(await collect(streamOf(transport, { ...request, path: ['/done'] }, spec)), [
    'a',
    'b',
  ]);
  assert.equal(server.seen.length, 2);
});

test('stream: a finite stream ends with the customary terminator, whether or not it was announced', async (t) => {
  const server = await serve(t, (response) => {
    open(response);
    response.end('data: {"n":1}\n\ndata: [DONE]\n\n');
  });
  const spec: StreamSpec<unknown> = { framing: sse, decode: jsonEvent() };
  const { transport } = client(server.url);
  assert.deepEqual(await collect(streamOf(transport, request, spec)), [{ n: 1 }]);
});

test('stream: a finite stream that breaks off is an error with the last id, unless it can be resumed', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    open(response);
    if (index % 2 === 0) {
      writeAndCut(response, 'id: 7\ndata: a\n\n');
    } else {
      response.end('id: 8\ndata: b\n\ndata: [DONE]\n\n');
    }
  });
  const { transport } = client(server.url);
  const got: string[] = [];
  await assert.rejects(
    async () => {
      for await (const event of streamOf(transport, request, finite)) {
        got.push(event);
      }
    },
    (error) => error instanceof StreamError && error.lastEventId === '7' && error.status === 200,
  );
  assert.deepEqual(got, ['a']);
  server.seen.length = 0;
  const resumable = { ...finite, resumable: true, terminator: '[DONE]' };
  assert.deepEqual(await collect(streamOf(transport, request, resumable)), ['a', 'b']);
});

test('stream: a finite stream that ends before its terminator is an error', async (t) => {
  const server = await serve(t, (response) => {
    open(response);
    response.end('data: a\n\n');
  });
  const spec = { ...finite, terminator: '[DONE]' };
  await assert.rejects(collect(streamOf(client(server.url).transport, request, spec)), StreamError);
});

test('stream: without ids a feed is not resumed once an event was delivered', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    open(response);
    writeAndCut(response, index === 0 ? ': nothing yet\n\n' : 'data: a\n\n');
  });
  await assert.rejects(
    collect(streamOf(client(server.url).transport, request, feed)),
    (error) =>
      error instanceof StreamError &&
      error.lastEventId === undefined &&
      /no id/.test(error.message),
  );
  assert.equal(server.seen.length, 2);
});

test('stream: the first connection fails like an ordinary call', async (t) => {
  const server = await serve(t, (response, _seen, index) =>
    index === 0 ? json(response, {}, 503) : json(response, { code: 'no_such_spec' }, 404),
  );
  const { transport, clock } = client(server.url);
  await assert.rejects(streamOf(transport, request, feed), NotFoundError);
  assert.equal(server.seen.length, 2);
  assert.deepEqual(clock.waits, [250]);
});

test('stream: while connecting again 204 ends it, another 4xx is the typed error', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    if (index % 2 === 0) {
      open(response);
      response.end('id: 1\ndata: a\n\n');
    } else if (index === 1) {
      response.writeHead(204).end();
    } else {
      json(response, { code: 'revoked' }, 403);
    }
  });
  const { transport } = client(server.url);
  assert.deepEqual(await collect(streamOf(transport, request, feed)), ['a']);
  await assert.rejects(
    collect(streamOf(transport, request, feed)),
    (error) => error instanceof ForbiddenError && error.code === 'revoked',
  );
});

test('stream: a server that is down is asked ten times, ever more slowly', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    if (index === 0) {
      open(response);
      response.end('retry: 100\nid: 1\ndata: a\n\n');
    } else {
      json(response, {}, 500);
    }
  });
  const { transport, clock } = client(server.url, {}, undefined, 20_000);
  clock.chance = 0;
  await assert.rejects(
    collect(streamOf(transport, request, feed)),
    (error) =>
      error instanceof StreamError &&
      error.lastEventId === '1' &&
      error.cause instanceof ServerError,
  );
  assert.equal(server.seen.length, 11);
  assert.deepEqual(clock.waits, [50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000]);
});

test('stream: silence ends a connection; a feed goes on behind its last event', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    open(response);
    response.write(index === 0 ? 'id: 1\ndata: a\n\n' : 'id: 2\ndata: b\n\n');
  });
  const { transport, clock } = client(server.url);
  const events = (await streamOf(transport, request, feed, { idleTimeout: 45_000 }))[
    Symbol.asyncIterator
  ]();
  assert.equal((await events.next()).value, 'a');
  const next = events.next();
  await clock.elapse(45_000);
  await server.disconnected;
  assert.equal((await next).value, 'b');
  assert.equal(server.seen[1]?.headers['last-event-id'], '1');
  await events.return();
  assert.deepEqual(clock.pending, []);
});

test('stream: leaving the loop closes the connection', async (t) => {
  const server = await serve(t, (response) => {
    open(response);
    response.write('data: a\n\ndata: b\n\n');
  });
  const { transport, clock } = client(server.url);
  assert.deepEqual(await collect(streamOf(transport, request, feed), 1), ['a']);
  await server.disconnected;
  assert.deepEqual(clock.pending, []);
});

test('stream: close and asyncDispose end the iteration and close the connection', async (t) => {
  const server = await serve(t, (response) => {
    open(response);
    response.write('data: a\n\ndata: b\n\n');
  });
  const { transport } = client(server.url);
  const stream = await streamOf(transport, request, feed);
  const events = stream[Symbol.asyncIterator]();
  assert.equal((await events.next()).value, 'a');
  await stream[Symbol.asyncDispose]();
  assert.deepEqual(await events.next(), { done: true, value: undefined });
  await server.disconnected;
  const waiting = await streamOf(transport, request, feed);
  const pending = collect(waiting, 3);
  waiting.close();
  assert.deepEqual(await pending, []);
});

test("stream: the caller's signal ends it with a cancelled error, also between connections", async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    if (index === 0) {
      open(response);
      response.end('retry: 60000\nid: 1\ndata: a\n\n');
    }
  });
  const { transport, clock } = client(server.url);
  const controller = new AbortController();
  const events = (await streamOf(transport, request, feed, { signal: controller.signal }))[
    Symbol.asyncIterator
  ]();
  assert.equal((await events.next()).value, 'a');
  const next = events.next();
  while (!clock.pending.includes(45_000)) {
    await new Promise(setImmediate);
  }
  controller.abort();
  await assert.rejects(next, CancelledError);
  assert.equal(server.seen.length, 1);
  assert.deepEqual(clock.pending, []);
});

test('stream: it can be opened behind an event', async (t) => {
  const server = await serve(t, (response) => {
    open(response);
    response.write('id: 41\ndata: again\n\nid: 42\ndata: new\n\n');
  });
  const { transport } = client(server.url);
  assert.deepEqual(await collect(streamOf(transport, request, feed, { lastEventId: '41' }), 1), [
    'new',
  ]);
  assert.equal(server.seen[0]?.headers['last-event-id'], '41');
  await assert.rejects(streamOf(transport, request, feed, { lastEventId: '4\n1' }), /cannot carry/);
});

test('stream: an event beyond the limit is a typed error that closes the connection', async (t) => {
  const server = await serve(t, (response) => {
    open(response);
    response.write(`id: 1\ndata: a\n\nid: 2\ndata: ${'x'.repeat(2000)}`);
  });
  const { transport } = client(server.url, { maxEventBytes: 1000 });
  await assert.rejects(
    collect(streamOf(transport, request, feed)),
    (error) =>
      error instanceof StreamError && error.lastEventId === '1' && /1000 bytes/.test(error.message),
  );
  await server.disconnected;
});

test('stream: an answer that is no stream is an error, not silence', async (t) => {
  const server = await serve(t, (response) => json(response, { ok: true }));
  await assert.rejects(streamOf(client(server.url).transport, request, feed), DecodeError);
});

test('stream: JSON lines come without resumption', async (t) => {
  const server = await serve(t, (response, _seen, index) => {
    open(response, 'application/x-ndjson');
    if (index === 0) {
      response.end('{"n":1}\n\n{"n":2}');
    } else {
      writeAndCut(response, '{"n":1}\n');
    }
  });
  const { transport } = client(server.url);
  const spec: StreamSpec<{ n: number }> = { framing: jsonLines, decode: jsonEvent() };
  assert.deepEqual(await collect(streamOf(transport, request, spec)), [{ n: 1 }, { n: 2 }]);
  await assert.rejects(collect(streamOf(transport, request, spec)), StreamError);
  assert.equal(server.seen.length, 2);
});

type Tagged = { type: 'a'; n: number } | { type: '$unknown'; event: string; raw: unknown };

function eventsOf(transport: Transport): Promise<Tagged[]> {
  return collect(
    streamOf(transport, request, { framing: sse, decode: taggedEvent<Tagged>('type', ['a']) }),
  );
}

test('stream: a union by its tag; types of later versions are delivered as unknown', async (t) => {
  const bodies = [
    'data: {"type":"a","n":1,"new":true}\n\nevent: b\ndata: {"type":"b","n":2}\n\n',
    'data: 5\n\nevent: ping\ndata: not json\n\ndata: {"type":"__proto__"}\n\ndata: {"n":1}\n\n',
    'event: a\ndata: {"type":\n\n',
  ];
  const server = await serve(t, (response, _seen, index) => {
    open(response);
    response.end(bodies[index]);
  });
  const { transport } = client(server.url);
  assert.deepEqual(await eventsOf(transport), [
    { type: 'a', n: 1, new: true },
    { type: '$unknown', event: 'b', raw: { type: 'b', n: 2 } },
  ]);
  assert.deepEqual(await eventsOf(transport), [
    { type: '$unknown', event: 'message', raw: 5 },
    { type: '$unknown', event: 'ping', raw: 'not json' },
    { type: '$unknown', event: '__proto__', raw: { type: '__proto__' } },
    { type: '$unknown', event: 'message', raw: { n: 1 } },
  ]);
  await assert.rejects(
    eventsOf(transport),
    (error) => error instanceof DecodeError && error.rawBody === '{"type":',
  );
});

test('stream: a union by the name of the event', () => {
  const decode = namedEvent<unknown>(['a']);
  const event = { id: undefined, ownId: false, retry: undefined };
  assert.deepEqual(decode({ ...event, event: 'a', data: '1' }), { event: 'a', data: 1 });
  assert.deepEqual(decode({ ...event, event: 'b', data: 'x' }), {
    event: '$unknown',
    name: 'b',
    raw: 'x',
  });
});
