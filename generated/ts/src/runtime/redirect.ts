import { parseUrl, platform } from './platform.js';
import type { ResponseLike } from './platform.js';

/** A request as `fetch` gets it. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The body anew; `undefined` where there is none. */
  readonly open?: (() => unknown) | undefined;
  /** Whether `open` may be called again. */
  readonly rewindable: boolean;
}

/** Redirects followed in a row. */
export const MAX_REDIRECTS = 5;

/** Headers that hold nothing of the caller's and may go to another origin. */
const HARMLESS: ReadonlySet<string> = new Set(['accept', 'user-agent', 'range', 'content-type']);

/** Whether an answer is a redirect that can be followed. */
export function isRedirect(response: ResponseLike): boolean {
  return (
    [301, 302, 303, 307, 308].includes(response.status) && response.headers.get('location') !== null
  );
}

/** The request a redirect asks for, or why it is not followed. Credentials never go to another origin. */
export function followRedirect(request: Outgoing, response: ResponseLike): Outgoing | string {
  const from = new platform.URL(request.url);
  const to = parseUrl(response.headers.get('location') ?? '', request.url);
  if (
    to === undefined ||
    !/^https?:$/.test(to.protocol) ||
    to.username !== '' ||
    to.password !== ''
  ) {
    return 'redirect to something that is no web address';
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    return 'redirect from https to http';
  }
  const isGet =
    response.status === 303
      ? request.method !== 'HEAD'
      : response.status < 303 && request.method === 'POST';
  const open = isGet ? undefined : request.open;
  const crossOrigin = from.origin !== to.origin;
  if (open !== undefined && crossOrigin) {
    return 'redirect of a body to another origin';
  }
  if (open !== undefined && !request.rewindable) {
    return 'redirect of a body that cannot be sent again';
  }
  const headers = Array.from(request.headers).filter(
    ([name]) =>
      (!crossOrigin || HARMLESS.has(name)) && (open !== undefined || !name.startsWith('content-')),
  );
  to.hash = '';
  return {
    ...request,
    url: to.href,
    method: isGet ? 'GET' : request.method,
    headers: new Map(headers),
    open,
  };
}
