/** Credentials of more than one part. */

/** `name:password`, cut at the first colon. */
export function nameAndPassword(secret: string): { username: string; password: string } {
  const colon = secret.indexOf(':');
  return colon === -1
    ? { username: secret, password: '' }
    : { username: secret.slice(0, colon), password: secret.slice(colon + 1) };
}
