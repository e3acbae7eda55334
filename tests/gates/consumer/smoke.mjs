// The installed package, as ESM: it loads, and a call that cannot be made gives the typed error.
import assert from 'node:assert/strict';
import { ConnectionError, Omoios } from '@omoios/sdk';
import { renderDag } from '@omoios/sdk/dag';

const client = new Omoios({ apiKey: 'omoi_sk_x', baseURL: 'http://127.0.0.1:9', maxRetries: 0 });
await assert.rejects(() => client.specs.get('x'), (error) => error instanceof ConnectionError);
assert.equal(renderDag({ nodes: [{ id: 'a', label: 'a' }, { id: 'b', label: 'b' }], edges: [['a', 'b']] }), 'a ─── b');
