import type { NextFireTime } from '@syncline/contract';
import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { findCalendars } from '../calendars/find-calendars.ts';
import { timeOf } from '../persistence/sql/select-time.sql.ts';
import { nextFireTimes } from './domain/next-fire-times.ts';
import { calendarNameOf, type TimeTrigger } from './domain/schedule-of.ts';
import { TriggerEntity } from './trigger.entity.ts';
import type { TriggerOwner } from './trigger-store.ts';

/** What will fire, and when, as things stand now. */
@Injectable()
export class FireTimeForecast {
  constructor(private readonly database: Database) {}

  async of({ kind: ownerKind, name: owner }: TriggerOwner, count: number): Promise<NextFireTime[]> {
    const rows = await this.database.repository(TriggerEntity).findBy({ ownerKind, owner, kind: In(['cron', 'interval']) });
    const triggers = rows.map(({ triggerJson, createdAt }) => ({ trigger: triggerJson as TimeTrigger, madeAt: createdAt }));
    const calendars = await findCalendars(this.database, triggers.map(({ trigger }) => calendarNameOf(trigger)));
    return nextFireTimes(triggers.map((row) => ({ ...row, calendar: calendars.get(calendarNameOf(row.trigger)) ?? null })), await timeOf(this.database), count);
  }
}
