import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EncodeError, encodeParam } from '../src/query.js';
import type { ParamPlace, ParamStyle } from '../src/query.js';
import { vectors } from './vectors.js';

interface QueryCase {
  name: string;
  in: ParamPlace;
  style: ParamStyle;
  explode: boolean;
  allow_reserved: boolean;
  param: string;
  value?: unknown;
  expect?: string;
  error?: string;
}

const members = [
  'in',
  'style',
  'explode',
  'allow_reserved',
  'param',
  'value',
  'expect',
  'error',
] as const;

for (const each of vectors<QueryCase>('query.json', members)) {
  test(`query: ${each.name}`, () => {
    const { style, explode, allow_reserved: allowReserved } = each;
    const encode = (): string =>
      encodeParam(each.in, each.param, each.value, { style, explode, allowReserved });
    if (each.error === undefined) {
      assert.equal(encode(), each.expect);
    } else {
      assert.throws(encode, (error) => error instanceof EncodeError && error.fault === each.error);
    }
  });
}

test('query: a lone surrogate is sent as U+FFFD', () => {
  assert.equal(encodeParam('query', 'q', 'a\ud800b'), 'q=a%EF%BF%BDb');
});

test('query: NaN is refused', () => {
  assert.throws(() => encodeParam('query', 'q', Number.NaN), EncodeError);
});
