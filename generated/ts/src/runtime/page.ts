import { APIPromise } from './api-promise.js';
import { makeCall } from './calls.js';
import type { Call } from './api-promise.js';
import { InvalidRequestError } from './errors.js';
import type { Exchange } from './exchange.js';
import { firstPage, nextPage } from './pages.js';
import type { PageKind, PagePosition, PageState, PageStop } from './pages.js';
import { readJson } from './read.js';
import type { RequestOptions, RequestSpec } from './request.js';
import type { Transport } from './transport.js';

/** A call that gives a list, as a generated method describes it. */
export interface PageRequest<Item, Body> extends RequestSpec {
  readonly page: PageSpec<Item, Body>;
}

/** How a list goes on. */
export interface PageSpec<Item, Body> {
  readonly kind: PageKind;
  /** Query parameter that takes the position; none where it is a URL. */
  readonly param?: string | undefined;
  /** Number of the first page, where that is not 1. */
  readonly first?: number | undefined;
  /** The items of a page. */
  readonly items: (body: Body) => readonly Item[] | null | undefined;
  /** Cursor or URL of the next page. A URL must not lead to another origin: see `nextByHeader` and `nextByUrl`. */
  readonly next?: ((body: Body, exchange: Exchange) => unknown) | undefined;
  /** Whether another page follows, where the page says so. */
  readonly more?: ((body: Body) => unknown) | undefined;
  /** Items over all pages. */
  readonly total?: ((body: Body) => unknown) | undefined;
}

/** How `collect` ends. */
export interface CollectOptions {
  /** Items to collect at most; one more is an error. Default: 10,000. */
  readonly limit?: number | undefined;
}

/** There are more items than `collect` may hold. */
export class CollectLimitError<Item> extends RangeError {
  readonly limit: number;
  /** The items within the limit. */
  readonly items: readonly Item[];

  constructor(limit: number, items: readonly Item[]) {
    super(`there are more than ${limit} items: raise the limit of collect(), or iterate`);
    this.limit = limit;
    this.items = items;
  }

  override get name(): string {
    return 'CollectLimitError';
  }
}

/** What lies at `path` in a value of unknown shape. */
export function memberAt<Member>(value: unknown, path: readonly string[]): Member | undefined {
  const at = path.reduce<unknown>(
    (each, name) =>
      typeof each === 'object' && each !== null && Object.hasOwn(each, name)
        ? Reflect.get(each, name)
        : undefined,
    value,
  );
  // Whoever asks checks what it gets.
  return at as Member | undefined;
}

/** Items over all pages, one page requested at a time. */
export async function* itemsOf<Item, Body>(
  pages: AsyncIterable<Page<Item, Body>>,
): AsyncGenerator<Item, void, undefined> {
  for await (const page of pages) {
    yield* page.items;
  }
}

async function collectFrom<Item>(
  items: AsyncIterable<Item>,
  { limit = 10_000 }: CollectOptions,
): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) {
    if (collected.length >= limit) {
      throw new CollectLimitError(limit, collected);
    }
    collected.push(item);
  }
  return collected;
}

/** What a page needs to get the next one. */
interface Walk<Item, Body> {
  readonly spec: PageSpec<Item, Body>;
  readonly state: PageState;
  readonly fetchPage: (state: PageState) => Promise<Page<Item, Body>>;
}

/** One page of a list. Iterating over it goes on through all pages behind it. */
export class Page<Item, Body = unknown> implements AsyncIterable<Item> {
  readonly items: readonly Item[];
  /** The whole page as the server sent it. */
  readonly body: Body;
  readonly #walk: Walk<Item, Body>;
  readonly #next: PageState | PageStop;

  constructor(body: Body, exchange: Exchange, walk: Walk<Item, Body>) {
    const { spec, state } = walk;
    const items = spec.items(body);
    const next = spec.next?.(body, exchange);
    const total = spec.total?.(body);
    this.items = Array.isArray(items) ? items : [];
    this.body = body;
    this.#walk = walk;
    this.#next = nextPage(state, {
      count: this.items.length,
      next: typeof next === 'string' || typeof next === 'number' ? String(next) : undefined,
      total: typeof total === 'number' ? total : undefined,
      isLast: spec.more?.(body) === false,
    });
  }

  /** Whether another page follows. */
  get hasNextPage(): boolean {
    return typeof this.#next === 'object';
  }

  /** Why no page follows. */
  get stop(): PageStop | undefined {
    return typeof this.#next === 'object' ? undefined : this.#next;
  }

  /** The next page. */
  async nextPage(): Promise<Page<Item, Body>> {
    if (typeof this.#next !== 'object') {
      throw new InvalidRequestError(`no page follows (${this.#next}): ask hasNextPage first`);
    }
    return this.#walk.fetchPage(this.#next);
  }

  /** This page and all behind it. */
  async *pages(): AsyncGenerator<Page<Item, Body>, void, undefined> {
    let page: Page<Item, Body> = this;
    yield page;
    while (page.hasNextPage) {
      page = await page.nextPage();
      yield page;
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    return itemsOf(this.pages());
  }

  /** All items from this page on. */
  collect(options: CollectOptions = {}): Promise<Item[]> {
    return collectFrom(this, options);
  }
}

/** The result of a list: await the first page, or iterate over the items of all pages. */
export class PagePromise<Item, Body = unknown>
  extends APIPromise<Page<Item, Body>>
  implements AsyncIterable<Item>
{
  /** All pages. */
  async *pages(): AsyncGenerator<Page<Item, Body>, void, undefined> {
    yield* (await this).pages();
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    return itemsOf(this.pages());
  }

  /** All items. */
  collect(options: CollectOptions = {}): Promise<Item[]> {
    return collectFrom(this, options);
  }
}

/** A call that gives a list in pages. */
export function callPage<Item, Body>(
  transport: Transport,
  options: RequestOptions | undefined,
  request: PageRequest<Item, Body>,
): PagePromise<Item, Body> {
  const { page } = request;
  const given = request.query?.find((each) => typeof each !== 'string' && each.name === page.param);
  const start = typeof given === 'object' ? given.value : undefined;
  const state = firstPage(page.kind, startPosition(page, start));
  return new PagePromise(pageCall(transport, options, request, state));
}

function startPosition<Item, Body>(
  { kind, first }: PageSpec<Item, Body>,
  given: unknown,
): PagePosition {
  const isPosition = typeof given === 'string' || typeof given === 'number';
  return isPosition ? given : kind === 'page' ? first : undefined;
}

function pageCall<Item, Body>(
  transport: Transport,
  options: RequestOptions | undefined,
  request: PageRequest<Item, Body>,
  state: PageState,
): Call<Page<Item, Body>> {
  const { page } = request;
  const fetchPage = async (next: PageState): Promise<Page<Item, Body>> =>
    (await pageCall(transport, options, request, next).decoded()).data;
  return makeCall(transport, options, placed(request, state), async (exchange) => {
    // The type is the description's promise; members it does not know pass unchanged.
    const body = (await readJson(exchange, transport.settings.maxResponseBytes, false)) as Body;
    return new Page(body, exchange, { spec: page, state, fetchPage });
  });
}

/** The request of one page. */
function placed<Item, Body>(request: PageRequest<Item, Body>, state: PageState): RequestSpec {
  const { position, index } = state;
  const { page } = request;
  if (index === 0 || position === undefined) {
    return request;
  }
  if (page.kind === 'link') {
    return { ...request, url: String(position) };
  }
  const others = (request.query ?? []).filter(
    (each) => typeof each === 'string' || each.name !== page.param,
  );
  return { ...request, query: [...others, { name: page.param ?? '', value: position }] };
}
