const SECRET_HEADER =
  /^(?:cookie|set-cookie)$|authorization|key|token|secret|password|session|signature/i;
const SCHEME = /^(Basic|Bearer|Digest|DPoP|Negotiate|Token|ApiKey) +\S/i;

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** A URL as logs and errors may show it: without user info, query and fragment. */
export function redactUrl(url: string): string {
  const shown = url.replace(/[?#].*$/s, '');
  return shown.replace(/^([^/]*\/\/)([^/]*)@/, '$1');
}

/** The value of a header as logs may show it. */
export function redactHeader(name: string, value: string): string {
  if (!SECRET_HEADER.test(name) || name.toLowerCase() === 'idempotency-key') {
    return value;
  }
  const scheme = /^(?:proxy-)?authorization$/i.test(name) ? SCHEME.exec(value)?.[1] : undefined;
  return scheme === undefined ? REDACTED : `${scheme} ${REDACTED}`;
}
