/** Requests and answers as lines of JSON. */
import { stdout } from 'node:process';

/** One line of input. */
export interface Request {
  readonly id: unknown;
  readonly op: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly options: Options;
}

/** Options of a call, and of the driver. Times are in milliseconds. */
export interface Options {
  readonly timeout_ms: number | undefined;
  readonly max_retries: number | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly idempotency_key: string | undefined;
  readonly idle_timeout_ms: number | undefined;
  readonly last_event_id: string | undefined;
  readonly mode: string | undefined;
  readonly take: number | undefined;
  readonly cancel_after_ms: number | undefined;
  readonly raw: boolean | undefined;
}

/** The request is not one that the driver or the typed model understands. */
export class Refusal extends Error {}

/** A request out of the members of its line. */
export function readRequest(members: Readonly<Record<string, unknown>>): Request {
  const given = new Members(members, 'the request', ['id', 'op', 'args', 'options']);
  const op = given.text('op');
  if (op === undefined) {
    throw new Refusal('the request has no op');
  }
  const { args, options } = members;
  return {
    id: members['id'] ?? null,
    op,
    args: recordOf(args ?? {}, 'args'),
    options: readOptions(recordOf(options ?? {}, 'options')),
  };
}

const OPTIONS = [
  'timeout_ms',
  'max_retries',
  'headers',
  'idempotency_key',
  'idle_timeout_ms',
  'last_event_id',
  'mode',
  'take',
  'cancel_after_ms',
  'raw',
];

function readOptions(options: Readonly<Record<string, unknown>>): Options {
  const given = new Members(options, 'options', OPTIONS);
  const mode = given.text('mode');
  if (mode !== undefined && mode !== 'items' && mode !== 'page') {
    throw new Refusal(`options: mode is items or page, not ${JSON.stringify(mode)}`);
  }
  return {
    timeout_ms: given.number('timeout_ms'),
    max_retries: given.number('max_retries'),
    headers: given.texts('headers'),
    idempotency_key: given.text('idempotency_key'),
    idle_timeout_ms: given.number('idle_timeout_ms'),
    last_event_id: given.text('last_event_id'),
    mode,
    take: given.number('take'),
    cancel_after_ms: given.number('cancel_after_ms'),
    raw: given.flag('raw'),
  };
}

/** A JSON object of which all members are known. `null` is the same as absent. */
export class Members {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #what: string;

  constructor(members: Readonly<Record<string, unknown>>, what: string, known: readonly string[]) {
    this.#members = members;
    this.#what = what;
    const strange = Object.keys(members).find((name) => !known.includes(name));
    if (strange !== undefined) {
      throw new Refusal(`${what}: there is no member ${JSON.stringify(strange)}`);
    }
  }

  text(name: string): string | undefined {
    const value = this.#given(name);
    return value === undefined || typeof value === 'string' ? value : this.#refuse(name, 'text');
  }

  /** A whole number, not negative. */
  number(name: string): number | undefined {
    const value = this.#given(name);
    if (value === undefined) {
      return undefined;
    }
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value
      : this.#refuse(name, 'a whole number');
  }

  flag(name: string): boolean | undefined {
    const value = this.#given(name);
    return value === undefined || typeof value === 'boolean'
      ? value
      : this.#refuse(name, 'true or false');
  }

  /** An object of texts. */
  texts(name: string): Readonly<Record<string, string>> | undefined {
    const value = this.#given(name);
    if (value === undefined) {
      return undefined;
    }
    const texts = Object.entries(recordOf(value, `${this.#what}: ${name}`));
    return Object.fromEntries(
      texts.map(([key, text]) => [
        key,
        typeof text === 'string' ? text : this.#refuse(`${name}.${key}`, 'text'),
      ]),
    );
  }

  #given(name: string): unknown {
    return this.#members[name] ?? undefined;
  }

  #refuse(name: string, wanted: string): never {
    throw new Refusal(`${this.#what}: ${name} has to be ${wanted}`);
  }
}

/** `value` as a JSON object. */
export function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(`${what} has to be an object`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Writes one line, and waits until it is written, so that a slow reader slows the call down. */
export function answer(id: unknown, members: object): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(`${JSON.stringify({ id, ...members })}\n`, (error) => {
      if (error === undefined || error === null) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}
