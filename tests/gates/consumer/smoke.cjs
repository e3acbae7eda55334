// The installed package, as CommonJS.
const assert = require('node:assert/strict');
const { ConnectionError, Omoios } = require('@omoios/sdk');

const client = new Omoios({ apiKey: 'omoi_sk_x', baseURL: 'http://127.0.0.1:9', maxRetries: 0 });
assert.rejects(() => client.specs.get('x'), (error) => error instanceof ConnectionError);
