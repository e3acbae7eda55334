import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';

const folder = new URL('../../../../../tests/vectors/', import.meta.url);

/**
 * The cases of one vector file. `members` are the members a case may have: one that the runner does not know is a
 * failure, so that no case is half-run.
 */
export function vectors<Case extends { name: string }>(
  file: string,
  members: readonly (keyof Case & string)[],
): Case[] {
  const { cases } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { cases: Case[] };
  assert.ok(cases.length > 0, `${file} has no cases`);
  assert.equal(
    new Set(cases.map((each) => each.name)).size,
    cases.length,
    `${file}: names are unique`,
  );
  for (const each of cases) {
    assertMembers(each, ['name', ...members], `${file}: ${each.name}`);
  }
  return cases;
}

/** Fails where `value` has a member outside `known`. */
export function assertMembers(value: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(value).filter((member) => !known.includes(member));
  assert.deepEqual(unknown, [], `${where}: members this runner does not know`);
}

/** Text, or bytes as hexadecimal digits. */
export type Chunk = string | { hex: string };

/** The bytes of one chunk. */
export function bytesOf(chunk: Chunk): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk.hex, 'hex');
}

/** The chunks as given, byte by byte, and split in two at every offset. */
export function* chunkings(chunks: readonly Chunk[]): Generator<Uint8Array[]> {
  const given = chunks.map(bytesOf);
  const whole = Buffer.concat(given);
  yield given;
  yield Array.from(whole, (byte) => Uint8Array.of(byte));
  for (let offset = 0; offset <= whole.length; offset += 1) {
    yield [whole.subarray(0, offset), whole.subarray(offset)];
  }
}
