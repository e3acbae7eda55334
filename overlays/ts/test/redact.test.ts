import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactHeader, redactUrl } from '../src/redact.js';
import { vectors } from './vectors.js';

interface RedactCase {
  name: string;
  url?: string;
  header?: [string, string];
  expect: string;
}

for (const each of vectors<RedactCase>('redact.json', ['url', 'header', 'expect'])) {
  test(`redact: ${each.name}`, () => {
    assert.equal(
      each.header === undefined ? redactUrl(each.url ?? '') : redactHeader(...each.header),
      each.expect,
    );
  });
}
