const LONGEST_DETAIL = 1_000;

/**
 * Details are sentences for people; a longer one loses its end here, never the fact. What no database can keep (U+0000,
 * half a surrogate pair, which cutting may leave as well) is replaced, so that no text of somebody else's fails a batch.
 */
export function shorten(text: string): string;
export function shorten(text: string | null): string | null;
export function shorten(text: string | null): string | null {
  if (text === null) return null;
  return (text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL - 1)}…` : text).replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');
}
