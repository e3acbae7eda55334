/** How one page leads to the next: `link` is a URL, from a `Link` header or from the body. */
export type PageKind = 'cursor' | 'offset' | 'page' | 'link';

/** Where a page starts: a cursor, an offset, a page number or a URL; `undefined` is the beginning. */
export type PagePosition = string | number | undefined;

/** Why no page follows. */
export type PageStop = 'last_page' | 'repeated_cursor' | 'empty_page';

/** What one page says about the next. */
export interface PageFacts {
  /** Items on the page. */
  readonly count: number;
  /** Cursor or URL of the next page. */
  readonly next?: string | undefined;
  /** Items over all pages. */
  readonly total?: number | undefined;
  /** Whether the page says that it is the last. */
  readonly isLast?: boolean | undefined;
}

/** Where a walk over pages stands. */
export interface PageState {
  readonly kind: PageKind;
  /** Position of the current page. */
  readonly position: PagePosition;
  /** Items on the pages before. */
  readonly received: number;
  /** Pages before. */
  readonly index: number;
  /** The index at which each position was asked for, shared by all states of one walk. */
  readonly asked: Map<PagePosition, number>;
}

/** The beginning of a walk. */
export function firstPage(kind: PageKind, position: PagePosition = FIRST[kind]): PageState {
  const received = kind === 'offset' ? Number(position) : 0;
  return { kind, position, received, index: 0, asked: new Map([[position, 0]]) };
}

const FIRST: Readonly<Record<PageKind, PagePosition>> = {
  cursor: undefined,
  offset: 0,
  page: 1,
  link: undefined,
};

/** The state at the next page, or why there is none. */
export function nextPage(state: PageState, facts: PageFacts): PageState | PageStop {
  const received = state.received + facts.count;
  const byCount = state.kind === 'offset' || state.kind === 'page';
  if (byCount && facts.count === 0) {
    return 'empty_page';
  }
  if (facts.isLast === true || (byCount && facts.total !== undefined && received >= facts.total)) {
    return 'last_page';
  }
  const position =
    state.kind === 'offset'
      ? received
      : state.kind === 'page'
        ? Number(state.position) + 1
        : facts.next;
  if (position === undefined || position === '') {
    return 'last_page';
  }
  const askedAt = state.asked.get(position);
  if (askedAt !== undefined && askedAt <= state.index) {
    return 'repeated_cursor';
  }
  const index = state.index + 1;
  state.asked.set(position, index);
  return { ...state, position, received, index };
}
