import type { Difference } from './difference.ts';

/** Of all values together, so that naming large rows needs no more memory than loading them. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** The first differences of a search, so many and so large; the others are counted. */
export class KeptDifferences {
  readonly first: Difference[] = [];
  readonly #most: number;
  #characters = 0;
  #total = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get total(): number {
    return this.#total;
  }

  add(difference: Difference): void {
    this.#total += 1;
    if (this.first.length >= this.#most || this.#characters >= MOST_CHARACTERS) return;
    this.first.push(difference);
    this.#characters += lengthOf(difference);
  }
}

const lengthOf = ({ key, columns }: Difference): number =>
  [...key, ...columns.flatMap(({ expected, actual }) => [expected, actual])].reduce((sum, text) => sum + (text?.length ?? 0), 0);
