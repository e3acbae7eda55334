import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TooLargeError } from '../src/lines.js';
import { DEFAULT_EVENT_LIMIT } from '../src/lines.js';
import { SseParser } from '../src/sse.js';
import { chunkings, vectors } from './vectors.js';
import type { Chunk } from './vectors.js';

interface SseCase {
  name: string;
  chunks: Chunk[];
  limit?: number;
  events: { event: string; data: string; id: string | null; retry: number | null }[];
  last_event_id: string;
  retry: number | null;
  error: 'too_large' | null;
}

type SseOutcome = Pick<SseCase, 'events' | 'last_event_id' | 'retry' | 'error'>;

function parse(chunks: Iterable<Uint8Array>, limit = DEFAULT_EVENT_LIMIT): SseOutcome {
  const parser = new SseParser(limit);
  const outcome: SseOutcome = { events: [], last_event_id: '', retry: null, error: null };
  try {
    for (const chunk of chunks) {
      for (const item of parser.feed(chunk)) {
        if (item.event !== undefined) {
          const { event, data, id = null, retry = null } = item;
          outcome.events.push({ event, data, id, retry });
        }
        outcome.last_event_id = item.id ?? outcome.last_event_id;
      }
    }
  } catch (error) {
    assert.ok(error instanceof TooLargeError);
    outcome.error = 'too_large';
  }
  outcome.retry = parser.retry ?? null;
  return outcome;
}

for (const each of vectors<SseCase>('sse.json', [
  'chunks',
  'limit',
  'events',
  'last_event_id',
  'retry',
  'error',
])) {
  test(`sse: ${each.name}`, () => {
    const { events, last_event_id, retry, error } = each;
    for (const chunks of chunkings(each.chunks)) {
      assert.deepEqual(parse(chunks, each.limit), { events, last_event_id, retry, error });
    }
  });
}

test('sse: a line of 4 MiB fed byte by byte is parsed in linear time and little memory', () => {
  const size = 4 * 1024 * 1024;
  const one = Uint8Array.of(0x61);
  const end = new TextEncoder().encode('\n\n');
  function* drip(): Generator<Uint8Array> {
    yield new TextEncoder().encode('data:');
    for (let sent = 0; sent < size; sent += 1) {
      yield one;
    }
    yield end;
  }
  assert.equal(parse(drip()).events[0]?.data.length, size);
});
