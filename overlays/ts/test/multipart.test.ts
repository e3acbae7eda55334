import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { test } from 'node:test';
import { encodeMultipart, filePart, multipartBody, textPart } from '../src/multipart.js';
import { EncodeError } from '../src/query.js';
import { vectors } from './vectors.js';

interface MultipartCase {
  name: string;
  boundary: string;
  parts: {
    name: string;
    filename: string | null;
    content_type: string | null;
    text?: string;
    hex?: string;
  }[];
  expect?: string;
  expect_hex?: string;
  error?: string;
}

async function bytesFrom(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) {
    all.push(chunk);
  }
  return Buffer.concat(all);
}

for (const each of vectors<MultipartCase>('multipart.json', [
  'boundary',
  'parts',
  'expect',
  'expect_hex',
  'error',
])) {
  test(`multipart: ${each.name}`, async () => {
    const parts = each.parts.map((part) => ({
      name: part.name,
      filename: part.filename ?? undefined,
      contentType: part.content_type ?? undefined,
      data: part.text ?? new Uint8Array(Buffer.from(part.hex ?? '', 'hex')),
    }));
    if (each.error !== undefined) {
      const isFault = (error: unknown): boolean =>
        error instanceof EncodeError && error.fault === each.error;
      await assert.rejects(bytesFrom(encodeMultipart(parts, each.boundary)), isFault);
      assert.throws(() => multipartBody(() => parts)(), isFault);
      return;
    }
    const expected =
      each.expect === undefined
        ? Buffer.from(each.expect_hex ?? '', 'hex')
        : Buffer.from(each.expect);
    assert.equal(
      (await bytesFrom(encodeMultipart(parts, each.boundary))).toString('hex'),
      expected.toString('hex'),
    );
    const body = multipartBody(() => parts)();
    const boundary = /boundary=(.*)$/.exec(body.contentType ?? '')?.[1] ?? '';
    const whole = Buffer.from(await (body.open() as Blob).arrayBuffer()).toString('latin1');
    const own = expected
      .toString('latin1')
      .replaceAll(`--${each.boundary}\r\n`, `--${boundary}\r\n`);
    assert.equal(whole, own.replace(`--${each.boundary}--\r\n`, `--${boundary}--\r\n`));
  });
}

test('multipart: a file takes name and type of its File, else those of its part', () => {
  const file = new File(['x'], 'a.txt', { type: 'text/plain' });
  assert.deepEqual(filePart('f', file), [
    { name: 'f', filename: 'a.txt', contentType: 'text/plain', data: file },
  ]);
  assert.deepEqual(filePart('f', 'x', 'text/css'), [
    { name: 'f', filename: 'f', contentType: 'text/css', data: 'x' },
  ]);
  assert.deepEqual(filePart('f', undefined), []);
});

test('multipart: a stream of Node that reads a file has the name of the file', async () => {
  const stream = createReadStream(import.meta.filename);
  assert.equal(filePart('f', stream)[0]?.filename, 'multipart.test.js');
  assert.equal(filePart('f', { data: stream, filename: 'b' })[0]?.filename, 'b');
  stream.destroy();
});

test('multipart: a body with a one-way stream cannot be sent again, one with a function can', () => {
  async function* data(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1);
  }
  assert.equal(multipartBody(() => filePart('f', data()))().rewindable, false);
  assert.equal(
    multipartBody(() => [...filePart('f', data), ...textPart('a', 1)])().rewindable,
    true,
  );
});
