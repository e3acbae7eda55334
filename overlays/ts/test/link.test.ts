import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextLink } from '../src/link.js';
import { vectors } from './vectors.js';

interface LinkCase {
  name: string;
  header: string[];
  base: string;
  next: string | null;
}

for (const each of vectors<LinkCase>('link.json', ['header', 'base', 'next'])) {
  test(`link: ${each.name}`, () => {
    const header = each.header.length === 0 ? null : each.header.join(', ');
    assert.equal(nextLink(header, each.base) ?? null, each.next);
  });
}

test('link: an answer from another origin cannot send credentials there', () => {
  assert.equal(nextLink('</x?page=2>; rel="next"', 'https://other/x', 'https://h/x'), undefined);
});
