import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { AuthSchemes } from '../src/auth.js';
import type { ClientOptions } from '../src/options.js';
import { Transport } from '../src/transport.js';
import { TestClock } from './clock.js';

/** One request as the server saw it. */
export interface Seen {
  method: string;
  /** The request target, not normalised. */
  target: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Answers one request; its body has been read. */
export type Handler = (response: ServerResponse, seen: Seen, index: number) => void | Promise<void>;

export interface TestServer {
  readonly url: string;
  /** Requests in the order of their arrival. */
  readonly seen: Seen[];
  /** Resolves when the client has closed the connection of a request. */
  readonly disconnected: Promise<void>;
}

/** A server on a port of its own, stopped when the test ends. */
export async function serve(context: TestContext, handler: Handler): Promise<TestServer> {
  const seen: Seen[] = [];
  let disconnect = (): void => undefined;
  const disconnected = new Promise<void>((resolve) => (disconnect = resolve));
  const server = createServer(async (request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) {
        disconnect();
      }
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { method = '', url = '', headers } = request;
    const each = { method, target: url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(each);
    await handler(response, each, seen.length - 1);
  });
  const { url } = await listen(context, server);
  return { url, seen, disconnected };
}

/** Lets `server` listen until the test ends. */
export async function listen(
  context: TestContext,
  server: ReturnType<typeof createServer>,
): Promise<{ url: string }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** Cuts the connection. */
export function cut(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** A client of a test server, with its clock. */
export function client(
  baseURL: string,
  options: ClientOptions = {},
  schemes: AuthSchemes = new Map(),
  auto = 10_000,
): { transport: Transport; clock: TestClock } {
  const clock = new TestClock(auto);
  const identity = {
    name: 'test',
    version: '1.2.3',
    generator: 'clade/0',
    envPrefix: 'RUNTIME_TEST',
    baseURL,
  };
  return { transport: new Transport(identity, { clock, ...options }, schemes), clock };
}

/** A port where nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
