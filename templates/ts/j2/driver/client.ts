/** The client as a request wants it. */
import { Console } from 'node:console';
import { stderr } from 'node:process';

import { Members, Refusal } from './protocol.js';
import { CREDENTIALS, Client } from './sdk.js';
import type { ClientSettings } from './sdk.js';

const SETTINGS = [
  'base_url',
  'credentials',
  'max_retries',
  'timeout_ms',
  'idle_timeout_ms',
  'headers',
  'retry_base_ms',
];

/** The console of Node writes to standard output, which belongs to the answers. */
const logger = new Console({ stdout: stderr, stderr });

/** A client with the settings given; the others come from the environment and the package's defaults. */
export function makeClient(args: Readonly<Record<string, unknown>>): Client {
  const given = new Members(args, '$client', SETTINGS);
  const base = given.number('retry_base_ms');
  return new Client({
    baseURL: given.text('base_url'),
    maxRetries: given.number('max_retries'),
    timeout: given.number('timeout_ms'),
    idleTimeout: given.number('idle_timeout_ms'),
    headers: given.texts('headers'),
    retry: base === undefined ? undefined : { base },
    logger,
    ...credentials(given.texts('credentials') ?? {}),
  });
}

function credentials(secrets: Readonly<Record<string, string>>): ClientSettings {
  const all = Object.entries(secrets).map(([scheme, secret]) => {
    const settings = Object.hasOwn(CREDENTIALS, scheme) ? CREDENTIALS[scheme] : undefined;
    if (settings === undefined) {
      throw new Refusal(`$client: there is no credential ${JSON.stringify(scheme)}`);
    }
    return settings(secret);
  });
  return Object.assign({}, ...all) as ClientSettings;
}
