/**
 * The proof: what the target serves is read back and must be, byte for byte in canonical form, what the golden source sealed.
 *
 * Model:
 * - It runs on the connection whose transaction will make the rows visible (or in a snapshot of what is visible already), so
 *   what is read is what readers get, triggers and all. Staging is never looked at: a merge could be wrong.
 * - What is committed already, and locked against writers, may be read by several connections side by side (`beside`).
 * - Part by part in key order, with both ends of the whole open (`partRanges`): surplus rows break a digest too.
 * - Row count and control totals are computed by the database, apart from the digests, in one walk of their own.
 */
import { createHash } from 'node:crypto';
import type { Manifest } from '@syncline/contract';
import { inTransaction, type BulkConnection, type BulkConnections } from '../bulk/bulk-connection.ts';
import { canonicalSelect, countAndTotals, type TableRef } from '../bulk/table-sql.ts';
import { walk } from '../bulk/walk.ts';
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
  /** Connections that see the same rows, and how many of them to use; without them the one connection reads all. */
  readonly beside?: { readonly connections: BulkConnections; readonly count: number };
}

export async function prove(wanted: ProofWanted): Promise<ProofOfTable> {
  const { connection, table, manifest, expectation } = wanted;
  const ranges = partRanges(manifest.parts);
  const [[[counted, ...totals] = []], digests] = await inTurnOrBeside(wanted, () => countAndTotal(connection, table, manifest), () => digestsOf(wanted, ranges));
  const rows = Number(counted ?? 0);
  const mismatched = ranges.filter((_range, index) => digests[index] !== expectation.digests[index]);
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

/** Both at once, where the connection is not needed for both. */
async function inTurnOrBeside<A, B>({ beside }: ProofWanted, first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]> {
  return beside === undefined ? [await first(), await second()] : Promise.all([first(), second()]);
}

async function countAndTotal(connection: BulkConnection, table: TableRef, { controlTotals }: Manifest): Promise<(string | null)[][]> {
  await walk(connection, 'FREE');
  return connection.texts(countAndTotals(connection.dialect, table, controlTotals));
}

/** Of each range, in their order. The first failure ends the others after the range that they are at. */
async function digestsOf({ connection, table, beside }: ProofWanted, ranges: readonly PartRange[]): Promise<string[]> {
  const digests: string[] = [];
  const waiting = [...ranges.entries()];
  const read = async (on: BulkConnection): Promise<void> => {
    await walk(on, 'BY_KEY');
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, range] = next;
      digests[index] = await digestOf(on.readRows(canonicalSelect(on.dialect, table, range)));
      reach('reading-back');
    }
  };
  const readBeside = ({ connections }: NonNullable<ProofWanted['beside']>): Promise<void> =>
    connections.use((on) => inTransaction(on, () => read(on))).catch((error: unknown) => {
      waiting.length = 0;
      throw error;
    });
  if (beside === undefined) await read(connection);
  else await Promise.all(Array.from({ length: Math.min(beside.count, ranges.length) }, () => readBeside(beside)));
  return digests;
}

async function digestOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}
