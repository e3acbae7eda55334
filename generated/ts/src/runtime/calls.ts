import { APIPromise } from './api-promise.js';
import type { Call, WithResponse } from './api-promise.js';
import { requestId } from './error-body.js';
import type { Exchange } from './exchange.js';
import type { PlatformResponse } from './platform.js';
import { readChunks, readJson, readText } from './read.js';
import type { RequestOptions, RequestSpec } from './request.js';
import type { Transport } from './transport.js';

/** A value together with the exchange it came from. */
export function answer<T>(exchange: Exchange, data: T): WithResponse<T> {
  const { response, details } = exchange;
  return {
    data,
    response: response as PlatformResponse,
    requestId: requestId(response.headers),
    attempts: details.attempts ?? 1,
  };
}

/** A call whose value `decode` gets out of an answer. */
export function makeCall<T>(
  transport: Transport,
  options: RequestOptions | undefined,
  spec: RequestSpec,
  decode: (exchange: Exchange) => Promise<T> | T,
): Call<T> {
  return {
    decoded: () =>
      transport.run(spec, options ?? {}, async (exchange) =>
        answer(exchange, await decode(exchange)),
      ),
    raw: () =>
      transport.run(spec, options ?? {}, (exchange) => {
        exchange.untimed();
        return exchange.response as PlatformResponse;
      }),
  };
}

/** A call that gives a JSON value. */
export function callJson<T>(
  transport: Transport,
  options: RequestOptions | undefined,
  spec: RequestSpec,
): APIPromise<T> {
  const { maxResponseBytes } = transport.settings;
  // The type is the description's promise; members it does not know pass unchanged.
  const decode = async (exchange: Exchange): Promise<T> =>
    (await readJson(exchange, maxResponseBytes, false)) as T;
  return new APIPromise(makeCall(transport, options, spec, decode));
}

/** A call that gives a JSON value, or none. */
export function callOptionalJson<T>(
  transport: Transport,
  options: RequestOptions | undefined,
  spec: RequestSpec,
): APIPromise<T | undefined> {
  const { maxResponseBytes } = transport.settings;
  const decode = async (exchange: Exchange): Promise<T | undefined> =>
    (await readJson(exchange, maxResponseBytes, true)) as T | undefined;
  return new APIPromise(makeCall(transport, options, spec, decode));
}

/** A call that gives nothing but its success. */
export function callEmpty(
  transport: Transport,
  options: RequestOptions | undefined,
  spec: RequestSpec,
): APIPromise<void> {
  const { maxResponseBytes } = transport.settings;
  const decode = async (exchange: Exchange): Promise<void> => {
    await readChunks(exchange, maxResponseBytes);
  };
  return new APIPromise(makeCall(transport, options, spec, decode));
}

/** A call that gives text. */
export function callText(
  transport: Transport,
  options: RequestOptions | undefined,
  spec: RequestSpec,
): APIPromise<string> {
  const { maxResponseBytes } = transport.settings;
  return new APIPromise(
    makeCall(transport, options, { accept: 'text/plain', ...spec }, (exchange) =>
      readText(exchange, maxResponseBytes),
    ),
  );
}
