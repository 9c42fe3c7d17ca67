import type { SyncSettings } from '../data-consumer.config.ts';
import type { SealedExtract } from '../extracting/extract-step.ts';
import { apiUrl } from '../extracting/provider-client.ts';
import type { ClaimedRow } from '../persistence/sql/claimed-columns.ts';
import type { SourceSettings, SyncTask } from './file-sync.protocol.ts';

/** What a thread is told to sync a file. */
export const syncTask = (row: ClaimedRow, { manifest, jws, digest }: SealedExtract, settings: SyncSettings): Omit<SyncTask, 'port'> => ({
  kind: 'sync',
  databaseUrl: settings.databaseUrl,
  file: row.fileName,
  fileSyncId: row.id,
  leaseToken: row.leaseToken,
  manifest,
  manifestJws: jws,
  manifestDigest: digest,
  table: row.definitionJson.target.table,
  source: sourceSettings(row.definitionJson.source, settings),
  traceparent: row.traceparent,
  partsInParallel: settings.partsInParallel,
  isOlderAllowed: row.isOlderAllowed,
  apply: row.definitionJson.target.apply,
  schemaDrift: row.definitionJson.schemaDrift,
  ...row.definitionJson.limits,
  released: row.releasedJson,
  crashAt: settings.crashAt,
});

export const sourceSettings = (source: Parameters<typeof apiUrl>[0], settings: SyncSettings): SourceSettings =>
  ({ apiUrl: apiUrl(source), idleTimeoutMs: settings.sourceIdleMs, reconnectMs: settings.reconnectMs });
