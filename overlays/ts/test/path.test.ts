import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinUrl } from '../src/path.js';
import { EncodeError } from '../src/query.js';
import { vectors } from './vectors.js';

interface PathCase {
  name: string;
  base: string;
  segments: (string | { param: string })[];
  query: string[];
  expect?: string;
  error?: string;
}

for (const each of vectors<PathCase>('path.json', [
  'base',
  'segments',
  'query',
  'expect',
  'error',
])) {
  test(`path: ${each.name}`, () => {
    const path = each.segments.map((part) =>
      typeof part === 'string' ? part : { name: 'p', value: part.param },
    );
    const join = (): string => joinUrl(each.base, path, each.query);
    if (each.error === undefined) {
      assert.equal(join(), each.expect);
    } else {
      assert.throws(join, (error) => error instanceof EncodeError && error.fault === each.error);
    }
  });
}

test('path: literal text and a value must not make dots together', () => {
  const path = ['/files/.', { name: 'p', value: '.' }];
  assert.throws(() => joinUrl('https://h', path, []), EncodeError);
});
