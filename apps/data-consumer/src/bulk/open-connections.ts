import type { BulkConnections } from './bulk-connection.ts';

/**
 * The adapter for a database URL; the one place that chooses. The Oracle driver is loaded only where it is needed: a thread
 * should not pay for it.
 */
export async function openConnections(url: string, applicationName: string): Promise<BulkConnections> {
  if (url.startsWith('oracle:')) {
    const { OracleBulkConnections } = await import('./oracle-bulk.ts');
    return new OracleBulkConnections(url);
  }
  const { PostgresBulkConnections } = await import('./postgres-bulk.ts');
  return new PostgresBulkConnections(url, applicationName);
}
