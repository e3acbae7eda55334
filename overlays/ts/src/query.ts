/** Where a parameter goes; `form` is a member of an `application/x-www-form-urlencoded` body. */
export type ParamPlace = 'query' | 'path' | 'header' | 'cookie' | 'form';

/** How a value becomes text: the styles of OpenAPI, and JSON. */
export type ParamStyle =
  | 'form'
  | 'simple'
  | 'label'
  | 'matrix'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  | 'cookie'
  | 'content-json';

/** How one parameter is written. */
export interface ParamOptions {
  /** Default: `simple` in a path and in a header, else `form`. */
  readonly style?: ParamStyle | undefined;
  /** One pair or part per element. Default: whether the style is `form`. */
  readonly explode?: boolean | undefined;
  /** Reserved characters stay as they are where that cannot change the meaning around them. */
  readonly allowReserved?: boolean | undefined;
}

/** Why a value cannot be sent. */
export type EncodeFault = 'empty' | 'dot_segment' | 'header_value' | 'unsupported';

/** A value cannot be written in its place. */
export class EncodeError extends Error {
  readonly fault: EncodeFault;
  constructor(fault: EncodeFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

const QUERY_STYLES = 'form spaceDelimited pipeDelimited deepObject content-json';
const STYLES: Readonly<Record<ParamPlace, string>> = {
  query: QUERY_STYLES,
  form: QUERY_STYLES,
  path: 'simple label matrix content-json',
  header: 'simple content-json',
  cookie: 'form cookie content-json',
};

interface Writer {
  readonly name: string;
  readonly key: (text: string) => string;
  readonly value: (text: string) => string;
  readonly explode: boolean;
  readonly delimiter: string;
}

/** The text of one parameter in its place; empty when a value is absent or `null`, and nothing is sent. */
export function encodeParam(
  place: ParamPlace,
  name: string,
  value: unknown,
  options: ParamOptions = {},
): string {
  const style = options.style ?? (place === 'path' || place === 'header' ? 'simple' : 'form');
  const explode = options.explode ?? (style === 'form' || style === 'cookie');
  if (!STYLES[place].split(' ').includes(style)) {
    throw new EncodeError(
      'unsupported',
      `parameter "${name}": style ${style} does not exist in a ${place}`,
    );
  }
  if (value === undefined || value === null) {
    return place === 'path' ? refuseEmpty(name) : '';
  }
  const writer = writerOf(place, name, style, explode, options.allowReserved === true);
  const text = style === 'content-json' ? JSON.stringify(value) : value;
  switch (place) {
    case 'path':
      return checkSegment(name, value, segment(writer, style, text));
    case 'header':
      return pieces(writer, text).join(',');
    case 'cookie':
      return pairs(writer, text).join('; ');
    default:
      return style === 'deepObject'
        ? deep(writer, writer.key(name), text).join('&')
        : pairs(writer, text).join('&');
  }
}

function writerOf(
  place: ParamPlace,
  name: string,
  style: ParamStyle,
  explode: boolean,
  reserved: boolean,
): Writer {
  const plain = place === 'header' ? headerText(name) : place === 'form' ? percentPlus : percent;
  const value =
    style === 'cookie'
      ? cookieText(name)
      : reserved && (place === 'query' || place === 'path')
        ? (text: string) => percentReserved(text, place)
        : plain;
  const space = place === 'form' ? '+' : '%20';
  const delimiter = style === 'spaceDelimited' ? space : style === 'pipeDelimited' ? '%7C' : ',';
  return { name, key: plain, value, explode, delimiter };
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
export function percent(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function percentPlus(text: string): string {
  return percent(text).replaceAll('%20', '+');
}

function percentReserved(text: string, place: 'query' | 'path'): string {
  const stays =
    place === 'query'
      ? /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B|3D)/g
      : /%(?:3A|40|21|24|26|27|28|29|2A|2B|2C|3B|3D)/g;
  return text
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((part, index) =>
      index % 2 === 1 ? part : percent(part).replace(stays, decodeURIComponent),
    )
    .join('');
}

/** `encodeURIComponent` throws on a lone surrogate: it becomes U+FFFD here, as in any other encoder. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

function headerText(name: string): (text: string) => string {
  return (text) => {
    checkHeaderValue(name, text);
    return text;
  };
}

/** Refuses what cannot stand in the value of a header. */
export function checkHeaderValue(name: string, value: string): void {
  if (/[^\t\x20-\x7e]/.test(value)) {
    throw new EncodeError(
      'header_value',
      `header "${name}": the value has a character that a header cannot carry`,
    );
  }
}

/** Refuses what is not a header name. */
export function checkHeaderName(name: string): void {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
    throw new EncodeError('header_value', `${JSON.stringify(name)} is not a header name`);
  }
}

function cookieText(name: string): (text: string) => string {
  return (text) => {
    if (!/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(text)) {
      throw new EncodeError(
        'header_value',
        `cookie "${name}": the value has a character that a cookie cannot carry`,
      );
    }
    return text;
  };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function scalar(writer: Writer, value: unknown): string {
  const isFinite = typeof value !== 'number' || Number.isFinite(value);
  if (!isFinite || !['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
    throw new EncodeError(
      'unsupported',
      `parameter "${writer.name}": a value of this shape cannot be written in its style`,
    );
  }
  return writer.value(String(value));
}

/** The parts of a value without its name: one text, one per element, or keys and values. */
function pieces(writer: Writer, value: unknown): string[] {
  if (isList(value)) {
    return value.filter(isPresent).map((each) => scalar(writer, each));
  }
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, each]) => isPresent(each));
    const texts = entries.map(([key, each]) => [writer.key(key), scalar(writer, each)]);
    return writer.explode ? texts.map((pair) => pair.join('=')) : texts.flat();
  }
  return [scalar(writer, value)];
}

/** `name=value` pairs. */
function pairs(writer: Writer, value: unknown): string[] {
  const parts = pieces(writer, value);
  const name = writer.key(writer.name);
  if (parts.length === 0 || (writer.explode && isObject(value))) {
    return parts;
  }
  const separate = writer.explode || !(isList(value) || isObject(value));
  return separate
    ? parts.map((part) => `${name}=${part}`)
    : [`${name}=${parts.join(writer.delimiter)}`];
}

function deep(writer: Writer, path: string, value: unknown): string[] {
  if (isList(value)) {
    const present = value.filter(isPresent);
    // Only a number keeps the members of one element together.
    const isNumbered = present.some((each) => isList(each) || isObject(each));
    return present.flatMap((each, index) =>
      deep(writer, `${path}%5B${isNumbered ? index : ''}%5D`, each),
    );
  }
  if (isObject(value)) {
    return Object.entries(value)
      .filter(([, each]) => isPresent(each))
      .flatMap(([key, each]) => deep(writer, `${path}%5B${writer.key(key)}%5D`, each));
  }
  return [`${path}=${scalar(writer, value)}`];
}

function segment(writer: Writer, style: ParamStyle, value: unknown): string {
  const isEmpty = value === '' || pieces(writer, value).length === 0;
  if (isEmpty) {
    return refuseEmpty(writer.name);
  }
  switch (style) {
    case 'label':
      return `.${pieces(writer, value).join(writer.explode ? '.' : ',')}`;
    case 'matrix':
      return pairs(writer, value)
        .map((pair) => `;${pair}`)
        .join('');
    default:
      return pieces(writer, value).join(',');
  }
}

/** A segment of one or two dots, however written. */
export const DOT_SEGMENT: RegExp = /^(?:\.|%2e){1,2}$/i;

function checkSegment(name: string, value: unknown, text: string): string {
  if (text === '') {
    return refuseEmpty(name);
  }
  if (DOT_SEGMENT.test(text) || (typeof value === 'string' && DOT_SEGMENT.test(value))) {
    throw new EncodeError(
      'dot_segment',
      `path parameter "${name}": ${JSON.stringify(value)} would leave the path`,
    );
  }
  return text;
}

function refuseEmpty(name: string): never {
  throw new EncodeError('empty', `path parameter "${name}" is empty`);
}
