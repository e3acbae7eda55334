/**
 * The runtime of generated SDKs. It knows nothing of any API: a generated method describes one call as a value and hands
 * it to a function from here.
 */
export * from './api-promise.js';
export * from './auth.js';
export * from './body.js';
export * from './bytes.js';
export * from './calls.js';
export * from './clock.js';
export * from './download.js';
export * from './error-body.js';
export * from './errors.js';
export * from './events.js';
export * from './jsonl.js';
export * from './lines.js';
export * from './link.js';
export * from './log.js';
export * from './multipart.js';
export * from './oauth2.js';
export * from './open.js';
export * from './options.js';
export * from './page.js';
export * from './pages.js';
export * from './path.js';
export * from './platform.js';
export * from './query.js';
export * from './redact.js';
export * from './request.js';
export * from './retry.js';
export * from './sse.js';
export * from './stream.js';
export * from './transport.js';
