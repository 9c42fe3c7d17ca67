import { statement } from '@syncline/database';

const TEXT = `
  UPDATE extracts SET state = 'SEALED', reason = NULL, detail = NULL, row_count = :rowCount, byte_count = :byteCount,
         compression = :compression, sealed_at = :sealedAt, manifest_digest = :manifestDigest, lease_token = NULL
   WHERE id = :id AND lease_token = :leaseToken AND state = 'BUILDING'`;

/** BUILDING → SEALED, by who holds the lease. 0: the lease was lost; the transaction is rolled back, manifest and all. */
export const sealExtract = statement<{
  id: string; leaseToken: string; rowCount: number; byteCount: number; compression: string; sealedAt: Date; manifestDigest: string;
}>({ name: 'seal-extract', postgres: TEXT, oracle: TEXT });
