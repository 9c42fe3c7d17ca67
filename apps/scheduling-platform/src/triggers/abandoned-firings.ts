import type { Transaction } from '@syncline/database';
import { v7 as uuidv7 } from 'uuid';
import { findCalendars } from '../calendars/find-calendars.ts';
import { insertRows } from '../persistence/rows.ts';
import type { KeptTriggerRow } from '../persistence/sql/lock-triggers.sql.ts';
import { abandonFirings, type Abandonment } from './domain/decide-firings.ts';
import { calendarNameOf, misfirePolicyOf, scheduleOf } from './domain/schedule-of.ts';
import { MissedFiringsEntity } from './missed-firings.entity.ts';
import type { TriggerOwner } from './trigger-store.ts';

/**
 * Keeps for the record what was due by triggers that are changed or deleted before anybody looked at them: it was expected.
 * Nothing fires by them any more, so each due moment is a misfire, also one of these very seconds.
 */
export async function keepAbandoned(tx: Transaction, owner: TriggerOwner, dropped: readonly KeptTriggerRow[], abandoned: Abandonment, now: Date): Promise<void> {
  const due = dropped.flatMap(({ triggerJson, firesAt, createdAt, isPaused }) =>
    triggerJson.kind === 'message' || firesAt === null || firesAt > now ? [] : [{ trigger: triggerJson, firesAt, madeAt: createdAt, isPaused }],
  );
  if (due.length === 0) return;
  const calendars = await findCalendars(tx, due.map(({ trigger }) => calendarNameOf(trigger)));
  const rows = due.map(({ trigger, firesAt, madeAt, isPaused }) => {
    const [calendar, schedule] = [calendars.get(calendarNameOf(trigger)) ?? null, scheduleOf(trigger, madeAt.getTime())];
    const verdict = abandonFirings({ schedule, policy: misfirePolicyOf(trigger), calendar, isPaused, firesAt: firesAt.getTime(), now: now.getTime() }, abandoned);
    return { id: uuidv7(), ownerKind: owner.kind, owner: owner.name, triggerJson: trigger, madeAt, fromAt: firesAt, verdictJson: { ...verdict, runId: null, groupRunId: null } };
  });
  await insertRows(tx, MissedFiringsEntity, rows);
}
