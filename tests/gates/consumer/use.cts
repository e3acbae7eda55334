import sdk = require('@omoios/sdk');

export async function use(): Promise<number> {
  const client = new sdk.Omoios({ apiKey: 'omoi_sk_x' });
  const page = await client.specs.list({ limit: 1 });
  return page.items.length;
}
