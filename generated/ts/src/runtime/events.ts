import type { ServerSentEvent } from './sse.js';

/**
 * An event of a type that this version does not know. `Tag` is the member that tells the type, `Name` the one that holds
 * what it told, or the name of the event where it told nothing. `raw` is the data: decoded when it is JSON, else its text.
 */
export type UnknownEvent<Tag extends string = 'type', Name extends string = 'event'> = {
  readonly [K in Tag]: '$unknown';
} & { readonly [K in Name]: string } & { readonly raw: unknown };

/** Data as JSON, whatever its shape. */
export function jsonEvent<Event>(): (event: ServerSentEvent) => Event {
  return ({ data }) => JSON.parse(data) as Event;
}

/** Data as text. */
export function textEvent({ data }: ServerSentEvent): string {
  return data;
}

/**
 * A union told apart by the text of the member `tag` of its data; one not in `known` becomes `$unknown`. `nameMember` is
 * the member of `UnknownEvent` that tells its type, should `tag` itself be `event`.
 */
export function taggedEvent<Event>(
  tag: string,
  known: readonly string[],
  nameMember: string = 'event',
): (event: ServerSentEvent) => Event {
  const tags = new Set(known);
  return ({ event, data }) => {
    const raw = parse(data, event === 'message' || tags.has(event));
    const own: unknown =
      typeof raw === 'object' && raw !== null && Object.hasOwn(raw, tag)
        ? Reflect.get(raw, tag)
        : undefined;
    if (typeof own === 'string' && tags.has(own)) {
      return raw as Event;
    }
    return { [nameMember]: typeof own === 'string' ? own : event, raw, [tag]: '$unknown' } as Event;
  };
}

/** A union told apart by the name of the event; one not in `known` becomes `$unknown`. */
export function namedEvent<Event>(known: readonly string[]): (event: ServerSentEvent) => Event {
  const names = new Set(known);
  return ({ event, data }) => {
    const raw = parse(data, names.has(event));
    return (
      names.has(event) ? { event, data: raw } : { event: '$unknown', name: event, raw }
    ) as Event;
  };
}

/** JSON where that is promised; where it is not, text that is no JSON stays text. */
function parse(data: string, isPromised: boolean): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    if (isPromised) {
      throw error;
    }
    return data;
  }
}
