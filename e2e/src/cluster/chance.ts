/**
 * Chance that can be repeated: a number in [0, 1) made of a seed and of what it is for. It keeps no state, so what one run
 * meets does not depend on which others came before it.
 */
export function chance(seed: number, ...of: readonly (string | number)[]): number {
  // FNV-1a over the words, then the finaliser of MurmurHash3, so that neighbours are far apart.
  let hash = 0x811c9dc5 ^ seed;
  for (const letter of of.join(' ')) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** One of the words, each as often as its weight says. */
export function choose<Word extends string>(at: number, weights: Readonly<Record<Word, number>>): Word {
  const entries = Object.entries(weights) as [Word, number][];
  let left = at * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [word, weight] of entries) {
    left -= weight;
    if (left < 0) return word;
  }
  throw new RangeError('Weights must be above 0');
}

/** The same items in an order of chance. */
export const shuffled = <T>(seed: number, items: readonly T[]): T[] =>
  items
    .map((item, index) => ({ item, place: chance(seed, 'shuffle', index) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
