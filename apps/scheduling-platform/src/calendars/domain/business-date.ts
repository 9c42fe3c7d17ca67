const DAY_MS = 86_400_000;
const LAST_DATE = '9999-12-31';

/** A business date some days later (or earlier); never beyond the last date that databases hold. */
export function addDays(date: string, days: number): string {
  const later = new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString();
  // Years of five digits begin with a sign.
  return later.startsWith('+') ? LAST_DATE : later.slice(0, 10);
}

/** The weekday of a date, Sunday 0. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();
