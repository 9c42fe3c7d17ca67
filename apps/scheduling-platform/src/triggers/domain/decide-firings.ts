import type { BusinessCalendar } from '../../calendars/domain/business-calendar.ts';
import type { PlannedTime, Schedule } from './schedule.ts';

/** A firing that is recorded within this time of its nominal one is on time. */
export const ON_TIME_MS = 5_000;

/** Alerts of one look at one trigger at most: a week of a trigger that fires every second is one cause, not 600,000. */
export const MOST_ALERTS = 100;

/** What to do about firings that were missed. */
export interface MisfirePolicy {
  readonly misfire: 'FIRE_ONCE' | 'FIRE_ALL' | 'SKIP';
  /** Nothing that is later than this fires any more; null: however late. */
  readonly maxLatenessMs: number | null;
  /** Of FIRE_ALL: how many of the newest fire. */
  readonly maxCatchUp: number;
}

export interface DueTrigger {
  readonly schedule: Schedule;
  readonly policy: MisfirePolicy;
  readonly calendar: BusinessCalendar | null;
  readonly isPaused: boolean;
  /** The first moment that nothing was decided about yet. Instants are in milliseconds since 1970. */
  readonly firesAt: number;
  /** The database's time. */
  readonly now: number;
}

export interface DueFiring {
  readonly time: PlannedTime;
  readonly isLate: boolean;
}

/** What happened to a trigger before anybody looked at its due moments. */
export type Abandonment = 'CHANGED' | 'DELETED';

/**
 * How to tell what came of each due moment that does not fire: enough to write any number of them down later, portion by
 * portion, without deciding anything again. Plain JSON, because it may wait in a row. See `judge-missed.ts`.
 */
export interface MissedVerdict {
  /** The first and the last moment that it speaks for. */
  readonly since: number;
  readonly until: number;
  readonly isPaused: boolean;
  /** Why none of them fires; not there: by the policy of the trigger. */
  readonly abandoned?: Abandonment;
  /** Moments that fire, and are therefore not missed. */
  readonly fired: readonly number[];
  /** The missed moment that fires for those before it, as far back as `coalescedSince`; null: none does. */
  readonly coalescedInto: number | null;
  readonly coalescedSince: number;
  /** The newest and the oldest of the misfires that raise an alert, and whether older ones go without; null: none. */
  readonly alerts: { readonly newest: number; readonly oldest: number; readonly areThereMore: boolean } | null;
}

export interface FiringDecision {
  /** Oldest first. */
  readonly fires: readonly DueFiring[];
  readonly missed: MissedVerdict | null;
  /** The next moment to look at the trigger; null: it never fires again. */
  readonly next: number | null;
}

/**
 * What becomes of the moments of a trigger that are due.
 *
 * Model: moments from `firesAt` up to `now` are due, and each gets exactly one outcome; `next` lies after `now`, so none
 * is decided about twice, wherever the clock of the database may jump. What fires is found by looking back from now, leaping
 * over days that the calendar skips, so that the effort depends on what fires and not on how long nobody looked. The rest
 * is described, not listed.
 */
export function decideFirings(due: DueTrigger): FiringDecision {
  const { schedule, firesAt, now, isPaused } = due;
  const next = schedule.next(now)?.at ?? null;
  if (firesAt > now) return { fires: [], missed: null, next };
  const fires = isPaused ? [] : whatFires(due);
  return { fires, missed: isNothingElseDue(due, fires) ? null : verdictOn(due, fires), next };
}

/** What becomes of the due moments of a trigger that is no more: none fires, whatever its policy says. Some are due. */
export const abandonFirings = (due: DueTrigger, abandoned: Abandonment): MissedVerdict => ({ ...verdictOn(due, []), abandoned });

/** The common case, told without looking at anything twice: one moment is due, and it fires. */
const isNothingElseDue = ({ schedule, calendar, firesAt, now }: DueTrigger, fires: readonly DueFiring[]): boolean =>
  fires.length === 1 && fires[0]?.time.at === firesAt && (calendar === null || (schedule.next(firesAt)?.at ?? Infinity) > now);

function whatFires(due: DueTrigger): DueFiring[] {
  const { policy, now } = due;
  const earliest = policy.maxLatenessMs === null ? -Infinity : now - policy.maxLatenessMs;
  let mayBeLate = { FIRE_ONCE: 1, FIRE_ALL: policy.maxCatchUp, SKIP: 0 }[policy.misfire];
  const fires: DueFiring[] = [];
  for (const time of backwards(due, now + 1)) {
    const isLate = time.at < now - ON_TIME_MS;
    if (isLate && (mayBeLate === 0 || time.at < earliest)) break;
    if (isLate) mayBeLate -= 1;
    fires.unshift({ time, isLate });
    if (time.at === due.firesAt) break;
  }
  return fires;
}

function verdictOn(due: DueTrigger, fires: readonly DueFiring[]): MissedVerdict {
  const { policy, now, isPaused } = due;
  const newestLate = policy.misfire === 'FIRE_ONCE' ? fires.find(({ isLate }) => isLate) : undefined;
  const coalescedSince = policy.maxLatenessMs === null ? 0 : now - policy.maxLatenessMs;
  const verdict = {
    since: due.firesAt,
    until: now,
    isPaused,
    fired: fires.map(({ time }) => time.at),
    coalescedInto: newestLate?.time.at ?? null,
    coalescedSince,
  };
  const firstToFire = fires[0]?.time.at ?? now + 1;
  return { ...verdict, alerts: isPaused ? null : alertsOf(due, newestLate === undefined ? firstToFire : Math.min(firstToFire, coalescedSince)) };
}

/** Misfires are all moments before a certain one that the calendar lets through. */
function alertsOf(due: DueTrigger, before: number): MissedVerdict['alerts'] {
  const misfires: number[] = [];
  for (const { at } of backwards(due, before)) if (misfires.push(at) > MOST_ALERTS) break;
  const [newest, oldest] = [misfires[0], misfires.slice(0, MOST_ALERTS).at(-1)];
  return newest === undefined || oldest === undefined ? null : { newest, oldest, areThereMore: misfires.length > MOST_ALERTS };
}

/** The due moments that the calendar lets through, newest first. */
function* backwards({ schedule, calendar, firesAt }: DueTrigger, before: number): Generator<PlannedTime> {
  for (let limit = before; limit > firesAt; ) {
    const time = schedule.previous(limit);
    if (time === null || time.at < firesAt) return;
    const skip = calendar?.skips(time.at) ?? null;
    if (skip === null) yield time;
    limit = skip?.since ?? time.at;
  }
}
