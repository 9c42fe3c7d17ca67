import type { OccurrenceOutcome } from '@syncline/contract';
import type { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import type { MisfirePolicy, MissedVerdict } from './decide-firings.ts';
import type { PlannedTime, Schedule } from './schedule.ts';

/** A due moment that led to no run of its own. */
export interface MissedFiring {
  readonly time: PlannedTime;
  readonly outcome: Extract<OccurrenceOutcome, 'COALESCED' | 'MISFIRED' | 'SKIPPED_CALENDAR' | 'SKIPPED_PAUSED'>;
  /** Why, as a sentence. */
  readonly detail: string;
  /** What an alert says of it; null: it raises none. */
  readonly alert: string | null;
}

export interface MissedPortion {
  readonly missed: readonly MissedFiring[];
  /** Where the next portion begins; null: this was the last. */
  readonly from: number | null;
}

interface Judged {
  readonly schedule: Schedule;
  readonly policy: MisfirePolicy;
  readonly calendar: BusinessCalendar | null;
  readonly verdict: MissedVerdict;
}

/** The missed moments from one on, oldest first, with what came of each; at most `most` of them. */
export function judgeMissed({ schedule, policy, calendar, verdict }: Judged, from: number, most: number): MissedPortion {
  const fired = new Set(verdict.fired);
  const missed: MissedFiring[] = [];
  for (let time = schedule.next(from - 1); time !== null && time.at <= verdict.until; time = schedule.next(time.at)) {
    if (fired.has(time.at)) continue;
    if (missed.length === most) return { missed, from: time.at };
    missed.push({ time, ...outcomeOf(time, policy, calendar, verdict) });
  }
  return { missed, from: null };
}

function outcomeOf({ at }: PlannedTime, policy: MisfirePolicy, calendar: BusinessCalendar | null, verdict: MissedVerdict): Omit<MissedFiring, 'time'> {
  const skip = calendar?.skips(at) ?? null;
  if (skip !== null) return { outcome: 'SKIPPED_CALENDAR', detail: skip.detail, alert: null };
  if (verdict.isPaused) return { outcome: 'SKIPPED_PAUSED', detail: 'It was paused when this was due.', alert: null };
  const { coalescedInto, coalescedSince, alerts } = verdict;
  if (coalescedInto !== null && at >= coalescedSince) {
    return { outcome: 'COALESCED', detail: `Missed; the firing of ${instant(coalescedInto)}, the newest that was missed, does its work, too.`, alert: null };
  }
  const detail = whyMisfired(at, policy, verdict);
  return { outcome: 'MISFIRED', detail, alert: alerts !== null && at >= alerts.oldest ? alertText(at, detail, verdict) : null };
}

function whyMisfired(at: number, { misfire, maxLatenessMs, maxCatchUp }: MisfirePolicy, { until, abandoned }: MissedVerdict): string {
  const lateness = Math.round((until - at) / 1000);
  if (abandoned !== undefined) return `The trigger was ${abandoned.toLowerCase()} ${lateness} s after this was due, before it fired.`;
  if (maxLatenessMs !== null && until - at > maxLatenessMs) return `Missed by ${lateness} s; at most ${Math.round(maxLatenessMs / 1000)} s are allowed.`;
  return misfire === 'FIRE_ALL' ? `Missed by ${lateness} s; only the newest ${maxCatchUp} are caught up with.` : `Missed by ${lateness} s; what is late is skipped.`;
}

function alertText(at: number, detail: string, { alerts, since }: MissedVerdict): string {
  const text = `The firing of ${instant(at)} did not happen. ${detail}`;
  if (alerts?.areThereMore !== true || at !== alerts.newest) return text;
  return `${text} So it was with all since ${instant(since)}; alerts stand for those since ${instant(alerts.oldest)} only, the occurrences have them all.`;
}

const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
