import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextByHeader } from '../src/link.js';
import { CollectLimitError, callPage } from '../src/page.js';
import type { PageSpec } from '../src/page.js';
import { Transport } from '../src/transport.js';
import { vectors } from './vectors.js';

interface Reply {
  items: number[];
  next?: string | null;
  link?: string | null;
  total?: number | null;
}

interface PagesCase {
  name: string;
  kind: 'cursor' | 'offset' | 'page' | 'link';
  limit: number | null;
  replies: Reply[];
  requests: Record<string, string | number | null>[];
  items: number[];
  stop: string;
}

const specs: Record<PagesCase['kind'], PageSpec<number, Reply>> = {
  cursor: {
    kind: 'cursor',
    param: 'cursor',
    items: (body) => body.items,
    next: (body) => body.next,
  },
  offset: {
    kind: 'offset',
    param: 'offset',
    items: (body) => body.items,
    total: (body) => body.total,
  },
  page: { kind: 'page', param: 'page', items: (body) => body.items, total: (body) => body.total },
  link: {
    kind: 'link',
    items: (body) => body.items,
    next: (_body, answer) => nextByHeader(answer),
  },
};

const start = { cursor: null, offset: 0, page: 1, link: null };

/** A client of a server that gives the replies of a case in turn, and notes what it was asked. */
function serve(each: PagesCase): { transport: Transport; asked: PagesCase['requests'] } {
  const asked: PagesCase['requests'] = [];
  const fetch = async (input: string): Promise<Response> => {
    const reply = each.replies[asked.length];
    assert.ok(reply !== undefined, `no reply is left for ${input}`);
    const value = new URL(input).searchParams.get(each.kind);
    const key = each.kind === 'link' ? 'url' : each.kind;
    const given = each.kind === 'link' ? (asked.length === 0 ? null : input) : value;
    const isNumber = each.kind === 'offset' || each.kind === 'page';
    asked.push({ [key]: given === null ? start[each.kind] : isNumber ? Number(given) : given });
    const headers: [string, string][] =
      typeof reply.link === 'string' ? [['link', reply.link]] : [];
    return new Response(JSON.stringify(reply), { headers });
  };
  const identity = {
    name: 't',
    version: '0',
    generator: 'g/0',
    envPrefix: 'T',
    baseURL: 'https://h',
  };
  return { transport: new Transport(identity, { fetch }), asked };
}

const members = ['kind', 'limit', 'replies', 'requests', 'items', 'stop'] as const;

for (const each of vectors<PagesCase>('pages.json', members)) {
  test(`pages: ${each.name}`, async () => {
    const { transport, asked } = serve(each);
    const list = callPage(transport, undefined, {
      operation: 'x.list',
      method: 'GET',
      path: ['/x'],
      page: specs[each.kind],
    });
    if (each.stop === 'limit') {
      const isLimit = (error: unknown): boolean => {
        assert.ok(error instanceof CollectLimitError);
        assert.match(error.message, new RegExp(`\\b${each.limit}\\b`));
        assert.deepEqual(error.items, each.items);
        return true;
      };
      await assert.rejects(list.collect({ limit: each.limit ?? 0 }), isLimit);
    } else {
      const items: number[] = [];
      let stop: string | undefined;
      for await (const page of list.pages()) {
        items.push(...page.items);
        stop = page.stop;
      }
      assert.deepEqual({ items, stop }, { items: each.items, stop: each.stop });
    }
    assert.deepEqual(asked, each.requests);
  });
}

test('pages: a page that says it is the last is, whatever else it tells', async () => {
  const asked: string[] = [];
  const fetch = async (input: string): Promise<Response> => {
    asked.push(input);
    return Response.json({
      items: [asked.length],
      next: `c${asked.length}`,
      more: asked.length < 2,
    });
  };
  const identity = {
    name: 't',
    version: '0',
    generator: 'g/0',
    envPrefix: 'T',
    baseURL: 'https://h',
  };
  for (const kind of ['cursor', 'offset', 'page'] as const) {
    asked.length = 0;
    const spec: PageSpec<number, Reply & { more: boolean }> = {
      ...specs[kind],
      more: (body) => body.more,
    };
    const list = callPage(new Transport(identity, { fetch }), undefined, {
      operation: 'x.list',
      method: 'GET',
      path: ['/x'],
      query: [],
      page: spec,
    });
    assert.deepEqual(await list.collect(), [1, 2], kind);
    assert.equal(asked.length, 2, kind);
  }
});
