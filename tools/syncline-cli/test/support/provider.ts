import { join } from 'node:path';
import { temporaryFolder, testIdentity } from '@syncline/test-kit';
import { ProviderStandIn } from '@syncline/stand-ins';
import { downloadExtract, type Downloaded, ProviderFiles } from '../../src/index.ts';

export const DAYS = ['2026-08-03', '2026-08-04', '2026-08-05'] as const;

/** A provider that has sealed three dates of one dataset, and an operator whom it trusts. */
export async function startProvider(): Promise<{ provider: ProviderStandIn; key: Awaited<ReturnType<typeof testIdentity>>; extractOf: (day: string) => Promise<string>; download: (day: string, to?: string) => Promise<Downloaded>; files: ProviderFiles }> {
  const key = await testIdentity('urn:syncline:operator');
  const rows = (day: number): string[][] => Array.from({ length: 50 }, (_none, n) => [`c${String(n).padStart(3, '0')}`, String(n * day), n % 7 === 0 ? 'a, "b"' : `note ${n}`]);
  const provider = await ProviderStandIn.start({
    trusted: [{ issuer: key.issuer, jwks: key.jwks as never }],
    datasets: [{
      name: 'cities', key: ['city_id'], partRows: 20, compression: 'zstd',
      columns: [{ name: 'city_id', type: 'string(40)', nullable: false }, { name: 'population', type: 'bigint', nullable: true }, { name: 'note', type: 'string(40)', nullable: true }],
      controlTotals: [{ name: 'population', kind: 'sum', column: 'population' }, { name: 'notes', kind: 'countDistinct', column: 'note' }],
      days: Object.fromEntries(DAYS.map((day, index) => [day, rows(index + 1)])),
    }],
  });
  const files = new ProviderFiles({ url: provider.url, audience: 'data-provider' }, key);
  const ids = new Map<string, string>();
  for (const day of DAYS) ids.set(day, await sealed(provider, key, day));
  const extractOf = async (day: string): Promise<string> => ids.get(day) ?? '';
  const download = async (day: string, to = join(temporaryFolder('verify'), 'out')): Promise<Downloaded> => downloadExtract(files, await extractOf(day), to, () => undefined);
  return { provider, key, extractOf, download, files };
}

async function sealed(provider: ProviderStandIn, key: Awaited<ReturnType<typeof testIdentity>>, businessDate: string): Promise<string> {
  const response = await fetch(`${provider.url}/api/v1/datasets/cities/extracts`, {
    method: 'POST', body: JSON.stringify({ businessDate }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await key.token({ audience: 'data-provider', scope: 'extracts:read' })}` },
  });
  return ((await response.json()) as { id: string }).id;
}
