import { chooseSchemes } from './auth.js';
import type { AuthContext, AuthSchemes, AuthTarget } from './auth.js';
import type { Body } from './body.js';
import { InvalidRequestError } from './errors.js';
import { setHeaders } from './options.js';
import type { Settings } from './options.js';
import { addQuery, joinUrl } from './path.js';
import { platform } from './platform.js';
import { EncodeError, checkHeaderName, checkHeaderValue, encodeParam, percent } from './query.js';
import { redactUrl } from './redact.js';
import type { Outgoing } from './redirect.js';
import type { Param, RequestOptions, RequestSpec } from './request.js';

/** A call whose arguments are checked and written; credentials are added for each attempt. */
export interface PreparedCall {
  readonly spec: RequestSpec;
  readonly options: RequestOptions;
  readonly url: string;
  /** URL for logs and errors. */
  readonly shownUrl: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Body | undefined;
  /** Whether an idempotency key goes along. */
  readonly hasKey: boolean;
}

/** One attempt of a call, and which of its headers hold credentials. */
export interface Attempt {
  readonly request: Outgoing;
  readonly secretHeaders: ReadonlySet<string>;
}

/** Checks and writes everything that stays the same over the attempts. */
export function prepare(
  spec: RequestSpec,
  options: RequestOptions,
  settings: Settings,
): PreparedCall {
  try {
    const url = spec.url ?? callUrl(spec, options, settings);
    const body = spec.body?.();
    if (body !== undefined && (spec.method === 'GET' || spec.method === 'HEAD')) {
      throw new EncodeError('unsupported', `fetch cannot send a body with ${spec.method}`);
    }
    const headers = callHeaders(spec, options, settings, body);
    const hasKey = headers.has('idempotency-key');
    return { spec, options, url, shownUrl: redactUrl(url), headers, body, hasKey };
  } catch (error) {
    if (error instanceof EncodeError) {
      throw new InvalidRequestError(`${spec.operation}: ${error.message}`, {
        method: spec.method,
        cause: error,
      });
    }
    throw error;
  }
}

function callUrl(spec: RequestSpec, options: RequestOptions, settings: Settings): string {
  const base =
    spec.baseURL === undefined
      ? settings.baseURL
      : new platform.URL(spec.baseURL, settings.baseURL).href;
  const extra = Object.entries({ ...settings.query, ...options.query }).map(
    ([name, value]): Param => ({ name, value }),
  );
  const query = [...(spec.query ?? []), ...extra].map(queryPiece);
  const url = joinUrl(base, spec.path, query);
  const parsed = new platform.URL(url);
  const depth = (path: string): number => path.split('/').length;
  const written = /^[^:]*:\/\/[^/?]*([^?]*)/.exec(url)?.[1] ?? '';
  // Every value was encoded; should the platform read the result in another way, it must not be sent.
  if (
    parsed.origin !== new platform.URL(base).origin ||
    depth(parsed.pathname) !== depth(written)
  ) {
    throw new EncodeError('dot_segment', `the path ${JSON.stringify(written)} leads elsewhere`);
  }
  return url;
}

function queryPiece(param: Param | string): string {
  if (typeof param === 'string') {
    return param;
  }
  if (param.whole === undefined || param.value === undefined || param.value === null) {
    return encodeParam('query', param.name, param.value, param);
  }
  if (param.whole === 'json') {
    return percent(JSON.stringify(param.value));
  }
  const pairs = Object.entries(param.value).map(([name, value]) =>
    encodeParam('form', name, value),
  );
  return pairs.filter((pair) => pair !== '').join('&');
}

function callHeaders(
  spec: RequestSpec,
  options: RequestOptions,
  settings: Settings,
  body: Body | undefined,
): Map<string, string> {
  const headers = new Map(settings.headers);
  const key =
    options.idempotencyKey ?? (spec.idempotencyKey === true ? settings.clock.uuid() : undefined);
  setHeaders(headers, {
    accept: spec.accept ?? 'application/json',
    'content-type': body?.contentType,
    'idempotency-key': key,
  });
  for (const param of spec.headers ?? []) {
    const value = encodeParam('header', param.name, param.value, param);
    setHeaders(headers, { [param.name]: value === '' ? undefined : value });
  }
  const cookies = (spec.cookies ?? []).map((param) =>
    encodeParam('cookie', param.name, param.value, param),
  );
  addCookies(headers, cookies);
  setHeaders(headers, options.headers ?? {});
  return headers;
}

function addCookies(headers: Map<string, string>, cookies: readonly string[]): void {
  const all = [headers.get('cookie') ?? '', ...cookies].filter((cookie) => cookie !== '');
  if (all.length > 0) {
    headers.set('cookie', all.join('; '));
  }
}

/** Adds the credentials of one attempt. A header that the caller set by hand stays. */
export async function authorize(
  call: PreparedCall,
  schemes: AuthSchemes,
  context: AuthContext,
): Promise<Attempt> {
  const headers = new Map(call.headers);
  const secretHeaders = new Set<string>();
  const query: string[] = [];
  const target: AuthTarget = {
    header(name, value) {
      checkHeaderName(name);
      checkHeaderValue(name, value);
      const key = name.toLowerCase();
      secretHeaders.add(key);
      headers.set(key, headers.get(key) ?? value);
    },
    query: (name, value) => query.push(`${percent(name)}=${percent(value)}`),
    cookie: (name, value) => addCookies(headers, [encodeParam('cookie', name, value)]),
  };
  for (const scheme of chooseSchemes(call.spec.auth ?? [], schemes)) {
    await scheme(target, context);
  }
  const url = addQuery(call.url, query);
  const { body } = call;
  const request = {
    url,
    method: call.spec.method,
    headers,
    open: body?.open,
    rewindable: body?.rewindable ?? true,
  };
  return { request, secretHeaders };
}
