const LONGEST_DETAIL = 1_000;

/** Details are sentences for people; a longer one loses its end here, never the fact. */
export function shorten(text: string): string;
export function shorten(text: string | null): string | null;
export function shorten(text: string | null): string | null {
  return text !== null && text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL - 1)}…` : text;
}
