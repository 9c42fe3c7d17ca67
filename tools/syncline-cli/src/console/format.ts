const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `170302` as `170,302`; nothing known as a dash. */
export const formatCount = (count: number | null | undefined): string => (count === null || count === undefined ? '-' : NUMBER.format(count));

/** Milliseconds as `0.9 s`, `12.4 s`, `2 min 5 s`. */
export function formatElapsed(ms: number): string {
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly (string | number)[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
