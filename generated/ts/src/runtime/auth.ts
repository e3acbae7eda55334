import type { Clock } from './clock.js';
import { InvalidRequestError } from './errors.js';
import { platform, utf8 } from './platform.js';
import type { AbortSignalLike, Fetch } from './platform.js';

/** A secret: its text, or a function that obtains it anew for each attempt. */
export type Credential = string | (() => string | Promise<string>);

/** A user name with its password. */
export interface BasicCredentials {
  readonly username: Credential;
  readonly password: Credential;
}

/** What a scheme may add to a request. */
export interface AuthTarget {
  header(name: string, value: string): void;
  query(name: string, value: string): void;
  cookie(name: string, value: string): void;
}

/** What a scheme may use to obtain its credential. */
export interface AuthContext {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Ends when the attempt does. */
  readonly signal: AbortSignalLike;
}

/** One way to prove who calls. */
export type AuthScheme = (target: AuthTarget, context: AuthContext) => Promise<void>;

/** The schemes a client has credentials for, by their name in the description. */
export type AuthSchemes = ReadonlyMap<string, AuthScheme>;

/** Schemes that suffice together; the first alternative whose schemes the client all has is used. */
export type AuthRule = readonly (readonly string[])[];

/** `Authorization: Bearer …`. */
export function bearerAuth(credential: Credential): AuthScheme {
  return async (target) => target.header('authorization', `Bearer ${await resolve(credential)}`);
}

/** `Authorization: Basic …`. */
export function basicAuth(username: Credential, password: Credential): AuthScheme {
  return async (target) => {
    const pair = `${await resolve(username)}:${await resolve(password)}`;
    target.header('authorization', `Basic ${base64(pair)}`);
  };
}

/** A key in a header, a query parameter or a cookie. */
export function apiKeyAuth(
  place: 'header' | 'query' | 'cookie',
  name: string,
  credential: Credential,
): AuthScheme {
  return async (target) => target[place](name, await resolve(credential));
}

/** The schemes to apply under `rule`; none when the client has no complete alternative. */
export function chooseSchemes(rule: AuthRule, schemes: AuthSchemes): AuthScheme[] {
  const alternative = rule.find((names) => names.every((name) => schemes.has(name))) ?? [];
  return alternative.flatMap((name) => schemes.get(name) ?? []);
}

/** Base64 of the UTF-8 bytes of `text`. */
export function base64(text: string): string {
  return platform.btoa(String.fromCharCode(...utf8(text)));
}

/** The text of a credential. */
export async function resolve(credential: Credential): Promise<string> {
  const text = typeof credential === 'string' ? credential : await obtain(credential);
  if (typeof text !== 'string' || text === '') {
    throw new InvalidRequestError('a credential is empty');
  }
  return text;
}

async function obtain(provider: () => string | Promise<string>): Promise<string> {
  try {
    return await provider();
  } catch (cause) {
    throw new InvalidRequestError('a credential could not be obtained: its function failed', {
      cause,
    });
  }
}
