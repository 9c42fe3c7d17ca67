import { createHash } from 'node:crypto';
import type { Manifest, ManifestPart } from '@syncline/contract';
import { MalformedRowError, parseCsvRows } from '../canonical/csv-row.ts';
import { unpack } from '../streams/unpack.ts';
import { wholeRows } from '../streams/whole-rows.ts';
import type { ExtractProblem, ExtractProblemCode } from './extract-problem.ts';
import { RowChecker } from './row-checker.ts';
import { TotalFolds } from './total-folds.ts';

/** Rows told of one part; there may be millions with the same fault. */
const MOST_ROWS_TOLD = 5;

/**
 * Proves that stored parts are what a manifest says, offline and with bounded memory: the stored bytes by length and digest
 * first, and only if they are the sealed ones what they unpack to (never more than was sealed), row by row: canonical
 * form, strictly ascending keys over all parts, counts and control totals.
 *
 * The manifest must be verified and sound before (`verifyManifest`); parts come in their order, `totals` at the end.
 */
export class ExtractVerification {
  readonly #manifest: Manifest;
  readonly #rows: RowChecker;
  readonly #totals: TotalFolds;
  #wholeParts = 0;

  /** @param folder where files may lie for a while, for totals that do not fit into memory */
  constructor(manifest: Manifest, folder: string) {
    this.#manifest = manifest;
    this.#rows = new RowChecker(manifest);
    this.#totals = new TotalFolds(manifest, folder);
  }

  /**
   * @param open the stored bytes from the first on; called twice
   * @throws what reading them throws
   */
  async part(part: ManifestPart, open: () => AsyncIterable<Buffer>): Promise<ExtractProblem[]> {
    const problems = await this.#storedProblems(part, open());
    if (problems.length > 0) return problems;
    const found = await this.#contentProblems(part, open());
    if (found.length === 0) this.#wholeParts += 1;
    return found;
  }

  /** Once all parts are through. Where one is not whole, sums over the others would say nothing. */
  totals(): ExtractProblem[] {
    if (this.#wholeParts !== this.#manifest.parts.length) return [];
    return this.#totals.differences().map((detail) => ({ code: 'CONTROL_TOTAL_MISMATCH', part: null, detail }));
  }

  /** Removes what it laid aside. */
  close(): void {
    this.#totals.close();
  }

  async #storedProblems(part: ManifestPart, stored: AsyncIterable<Buffer>): Promise<ExtractProblem[]> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of stored) {
      bytes += chunk.length;
      hash.update(chunk);
      // A file that never ends must not be read to its end.
      if (bytes > part.storedBytes) return [problem(part, 'PART_LENGTH_MISMATCH', `has more than the ${part.storedBytes} stored bytes that were sealed`)];
    }
    if (bytes !== part.storedBytes) return [problem(part, 'PART_LENGTH_MISMATCH', `has ${bytes} stored bytes, sealed were ${part.storedBytes}`)];
    const digest = hash.digest('hex');
    if (digest === part.storedDigest) return [];
    const other = this.#manifest.parts.find(({ storedDigest }) => storedDigest === digest);
    if (other !== undefined) return [problem(part, 'PART_SWAPPED', `holds the bytes of part ${other.n}`)];
    return [problem(part, 'PART_DIGEST_MISMATCH', `has the stored digest ${digest}, sealed was ${part.storedDigest}`)];
  }

  async #contentProblems(part: ManifestPart, stored: AsyncIterable<Buffer>): Promise<ExtractProblem[]> {
    const content = new ContentOfPart(part);
    const problems: ExtractProblem[] = [];
    let rows = 0;
    let badRows = 0;
    let firstKey: readonly string[] | null = null;
    try {
      for await (const text of wholeRows(content.of(unpack(stored, this.#manifest.compression)))) {
        for (const row of parseCsvRows(text)) {
          rows += 1;
          const wrong = this.#rows.check(row);
          if (rows === 1) firstKey = this.#rows.lastKey;
          if (wrong.length === 0 && problems.length === 0) this.#totals.add(row);
          badRows += wrong.length === 0 ? 0 : 1;
          if (wrong.length > 0 && badRows <= MOST_ROWS_TOLD) problems.push(...wrong.map(({ code, detail }) => problem(part, code, `row ${rows}: ${detail}`)));
        }
      }
    } catch (error) {
      return [...problems, failed(part, error, rows)];
    }
    if (badRows > MOST_ROWS_TOLD) problems.push(problem(part, 'ROW_NOT_CANONICAL', `and ${badRows - MOST_ROWS_TOLD} more rows that are wrong`));
    const keyProblem = (which: string, sealed: readonly string[], found: readonly string[] | null): ExtractProblem[] =>
      JSON.stringify(sealed) === JSON.stringify(found) ? [] : [problem(part, 'KEY_MISMATCH', `its ${which} key is ${JSON.stringify(found)}, sealed was ${JSON.stringify(sealed)}`)];
    return [
      ...problems,
      ...content.problems(),
      ...(rows === part.rows ? [] : [problem(part, 'ROW_COUNT_MISMATCH', `has ${rows} rows, sealed were ${part.rows}`)]),
      ...keyProblem('first', part.firstKey, firstKey),
      ...keyProblem('last', part.lastKey, this.#rows.lastKey),
    ];
  }
}

/** Counts and digests the canonical bytes as they pass, and lets no more of them pass than were sealed. */
class ContentOfPart {
  readonly #part: ManifestPart;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  constructor(part: ManifestPart) {
    this.#part = part;
  }

  async *of(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      this.#bytes += chunk.length;
      if (this.#bytes > this.#part.bytes) throw new TooManyBytes(`unpacks to more than the ${this.#part.bytes} bytes that were sealed`);
      this.#hash.update(chunk);
      yield chunk;
    }
  }

  problems(): ExtractProblem[] {
    if (this.#bytes !== this.#part.bytes) return [problem(this.#part, 'ROWS_LENGTH_MISMATCH', `unpacks to ${this.#bytes} bytes, sealed were ${this.#part.bytes}`)];
    const digest = this.#hash.digest('hex');
    return digest === this.#part.digest ? [] : [problem(this.#part, 'ROWS_DIGEST_MISMATCH', `unpacks to the digest ${digest}, sealed was ${this.#part.digest}`)];
  }
}

class TooManyBytes extends Error {}

const problem = ({ n }: ManifestPart, code: ExtractProblemCode, detail: string): ExtractProblem => ({ code, part: n, detail });

function failed(part: ManifestPart, error: unknown, rows: number): ExtractProblem {
  if (error instanceof TooManyBytes) return problem(part, 'DECOMPRESSION_LIMIT', error.message);
  if (error instanceof MalformedRowError) return problem(part, 'ROW_MALFORMED', `after row ${rows}: ${error.message}`);
  return problem(part, 'UNPACKING_FAILED', `cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
}
