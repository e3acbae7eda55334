/** Which variant of a union an item is, and the item as it travelled. */

/** What an answer tells of one item. */
export interface Told {
  readonly item: unknown;
  /** Name of the variant; `$unknown` for one that the package does not know. */
  readonly variant?: string;
}

/** Tells an item. */
export type Variants = (item: unknown) => Told;

const UNKNOWN = '$unknown';

/** Items that are no union. */
export const plain: Variants = (item) => ({ item });

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/**
 * A union told apart by the member `tag`. `otherwise`: the variant that any other tag, or none, means. Events that the
 * package does not know are marked by it, and hold what they were.
 */
export function byTag(
  tag: string,
  names: readonly (readonly [string, string])[],
  otherwise: string = UNKNOWN,
): Variants {
  const known = new Map<unknown, string>(names);
  return (item) => {
    const own = memberOf(item, tag);
    const raw = own === UNKNOWN ? memberOf(item, 'raw') : undefined;
    return raw === undefined
      ? { item, variant: known.get(own) ?? otherwise }
      : { item: raw, variant: UNKNOWN };
  };
}

/** A union told apart by the name of the event. */
export function byEventName(names: readonly (readonly [string, string])[]): Variants {
  const known = new Map<unknown, string>(names);
  return (event) => {
    const name = known.get(memberOf(event, 'event'));
    const item = memberOf(event, name === undefined ? 'raw' : 'data') ?? null;
    return { item, variant: name ?? UNKNOWN };
  };
}

/** Kind of a JSON value. */
export type Kind = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** What the values of a variant have in common. */
export interface Form {
  readonly name: string;
  /** Kinds of value; none: any. */
  readonly kinds?: readonly Kind[];
  /** Members that must be there. */
  readonly required?: readonly string[];
  /** Members that, when there, have one of these values. */
  readonly constants?: readonly (readonly [string, readonly unknown[]])[];
}

/** A union told apart by the form of its values: the first that fits. */
export function byForm(forms: readonly Form[]): Variants {
  return (item) => ({ item, variant: forms.find((form) => fits(form, item))?.name ?? UNKNOWN });
}

function fits({ kinds = [], required = [], constants = [] }: Form, value: unknown): boolean {
  const hasKind = kinds.length === 0 || kinds.some((kind) => isKind(kind, value));
  const isObject = isKind('object', value);
  return (
    hasKind &&
    required.every((name) => isObject && Object.hasOwn(value as object, name)) &&
    constants.every(([name, allowed]) => {
      const member = memberOf(value, name);
      return member === undefined || allowed.includes(member);
    })
  );
}

function isKind(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === kind;
  }
}
