/**
 * Calls the package as lines of JSON on standard input tell it, and answers in lines of JSON on standard output. One
 * request is handled after the other.
 */
import { stdin } from 'node:process';

import { Call } from './call.js';
import { makeClient } from './client.js';
import { report } from './errors.js';
import { OPERATIONS } from './operations.js';
import { Refusal, answer, readRequest, recordOf } from './protocol.js';
import type { Request } from './protocol.js';
import type { Client } from './sdk.js';

let client: Client | undefined;

/** The lines of standard input. Only LF ends one: JSON text may hold any other separator. */
async function* lines(): AsyncGenerator<string, void, undefined> {
  stdin.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stdin) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  yield rest;
}

async function handle(line: string): Promise<void> {
  let id: unknown = null;
  try {
    const members = recordOf(parsed(line), 'the request');
    id = members['id'] ?? null;
    await carryOut(readRequest(members));
  } catch (error) {
    await report(id, error);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Refusal(`the request is not JSON: ${String(error)}`);
  }
}

async function carryOut(request: Request): Promise<void> {
  switch (request.op) {
    case '$ops':
      return answer(request.id, { value: Object.keys(OPERATIONS) });
    case '$client':
      client = makeClient(request.args);
      return answer(request.id, { done: {} });
    default:
      return callOperation(request);
  }
}

async function callOperation(request: Request): Promise<void> {
  const operation = Object.hasOwn(OPERATIONS, request.op) ? OPERATIONS[request.op] : undefined;
  if (operation === undefined) {
    throw new Refusal(`there is no operation ${JSON.stringify(request.op)}`);
  }
  client ??= makeClient({});
  const call = new Call(request);
  try {
    await operation(client, call);
  } finally {
    call.end();
  }
}

for await (const line of lines()) {
  if (line.trim() !== '') {
    await handle(line);
  }
}
