import { base64, resolve } from './auth.js';
import type { AuthContext, AuthScheme, Credential } from './auth.js';
import { statusError } from './error-body.js';
import { APIError, DecodeError, InvalidRequestError } from './errors.js';
import { Exchange } from './exchange.js';
import { Guard } from './guard.js';
import { readEnv } from './platform.js';
import { percent } from './query.js';
import { readErrorText, readJson } from './read.js';
import { redactUrl } from './redact.js';

/** How to obtain tokens by the client credentials grant (RFC 6749 section 4.4). */
export interface ClientCredentials {
  /** Where tokens are given. Default: as the description says. */
  readonly tokenUrl?: string | undefined;
  readonly clientId: Credential;
  readonly clientSecret: Credential;
  readonly scopes?: readonly string[] | undefined;
  /** Where the client's id and secret go. Default: the `Authorization` header. */
  readonly send?: 'header' | 'body' | undefined;
}

interface Token {
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly expires: number;
}

/** A token is replaced this long before it expires, in milliseconds. */
const SKEW = 30_000;
/** Longest wait for the token endpoint, in milliseconds. */
const TIMEOUT = 30_000;
/** Lifetime of a token whose answer names none, in seconds. */
const DEFAULT_LIFETIME = 300;
/** Bytes the answer of the token endpoint may have. */
const LIMIT = 1024 * 1024;

/** `Authorization: Bearer …` with a token that is kept until shortly before it expires and obtained once for all callers. */
export function clientCredentialsAuth(
  credentials: ClientCredentials,
  tokenUrl?: string,
): AuthScheme {
  let token: Token | undefined;
  let pending: Promise<Token> | undefined;
  return async (target, context) => {
    if (token === undefined || context.clock.now() >= token.expires - SKEW) {
      // Shared by all callers: it must not end when the attempt of one of them does.
      pending ??= requestToken({ tokenUrl, ...credentials }, context).finally(
        () => (pending = undefined),
      );
      token = await pending;
    }
    target.header('authorization', `Bearer ${token.text}`);
  };
}

async function requestToken(credentials: ClientCredentials, context: AuthContext): Promise<Token> {
  const form = new Map([['grant_type', 'client_credentials']]);
  const headers = new Map([
    ['accept', 'application/json'],
    ['content-type', 'application/x-www-form-urlencoded'],
  ]);
  const [id, secret] = [
    await resolve(credentials.clientId),
    await resolve(credentials.clientSecret),
  ];
  if (credentials.send === 'body') {
    form.set('client_id', id).set('client_secret', secret);
  } else {
    headers.set('authorization', `Basic ${base64(`${percent(id)}:${percent(secret)}`)}`);
  }
  if (credentials.scopes !== undefined && credentials.scopes.length > 0) {
    form.set('scope', credentials.scopes.join(' '));
  }
  const body = Array.from(form, ([name, value]) => `${name}=${percent(value)}`).join('&');
  const init = { method: 'POST', headers: [...headers], body, redirect: 'error' };
  return post(credentials.tokenUrl ?? missingUrl(), init, context);
}

function missingUrl(): never {
  throw new InvalidRequestError('the description names no token URL: pass tokenUrl');
}

async function post(url: string, init: object, { fetch, clock }: AuthContext): Promise<Token> {
  const guard = new Guard(clock);
  const details = { method: 'POST', url: redactUrl(url) };
  guard.arm(TIMEOUT);
  try {
    const response = await guard.race(fetch(url, { ...init, signal: guard.signal }));
    const exchange = new Exchange(response, guard, details, url);
    if (response.status !== 200) {
      throw statusError(response.status, response.headers, await readErrorText(exchange), details);
    }
    return readToken(await readJson(exchange, LIMIT, false), clock.now());
  } catch (error) {
    throw error instanceof APIError ? error : guard.explain(error, details);
  } finally {
    guard.release();
  }
}

function readToken(answer: unknown, now: number): Token {
  const { access_token: text, expires_in: seconds } = Object(answer) as {
    access_token?: unknown;
    expires_in?: unknown;
  };
  if (typeof text !== 'string' || text === '') {
    // The answer may hold secrets: it is not kept.
    throw new DecodeError('the token endpoint answered without an access token');
  }
  const lifetime = Number(seconds);
  return { text, expires: now + 1000 * (lifetime > 0 ? lifetime : DEFAULT_LIFETIME) };
}

/** Client id and secret of the environment: `<prefix>_CLIENT_ID` and `<prefix>_CLIENT_SECRET`. */
export function readClientCredentials(prefix: string): ClientCredentials | undefined {
  const clientId = readEnv(`${prefix}_CLIENT_ID`);
  const clientSecret = readEnv(`${prefix}_CLIENT_SECRET`);
  return clientId === undefined || clientSecret === undefined
    ? undefined
    : { clientId, clientSecret };
}
