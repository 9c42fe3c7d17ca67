import type { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import type { DueFiring } from './decide-firings.ts';

/** What is worth saying about a firing besides that it happened; null: nothing. */
export function describeFiring({ time, isLate }: DueFiring, calendar: BusinessCalendar | null, now: number): string | null {
  const sentences = [
    isLate ? `It was due ${Math.round((now - time.at) / 1000)} s before.` : null,
    time.leftOut === null ? null : `The clock left out ${wallTimes(time.leftOut)}; this is the first instant after it.`,
    calendar?.endedBefore(time.nominal.slice(0, 10)) ?? null,
  ].filter((sentence) => sentence !== null);
  return sentences.length === 0 ? null : sentences.join(' ');
}

const wallTimes = ({ first, last }: { first: string; last: string }): string => (first === last ? first : `${first} to ${last}`).replaceAll('T', ' ');
