// What a careful user writes; it must compile without help from `any` and without DOM types.
import { NotFoundError, Omoios, RateLimitedError } from '@omoios/sdk';
import type { Spec } from '@omoios/sdk';
import { renderDag } from '@omoios/sdk/dag';

export async function use(): Promise<string> {
  const client = new Omoios({ apiKey: 'omoi_sk_x', baseURL: 'http://127.0.0.1:1' });
  const spec: Spec = await client.specs.create({ title: 'JWT rotation', description: 'Rotate', org_id: 'org_abc' });
  for await (const each of client.specs.list({ phase: 'TASKS', limit: 100 })) {
    if (each.id === spec.id) break;
  }
  await client.specs.update(spec.id, { deadline: null });
  await using events = await client.events.stream({ spec_id: spec.id }, { idleTimeout: 45_000 });
  for await (const event of events) {
    switch (event.type) {
      case 'task.completed':
        return `${event.task_id}: ${event.summary}`;
      case '$unknown':
        return `${event.event}: ${JSON.stringify(event.raw)}`;
      default:
        break;
    }
  }
  try {
    await client.specs.get('nope', { timeout: 5_000, maxRetries: 0 });
  } catch (error) {
    if (error instanceof NotFoundError) return error.requestId ?? error.code ?? 'gone';
    if (error instanceof RateLimitedError) return String(error.retryAfter);
    throw error;
  }
  const { data, requestId } = await client.specs.advance(spec.id).withResponse();
  return renderDag({ nodes: [{ id: data.id, label: requestId ?? '-' }], edges: [] });
}
