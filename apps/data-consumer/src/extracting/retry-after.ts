/** The longest that a source may ask to be left alone; more is nonsense, and the platform's deadline is for that. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/**
 * What an answer asks to wait, in milliseconds: seconds, or a date, which is read against the answer's own `Date` and so
 * needs no agreement between two clocks. Null where it asks nothing that can be read.
 */
export function retryAfterMs(headers: Readonly<Record<string, string | string[] | undefined>>): number | null {
  const wanted = headers['retry-after'];
  if (typeof wanted !== 'string') return null;
  const ms = /^\d{1,9}$/.test(wanted) ? Number(wanted) * 1000 : Date.parse(wanted) - Date.parse(String(headers['date']));
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_MS);
}

/** Waits up to this long are waited in place; for longer ones a file sync is given back until then. */
export const LONGEST_WAIT_IN_PLACE_MS = 30_000;

/** The source asked to be left alone for longer than anybody should wait with a lease, a thread and an open transaction. */
export class AskedToWait extends Error {
  override readonly name = 'AskedToWait';
  readonly waitMs: number;
  /** @param message one sentence for the report */
  constructor(message: string, waitMs: number) {
    super(message);
    this.waitMs = waitMs;
  }
}
