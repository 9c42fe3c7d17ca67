import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { BusinessCalendar } from '../calendars/domain/business-calendar.ts';
import { findCalendars, type Calendars } from '../calendars/find-calendars.ts';
import type { FiringRequest } from '../firings/firing.ts';
import { Firings } from '../firings/firings.ts';
import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { jsonRows } from '../persistence/json-rows.ts';
import { advanceTriggers } from '../persistence/sql/advance-triggers.sql.ts';
import type { DueTriggerRow } from '../persistence/sql/take-due-triggers.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { businessDateOf } from './domain/business-date-of.ts';
import { decideFirings, type FiringDecision } from './domain/decide-firings.ts';
import { describeFiring } from './domain/describe-firing.ts';
import type { MissedPortion } from './domain/judge-missed.ts';
import { calendarNameOf, misfirePolicyOf, scheduleOf } from './domain/schedule-of.ts';
import { idsByTime, MissedFirings, portionOf, type MissedWriting } from './missed-firings.ts';
import type { TriggerOwner } from './trigger-store.ts';

/** Occurrences of one transaction, however many triggers are due: the last trigger may go above it. */
const MOST_OCCURRENCES = 1_000;

interface Looked {
  readonly row: DueTriggerRow;
  readonly calendar: BusinessCalendar | null;
  readonly decision: FiringDecision;
  readonly requests: readonly FiringRequest[];
  /** The first portion of what was missed. */
  readonly portion: MissedPortion | null;
  /** Of all its occurrences, by their moments. */
  readonly ids: ReadonlyMap<number, string>;
}

/** Acts on triggers that are due and that the transaction holds: fires, records what was missed, moves the rows on. */
@Injectable()
export class DueTriggers {
  constructor(
    private readonly firings: Firings,
    private readonly missed: MissedFirings,
  ) {}

  /** @returns how many of them it acted on: the first ones; the others are as they were, and still due */
  async act(unit: Unit, rows: readonly DueTriggerRow[]): Promise<number> {
    const calendars = await findCalendars(unit.tx, rows.map(({ triggerJson }) => calendarNameOf(triggerJson)));
    const looked = lookAt(rows, calendars);
    const fired = await this.firings.fire(unit, looked.flatMap(({ requests }) => requests));
    const byId = new Map(fired.map((occurrence) => [occurrence.id, occurrence]));
    await this.missed.begin(unit, looked.flatMap((look) => missedOf(look, byId)));
    const advanced = await unit.tx.execute(advanceTriggers, {
      triggers: jsonRows(looked.map(({ row: { ownerKind, owner, position, firesAt }, decision: { next } }) => ({ ownerKind, owner, position, wasAt: firesAt, firesAt: next === null ? null : new Date(next) }))),
    });
    if (advanced !== looked.length) throw new Error(`${looked.length} triggers were held, and ${advanced} moved on`);
    return looked.length;
  }
}

function lookAt(rows: readonly DueTriggerRow[], calendars: Calendars): Looked[] {
  const looked: Looked[] = [];
  let occurrences = 0;
  for (const row of rows) {
    if (occurrences >= MOST_OCCURRENCES) break;
    const look = lookAtOne(row, calendars.get(calendarNameOf(row.triggerJson)) ?? null);
    occurrences += look.requests.length + (look.portion?.missed.length ?? 0);
    looked.push(look);
  }
  return looked;
}

function lookAtOne(row: DueTriggerRow, calendar: BusinessCalendar | null): Looked {
  const { triggerJson: trigger, firesAt, createdAt: madeAt, isPaused, nowAt, version } = row;
  const [owner, now] = [ownerOf(row), nowAt.getTime()];
  const decision = decideFirings({ schedule: scheduleOf(trigger, madeAt.getTime()), policy: misfirePolicyOf(trigger), calendar, isPaused, firesAt: firesAt.getTime(), now });
  const { fires, missed } = decision;
  const portion = missed === null ? null : portionOf({ owner, trigger, madeAt, calendar, now: nowAt }, missed, missed.since);
  const ids = idsByTime([...fires, ...(portion?.missed ?? [])].map(({ time }) => time.at));
  const requests = fires.map((firing) => ({
    occurrenceId: ids.get(firing.time.at) ?? uuidv7(),
    owner,
    version,
    isPaused,
    businessDate: businessDateOf(trigger, firing.time, calendar),
    parameters: {},
    trigger: trigger.kind,
    messageId: null,
    scheduledFor: new Date(firing.time.at),
    isLate: firing.isLate,
    standsAlone: firing.isLate && trigger.kind === 'cron' && trigger.misfire === 'FIRE_ALL',
    detail: describeFiring(firing, calendar, now),
  }));
  return { row, calendar, decision, requests, portion, ids };
}

/** What was missed, together with the run that now does its work. */
function missedOf({ row, calendar, decision: { missed, fires }, requests, portion, ids }: Looked, fired: ReadonlyMap<string, OccurrenceEntity>): MissedWriting[] {
  if (missed === null || portion === null) return [];
  const into = requests[fires.findIndex(({ time }) => time.at === missed.coalescedInto)];
  const { runId = null, groupRunId = null } = (into && fired.get(into.occurrenceId)) ?? {};
  return [{ missed: { owner: ownerOf(row), trigger: row.triggerJson, madeAt: row.createdAt, verdict: { ...missed, runId, groupRunId }, calendar, now: row.nowAt }, portion, ids }];
}

const ownerOf = ({ ownerKind, owner }: DueTriggerRow): TriggerOwner => ({ kind: ownerKind, name: owner });
