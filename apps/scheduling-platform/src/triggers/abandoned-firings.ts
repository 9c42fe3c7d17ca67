import type { Transaction } from '@syncline/database';
import { v7 as uuidv7 } from 'uuid';
import { findCalendars } from '../calendars/find-calendars.ts';
import { insertRows } from '../persistence/rows.ts';
import type { KeptTriggerRow } from '../persistence/sql/lock-triggers.sql.ts';
import { decideFirings, type MisfirePolicy } from './domain/decide-firings.ts';
import { calendarNameOf, scheduleOf, type TimeTrigger } from './domain/schedule-of.ts';
import { MissedFiringsEntity } from './missed-firings.entity.ts';
import type { TriggerOwner } from './trigger-store.ts';

const NOTHING_LATE: MisfirePolicy = { misfire: 'SKIP', maxLatenessMs: null, maxCatchUp: 1 };

/**
 * Keeps for the record what triggers missed that are changed or taken out before anybody looked at them: it was expected.
 * Nothing fires by them any more. A moment of these very seconds is not missed: whoever changes the trigger then means the
 * new one.
 */
export async function keepAbandoned(tx: Transaction, owner: TriggerOwner, dropped: readonly KeptTriggerRow[], now: Date): Promise<void> {
  const due = dropped.flatMap(({ triggerJson, firesAt, createdAt, isPaused }) =>
    triggerJson.kind === 'message' || firesAt === null || firesAt > now ? [] : [{ trigger: triggerJson, firesAt, madeAt: createdAt, isPaused }],
  );
  const calendars = await findCalendars(tx, due.map(({ trigger }) => calendarNameOf(trigger)));
  const rows = due.flatMap(({ trigger, firesAt, madeAt, isPaused }) => {
    const calendar = calendars.get(calendarNameOf(trigger)) ?? null;
    const { missed } = decideFirings({ schedule: scheduleOf(trigger, madeAt.getTime()), policy: NOTHING_LATE, calendar, isPaused, firesAt: firesAt.getTime(), now: now.getTime() });
    if (missed === null) return [];
    return [{ id: uuidv7(), ownerKind: owner.kind, owner: owner.name, triggerJson: skipping(trigger), madeAt, fromAt: firesAt, verdictJson: { ...missed, runId: null, groupRunId: null } }];
  });
  if (rows.length > 0) await insertRows(tx, MissedFiringsEntity, rows);
}

/** So that the record says what is true of it now. */
const skipping = (trigger: TimeTrigger): TimeTrigger => (trigger.kind === 'cron' ? { ...trigger, misfire: 'SKIP', maxLateness: null } : trigger);
