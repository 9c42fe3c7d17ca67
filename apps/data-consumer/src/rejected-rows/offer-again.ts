import { createHash } from 'node:crypto';
import type { BulkConnection } from '../bulk/bulk-connection.ts';
import type { TableRef } from '../bulk/table-sql.ts';
import { deleteRejectedRows } from '../persistence/sql/delete-rejected-rows.sql.ts';
import { listRejectedRows } from '../persistence/sql/list-rejected-rows.sql.ts';
import { noteNewKeys } from './note-new-keys.ts';
import { Sieve } from './sieve.ts';

/** Fewer where they are long. */
const ROWS_AT_ONCE = 500;
/** Of one replay; the next goes on with the rest. What is taken is remembered until it is proven. */
const MOST_TAKEN = 50_000;

/** Lines of one part that a target took; each may be there more than once. */
export class TakenLines {
  readonly #lines = new Map<string, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Of those, how many were not removed. */
  get left(): number {
    return [...this.#lines.values()].reduce((sum, times) => sum + times, 0);
  }

  add(line: Buffer): void {
    const name = digestOf(line);
    this.#lines.set(name, (this.#lines.get(name) ?? 0) + 1);
    this.#count += 1;
  }

  /** @returns whether it was one of them */
  remove(line: Buffer): boolean {
    const name = digestOf(line);
    const times = this.#lines.get(name) ?? 0;
    if (times > 0) this.#lines.set(name, times - 1);
    return times > 0;
  }
}

/** A digest in place of the line: lines may be long. */
const digestOf = (line: Buffer): string => createHash('sha256').update(line).digest('base64');

/**
 * Offers every rejected row of a file sync to the target; what is taken is rejected no more.
 * @returns what was taken, by part
 */
export async function offerAgain(connection: BulkConnection, target: TableRef, { file, fileSyncId }: { file: string; fileSyncId: string }): Promise<Map<number, TakenLines>> {
  const taken = new Map<number, TakenLines>();
  let [afterPart, afterLine, count] = [0, 0, 0];
  while (count < MOST_TAKEN) {
    const page = await connection.query(listRejectedRows, { fileSyncId, afterPart, afterLine, limit: ROWS_AT_ONCE });
    const last = page.at(-1);
    if (last === undefined) return taken;
    [afterPart, afterLine] = [last.partNumber, last.lineNumber];
    const lines = page.map(({ rawJson }) => Buffer.from(`${rawJson}\n`));
    // Numbers of this page's rows, from 1: the sieve counts the rows that it is given.
    const refused = new Set<number>();
    await new Sieve(connection, target, 0, ({ line }) => { refused.add(line); }).take({ firstLine: 1, rows: lines });
    const accepted = page.flatMap((row, index) => (refused.has(index + 1) ? [] : [{ ...row, bytes: lines[index] ?? Buffer.alloc(0) }]));
    if (accepted.length === 0) continue;
    for (const { partNumber, bytes } of accepted) {
      if (!taken.has(partNumber)) taken.set(partNumber, new TakenLines());
      taken.get(partNumber)?.add(bytes);
    }
    count += accepted.length;
    await connection.execute(deleteRejectedRows, { fileSyncId, rowsJson: JSON.stringify(accepted.map(({ partNumber, lineNumber }) => ({ part: partNumber, line: lineNumber }))) });
    await noteNewKeys(connection, file, target, accepted.map(({ bytes }) => bytes));
  }
  return taken;
}
