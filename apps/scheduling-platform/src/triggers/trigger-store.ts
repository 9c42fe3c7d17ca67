import { stableJson, type Deadlines, type Trigger } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { CalendarUseEntity } from '../calendars/calendar-use.entity.ts';
import { findCalendars, type Calendars } from '../calendars/find-calendars.ts';
import { insertRows } from '../persistence/rows.ts';
import { lockTriggers, type KeptTriggerRow } from '../persistence/sql/lock-triggers.sql.ts';
import { timeOf } from '../persistence/sql/select-time.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { keepAbandoned } from './abandoned-firings.ts';
import type { Abandonment } from './domain/decide-firings.ts';
import { calendarsOf } from './domain/calendars-of.ts';
import { firstExpectation } from './domain/expectations.ts';
import { scheduleOf } from './domain/schedule-of.ts';
import { Expectations } from './expectations.ts';
import { TriggerEntity, type OwnerKind } from './trigger.entity.ts';

/** A task or a group, as the one that has triggers. */
export interface TriggerOwner {
  readonly kind: OwnerKind;
  readonly name: string;
}

/**
 * The triggers of tasks and groups as rows. A trigger that a change of its definition leaves as it is goes on where it
 * was, so that nothing it is to fire is lost or counted anew; a new one counts from now.
 */
@Injectable()
export class TriggerStore {
  constructor(private readonly expectations: Expectations) {}

  /** Call it with the row of the owner locked, and with triggers that `TriggerRules` has checked in this transaction. */
  async replace(unit: Unit, { kind: ownerKind, name: owner }: TriggerOwner, triggers: readonly Trigger[], deadlines: Pick<Deadlines, 'overdueAt'>): Promise<void> {
    const { tx } = unit;
    const now = await timeOf(tx);
    const kept = await tx.query(lockTriggers, { ownerKind, owner });
    const uses = [...new Set(calendarsOf(triggers, deadlines).map(({ calendar }) => calendar))];
    const calendars = await findCalendars(tx, uses);
    await this.#delete(tx, { kind: ownerKind, name: owner });
    const rows = triggers.map((trigger, position) => ({
      ownerKind, owner, position, kind: trigger.kind, messageType: trigger.kind === 'message' ? trigger.type : null, triggerJson: trigger,
      ...(takeEqual(kept, trigger) ?? begin(trigger, calendars, now)),
    }));
    await this.#record(unit, { kind: ownerKind, name: owner }, kept, 'CHANGED', now);
    if (rows.length > 0) await insertRows(tx, TriggerEntity, rows);
    if (uses.length > 0) await insertRows(tx, CalendarUseEntity, uses.map((calendar) => ({ ownerKind, owner, calendar })));
  }

  /** Waits for a firing that is under way. Call it while the row of the owner is still there. */
  async remove(unit: Unit, owner: TriggerOwner): Promise<void> {
    const { tx } = unit;
    const now = await timeOf(tx);
    const dropped = await tx.query(lockTriggers, { ownerKind: owner.kind, owner: owner.name });
    await this.#delete(tx, owner);
    await this.#record(unit, owner, dropped, 'DELETED', now);
  }

  /** What was expected of triggers that are no more, and that nobody looked at. */
  async #record(unit: Unit, owner: TriggerOwner, dropped: readonly KeptTriggerRow[], abandoned: Abandonment, now: Date): Promise<void> {
    await keepAbandoned(unit.tx, owner, dropped, abandoned, now);
    await this.expectations.abandon(unit, owner, dropped, now);
  }

  async #delete(tx: Transaction, { kind: ownerKind, name: owner }: TriggerOwner): Promise<void> {
    await tx.manager.delete(TriggerEntity, { ownerKind, owner });
    await tx.manager.delete(CalendarUseEntity, { ownerKind, owner });
  }
}

type Progress = Omit<KeptTriggerRow, 'triggerJson' | 'isPaused'>;

/** Where an equal trigger stood, wherever in the list it was; each is taken once, and what stays in the list is dropped. */
function takeEqual(kept: KeptTriggerRow[], trigger: Trigger): Progress | null {
  const index = kept.findIndex(({ triggerJson }) => stableJson(triggerJson) === stableJson(trigger));
  const [found] = index < 0 ? [] : kept.splice(index, 1);
  if (found === undefined) return null;
  const { firesAt, expectedDate, expectedAt, createdAt } = found;
  return { firesAt, expectedDate, expectedAt, createdAt };
}

function begin(trigger: Trigger, calendars: Calendars, now: Date): Progress {
  if (trigger.kind !== 'message') {
    const next = scheduleOf(trigger, now.getTime()).next(now.getTime());
    return { firesAt: next === null ? null : new Date(next.at), expectedDate: null, expectedAt: null, createdAt: now };
  }
  const expected = trigger.expectedBy === null ? null : firstExpectation(trigger.expectedBy, calendars.get(trigger.expectedBy.calendar) ?? null, now);
  return { firesAt: null, expectedDate: expected?.date ?? null, expectedAt: expected?.at ?? null, createdAt: now };
}
