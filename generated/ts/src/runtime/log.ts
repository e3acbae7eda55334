import { platform } from './platform.js';
import { redactHeader, REDACTED } from './redact.js';

/** How much is logged. */
export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug';

/** Where log lines go; `console` is one. */
export interface Logger {
  debug(message: string, fields: object): void;
  info(message: string, fields: object): void;
  warn(message: string, fields: object): void;
  error(message: string, fields: object): void;
}

/** Writes one line, if its level is wanted. Bodies and secrets are never passed here. */
export type Log = (level: Exclude<LogLevel, 'off'>, message: string, fields: object) => void;

const LEVELS: readonly string[] = ['off', 'error', 'warn', 'info', 'debug'];

/** A log under `name`. Off unless `level` says otherwise, be it by option or by the environment. */
export function makeLog(name: string, level: string | undefined, logger: Logger | undefined): Log {
  const wanted = LEVELS.indexOf(level?.toLowerCase() ?? 'off');
  const target = logger ?? platform.console;
  return (each, message, fields) => {
    if (LEVELS.indexOf(each) <= wanted) {
      target?.[each](`[${name}] ${message}`, fields);
    }
  };
}

/** Headers as logs may show them; those in `secret` hold a credential whatever their name is. */
export function loggedHeaders(
  headers: ReadonlyMap<string, string>,
  secret: ReadonlySet<string>,
): Map<string, string> {
  return new Map(
    Array.from(headers, ([name, value]) => [
      name,
      secret.has(name) ? redactSecret(name, value) : redactHeader(name, value),
    ]),
  );
}

function redactSecret(name: string, value: string): string {
  const shown = redactHeader(name, value);
  return shown === value ? REDACTED : shown;
}
