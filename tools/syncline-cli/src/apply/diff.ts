import { jsonPointer, stableJson } from '@syncline/contract';

/** One place in which two JSON values differ. Without `before` it is added, without `after` removed. */
export interface Change {
  /** Into the value as it is wanted; of what is removed, into the value as it is. */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Items compared at most to find what was put in or taken out of a list; longer ones are compared place by place. */
const MOST_PAIRS = 250_000;

/** Every place in which `after` differs from `before`, the order of members aside. Equal values: nothing. */
export function diff(before: unknown, after: unknown, path: readonly PropertyKey[] = []): Change[] {
  if (stableJson(before) === stableJson(after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  if (isMap(before) && isMap(after)) return diffMaps(before, after, path);
  return [{ pointer: jsonPointer(path), before, after }];
}

function diffMaps(before: Record<string, unknown>, after: Record<string, unknown>, path: readonly PropertyKey[]): Change[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((name): Change[] => {
    const pointer = jsonPointer([...path, name]);
    if (!Object.hasOwn(before, name)) return [{ pointer, after: after[name] }];
    if (!Object.hasOwn(after, name)) return [{ pointer, before: before[name] }];
    return diff(before[name], after[name], [...path, name]);
  });
}

/**
 * Lists: equal items are matched in order (longest common subsequence), so that a holiday put in at the front is one
 * change and not one a holiday. Between two matches, items are compared pair by pair; what has no partner came or went.
 */
function diffLists(before: readonly unknown[], after: readonly unknown[], path: readonly PropertyKey[]): Change[] {
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  for (const [matchI, matchJ] of [...matches(before.map(stableJson), after.map(stableJson)), [before.length, after.length] as const]) {
    for (; i < matchI && j < matchJ; i += 1, j += 1) changes.push(...diff(before[i], after[j], [...path, j]));
    for (; i < matchI; i += 1) changes.push({ pointer: jsonPointer([...path, i]), before: before[i] });
    for (; j < matchJ; j += 1) changes.push({ pointer: jsonPointer([...path, j]), after: after[j] });
    [i, j] = [matchI + 1, matchJ + 1];
  }
  return changes;
}

/** Pairs of indexes of equal items, both rising. */
function matches(before: readonly string[], after: readonly string[]): (readonly [number, number])[] {
  if (before.length * after.length > MOST_PAIRS) return before.flatMap((text, index) => (text === after[index] ? [[index, index] as const] : []));
  // lengths[i][j]: how many items the tails from i and from j have in common.
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (before[i] === after[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
