/**
 * The proof: what the target serves is read back and must be, byte for byte in canonical form, what the golden source sealed.
 *
 * Model:
 * - It runs on the connection whose transaction will make the rows visible (or in a snapshot of what is visible already), so
 *   what is read is what readers get, triggers and all. Staging is never looked at: a merge could be wrong.
 * - Part by part in key order, with both ends of the whole open (`partRanges`): surplus rows break a digest too.
 * - Row count and control totals are computed by the database, apart from the digests, in one walk of their own.
 */
import { createHash } from 'node:crypto';
import type { Manifest } from '@syncline/contract';
import type { BulkConnection } from '../bulk/bulk-connection.ts';
import { canonicalSelect, countAndTotals, type TableRef } from '../bulk/table-sql.ts';
import { reach } from '../file-syncs/crash-points.ts';
import { check, digestOfParts, rejectedRowsCheck, totalCheckName, type Check } from './domain/check.ts';
import type { Expectation } from './domain/expectation.ts';
import { partRanges, type PartRange } from './domain/key-ranges.ts';

export interface ProofOfTable {
  /** How many rows the table has. */
  readonly rows: number;
  readonly checks: readonly Check[];
  /** Where to look for the differences. */
  readonly mismatched: readonly PartRange[];
}

export interface ProofWanted {
  readonly connection: BulkConnection;
  readonly table: TableRef;
  readonly manifest: Manifest;
  readonly expectation: Expectation;
  /** How many rows the target may refuse: above 0 there is a check of it. */
  readonly maxRejectedRows: number;
}

export async function prove(wanted: ProofWanted): Promise<ProofOfTable> {
  const { connection, table, manifest, expectation } = wanted;
  const [[counted, ...totals] = []] = await connection.texts(countAndTotals(connection.dialect, table, manifest.controlTotals));
  const rows = Number(counted ?? 0);
  const digests: string[] = [];
  const mismatched: PartRange[] = [];
  for (const [index, range] of partRanges(manifest.parts).entries()) {
    const digest = await digestOf(connection.readRows(canonicalSelect(connection.dialect, table, range)));
    reach('reading-back');
    digests.push(digest);
    if (digest !== expectation.digests[index]) mismatched.push(range);
  }
  const isSurplusOnly = manifest.parts.length === 0 && rows > 0;
  return {
    rows,
    checks: [
      check('rows', String(manifest.rows), String(rows + expectation.rowsRejected)),
      check('digest', digestOfParts(expectation.digests), digestOfParts(digests)),
      // min and max of nothing are NULL; checks are texts.
      ...manifest.controlTotals.map(({ name }, index) => check(totalCheckName(name), expectation.totals[index] ?? 'NULL', totals[index] ?? 'NULL')),
      ...(wanted.maxRejectedRows > 0 ? [rejectedRowsCheck(wanted.maxRejectedRows, expectation.rowsRejected)] : []),
    ],
    mismatched: isSurplusOnly ? [{ n: 0, after: undefined, upTo: undefined }] : mismatched,
  };
}

async function digestOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}
