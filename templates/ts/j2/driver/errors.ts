/** Errors as answers. */
import { Refusal } from './protocol.js';
import { APIError, StreamError } from './sdk.js';

/** All that an error tells. */
export function described(error: unknown): object {
  if (!(error instanceof APIError)) {
    const message = error instanceof Refusal ? error.message : String(error);
    return { kind: 'driver', message };
  }
  return {
    kind: error.kind,
    status: error.status ?? null,
    code: error.code ?? null,
    message: error.message,
    request_id: error.requestId ?? null,
    attempts: error.attempts,
    retry_after_ms: error.retryAfter ?? null,
    body: jsonBody(error),
    last_event_id: (error instanceof StreamError ? error.lastEventId : undefined) ?? null,
  };
}

/** The body where it is JSON: the SDK gives the text of any other. */
function jsonBody({ rawBody, body }: APIError): unknown {
  try {
    return rawBody === undefined ? (body ?? null) : JSON.parse(rawBody);
  } catch {
    // Text that is no JSON has no place in the answer.
    return null;
  }
}
