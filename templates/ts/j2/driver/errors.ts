/** Errors as answers. */
import { stderr } from 'node:process';

import { Refusal, answer } from './protocol.js';
import { APIError, StreamError } from './sdk.js';

/** Answers with an error. `lastEventId`: of the stream that it ended. */
export async function report(
  id: unknown,
  error: unknown,
  lastEventId: string | undefined = undefined,
): Promise<void> {
  if (!(error instanceof APIError || error instanceof Refusal)) {
    const { stack } = error as { stack?: string };
    stderr.write(`${stack ?? String(error)}\n`);
  }
  await answer(id, { error: described(error, lastEventId) });
}

/** All that an error tells. */
function described(error: unknown, lastEventId: string | undefined): object {
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
    last_event_id: (error instanceof StreamError ? error.lastEventId : lastEventId) || null,
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
