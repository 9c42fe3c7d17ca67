/**
 * The proof: what the target serves is read back and must be, byte for byte in canonical form, what the golden source sealed.
 *
 * Model:
 * - It runs on the connection whose transaction will make the rows visible (or in a snapshot of what is visible already), so
 *   what is read is what readers get, triggers and all. Staging is never looked at: a merge could be wrong.
 * - Part by part in key order, with both ends of the whole open (`partRanges`): surplus rows break a digest too.
 * - Row count and control totals are computed by the database, apart from the digests.
 */
import { createHash } from 'node:crypto';
import type { Manifest } from '@syncline/contract';
import type { BulkConnection } from '../bulk/bulk-connection.ts';
import { canonicalSelect, controlTotals, countRows, type TableRef } from '../bulk/table-sql.ts';
import { check, digestOfParts, totalCheckName, type Check } from './domain/check.ts';
import { partRanges, type PartRange } from './domain/key-ranges.ts';

export interface ProofOfTable {
  /** How many rows the table has. */
  readonly rows: number;
  readonly checks: readonly Check[];
  /** Where to look for the differences. */
  readonly mismatched: readonly PartRange[];
}

export async function prove(connection: BulkConnection, table: TableRef, manifest: Manifest): Promise<ProofOfTable> {
  const [[counted = '0'] = []] = (await connection.texts(countRows(table.sqlName))) as [string[]];
  const digests: string[] = [];
  const mismatched: PartRange[] = [];
  for (const [index, range] of partRanges(manifest.parts).entries()) {
    const digest = await digestOf(connection.readRows(canonicalSelect(connection.dialect, table, range)));
    digests.push(digest);
    if (digest !== manifest.parts[index]?.digest) mismatched.push(range);
  }
  const isSurplusOnly = manifest.parts.length === 0 && counted !== '0';
  return {
    rows: Number(counted),
    checks: [
      check('rows', String(manifest.rows), counted),
      check('digest', digestOfParts(manifest.parts.map(({ digest }) => digest)), digestOfParts(digests)),
      ...(await totalChecks(connection, table, manifest)),
    ],
    mismatched: isSurplusOnly ? [{ n: 0, after: undefined, upTo: undefined }] : mismatched,
  };
}

async function digestOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}

async function totalChecks(connection: BulkConnection, table: TableRef, manifest: Manifest): Promise<Check[]> {
  if (manifest.controlTotals.length === 0) return [];
  const [actual = []] = await connection.texts(controlTotals(connection.dialect, table, manifest.controlTotals));
  // min and max of nothing are NULL; checks are texts.
  return manifest.controlTotals.map(({ name, value }, index) => check(totalCheckName(name), value ?? 'NULL', actual[index] ?? 'NULL'));
}
