import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonLinesParser } from '../src/jsonl.js';
import { DEFAULT_EVENT_LIMIT, TooLargeError } from '../src/lines.js';
import { chunkings, vectors } from './vectors.js';
import type { Chunk } from './vectors.js';

interface LinesCase {
  name: string;
  chunks: Chunk[];
  limit?: number;
  lines: string[];
  error: 'too_large' | null;
}

function parse(
  chunks: Uint8Array[],
  limit = DEFAULT_EVENT_LIMIT,
): Pick<LinesCase, 'lines' | 'error'> {
  const parser = new JsonLinesParser(limit);
  const lines: string[] = [];
  try {
    for (const chunk of chunks) {
      for (const line of parser.feed(chunk)) {
        lines.push(line);
      }
    }
    lines.push(...parser.end());
  } catch (error) {
    assert.ok(error instanceof TooLargeError);
    return { lines, error: 'too_large' };
  }
  return { lines, error: null };
}

for (const each of vectors<LinesCase>('jsonl.json', ['chunks', 'limit', 'lines', 'error'])) {
  test(`jsonl: ${each.name}`, () => {
    for (const chunks of chunkings(each.chunks)) {
      assert.deepEqual(parse(chunks, each.limit), { lines: each.lines, error: each.error });
    }
  });
}
