import type { Refusal } from '../bulk/refusal.ts';

/** A row that the target refused, as it came. */
export interface RejectedRow extends Refusal {
  readonly part: number;
  readonly line: number;
  /** Without its line feed. */
  readonly raw: string;
}

/** However few may be rejected, so many are named: whoever mends the source wants to see more than the first. */
export const NAMED_AT_LEAST = 1000;

/**
 * The rejected rows of one extract, counted over all its parts while they are loaded side by side.
 *
 * Passing the limit decides that the file sync fails, and no further part is begun. The parts in work are looked through to
 * their ends, until enough rows are named to stop there and then.
 */
export class Rejections {
  readonly limit: number;
  readonly #byPart: Map<number, number>;
  #first: RejectedRow | null = null;

  /** @param known rejected rows of the parts that are in staging already */
  constructor(limit: number, known: Iterable<readonly [part: number, rows: number]> = []) {
    this.limit = limit;
    this.#byPart = new Map(known);
  }

  get count(): number {
    return [...this.#byPart.values()].reduce((sum, rows) => sum + rows, 0);
  }

  /** The first that was found this time. */
  get first(): RejectedRow | null {
    return this.#first;
  }

  /** Parts that were begun, to their end or not. */
  get partsSeen(): number {
    return this.#byPart.size;
  }

  get isPassed(): boolean {
    return this.count > this.limit;
  }

  get isEnough(): boolean {
    return this.isPassed && this.count >= NAMED_AT_LEAST;
  }

  /** A part is looked at anew: what was found in it before does not count. */
  begin(part: number): void {
    this.#byPart.set(part, 0);
  }

  add(row: RejectedRow): void {
    this.#first ??= row;
    this.#byPart.set(row.part, (this.#byPart.get(row.part) ?? 0) + 1);
  }
}
