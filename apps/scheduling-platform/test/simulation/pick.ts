/** Which of the things at hand a move happens to; undefined where there are none. */
export const at = <Item>(items: readonly Item[], pick: number): Item | undefined => (items.length === 0 ? undefined : items[pick % items.length]);
