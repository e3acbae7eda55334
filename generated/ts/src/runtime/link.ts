import type { Exchange } from './exchange.js';
import { parseUrl } from './platform.js';

/** The URL of the next page from the `Link` header of an answer. */
export function nextByHeader({ response, url, askedUrl }: Exchange): string | undefined {
  return nextLink(response.headers.get('link'), url, askedUrl);
}

/** The URL of the next page from a member of its body. */
export function nextByUrl(next: unknown, { url, askedUrl }: Exchange): string | undefined {
  return typeof next === 'string' && next !== '' ? sameOrigin(next, url, askedUrl) : undefined;
}

interface Link {
  readonly target: string;
  readonly params: ReadonlyMap<string, string>;
}

const TOKEN = /[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)/y;
const VALUE = /[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",;<>]*))/y;

/**
 * The URL of the next page from a `Link` header (RFC 8288), resolved against `base`; `undefined` where there is none or
 * where it has another origin than `home`.
 */
export function nextLink(
  header: string | null,
  base: string,
  home: string = base,
): string | undefined {
  for (const { target, params } of parseLinks(header ?? '')) {
    const relations =
      params
        .get('rel')
        ?.toLowerCase()
        .split(/[ \t]+/) ?? [];
    if (relations.includes('next') && !params.has('anchor')) {
      return sameOrigin(target, base, home);
    }
  }
  return undefined;
}

/** `target` resolved against `base`; `undefined` where it is no URL or has another origin than `home`. */
export function sameOrigin(target: string, base: string, home: string = base): string | undefined {
  const from = parseUrl(home);
  const url = parseUrl(target, base);
  return url !== undefined && url.origin === from?.origin && url.origin !== 'null'
    ? url.href
    : undefined;
}

function* parseLinks(header: string): Generator<Link, void> {
  const start = /[ \t,]*<([^>]*)>/y;
  while (start.lastIndex < header.length) {
    const target = start.exec(header)?.[1];
    if (target === undefined) {
      return;
    }
    const [params, end] = parseParams(header, start.lastIndex);
    yield { target, params };
    start.lastIndex = end;
    if (end < header.length && !/^[ \t]*,/.test(header.slice(end))) {
      return;
    }
  }
}

/** The parameters from `at` on, the first of each name, and where they end. */
function parseParams(header: string, at: number): [ReadonlyMap<string, string>, number] {
  const params = new Map<string, string>();
  const semicolon = /[ \t]*;/y;
  let end = at;
  for (;;) {
    semicolon.lastIndex = end;
    if (!semicolon.test(header)) {
      return [params, end];
    }
    end = semicolon.lastIndex;
    TOKEN.lastIndex = end;
    const name = TOKEN.exec(header)?.[1]?.toLowerCase();
    if (name === undefined) {
      continue;
    }
    end = VALUE.lastIndex = TOKEN.lastIndex;
    const value = VALUE.exec(header);
    end = value === null ? end : VALUE.lastIndex;
    if (!params.has(name)) {
      params.set(name, value?.[1]?.replace(/\\(.)/g, '$1') ?? value?.[2] ?? '');
    }
  }
}
