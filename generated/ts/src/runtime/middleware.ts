import { InvalidRequestError } from './errors.js';
import { platform } from './platform.js';
import type {
  AbortSignalLike,
  PlatformRequest,
  PlatformResponse,
  RequestLike,
  ResponseLike,
} from './platform.js';
import type { Outgoing } from './redirect.js';
import type { Middleware } from './request.js';

/** Sends a request through `middleware`, the first being the outermost, and in the end to `send`. */
export function throughMiddleware(
  middleware: readonly Middleware[],
  request: Outgoing,
  signal: AbortSignalLike,
  send: (request: Outgoing, whole: RequestLike) => Promise<ResponseLike>,
): Promise<ResponseLike> {
  const { Request } = platform;
  if (Request === undefined) {
    throw new InvalidRequestError('this platform has no Request class: middleware cannot run');
  }
  const whole = new Request(request.url, { ...fetchInit(request), signal });
  const last = (sent: RequestLike): Promise<ResponseLike> => send(readRequest(sent), sent);
  const chain = middleware.reduceRight<(request: RequestLike) => Promise<ResponseLike>>(
    (next, each) => (sent) =>
      // The platform's own classes, seen from inside through the part of them that the runtime uses.
      each(
        sent as PlatformRequest,
        (changed) => next(changed as RequestLike) as Promise<PlatformResponse>,
      ) as Promise<ResponseLike>,
    last,
  );
  return chain(whole);
}

/** A request that middleware may have changed; its body can be sent once. */
function readRequest(request: RequestLike): Outgoing {
  const headers = new Map<string, string>();
  request.headers.forEach((value, name) => headers.set(name, value));
  const open = request.body === null ? undefined : () => request.body;
  return { url: request.url, method: request.method, headers, open, rewindable: false };
}

/** What `fetch` and `Request` take beside the URL. */
export function fetchInit({ method, headers, open }: Outgoing): object {
  const body = open?.();
  // Half duplex is what a streamed body needs and any other ignores.
  return {
    method,
    headers: [...headers],
    redirect: 'manual',
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  };
}
