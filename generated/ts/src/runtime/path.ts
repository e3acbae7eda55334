import { DOT_SEGMENT, EncodeError, encodeParam } from './query.js';
import type { ParamOptions } from './query.js';

/** A value in a path. */
export interface PathParam extends ParamOptions {
  readonly name: string;
  readonly value: unknown;
}

/** Literal text (percent-encoded already) or a value. */
export type PathPart = string | PathParam;

/** The URL of a call. `query` holds encoded pieces; empty ones are left out. */
export function joinUrl(base: string, path: readonly PathPart[], query: readonly string[]): string {
  const [address = '', ...baseQuery] = base.replace(/#.*$/s, '').split('?');
  const [pathname = '', ...pathQuery] = pathText(path).split('?');
  const slash = pathname.startsWith('/') ? '' : '/';
  return addQuery(`${address.replace(/\/+$/, '')}${slash}${pathname}`, [
    baseQuery.join('?'),
    pathQuery.join('?'),
    ...query,
  ]);
}

/** `url` with encoded pieces added to its query; empty ones are left out. */
export function addQuery(url: string, query: readonly string[]): string {
  const pieces = query.filter((piece) => piece !== '');
  return pieces.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${pieces.join('&')}`;
}

function pathText(path: readonly PathPart[]): string {
  const text = path
    .map((part) =>
      typeof part === 'string' ? part : encodeParam('path', part.name, part.value, part),
    )
    .join('');
  // Literal text and a value, or two values, may make dots together.
  const hasValues = path.some((part) => typeof part !== 'string');
  if (
    hasValues &&
    (text.split('?')[0] ?? '').split('/').some((segment) => DOT_SEGMENT.test(segment))
  ) {
    throw new EncodeError('dot_segment', `the path ${JSON.stringify(text)} has a segment of dots`);
  }
  return text;
}
