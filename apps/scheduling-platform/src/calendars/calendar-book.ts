import type { SqlSession } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { selectCalendars } from '../persistence/sql/lock-calendars.sql.ts';
import { BusinessCalendar } from './domain/business-calendar.ts';

/** Calendars as they are now, for whoever decides by them. */
@Injectable()
export class CalendarBook {
  /** Null where there is none of this name, or no name. */
  async find(session: SqlSession, name: string | null): Promise<BusinessCalendar | null> {
    if (name === null) return null;
    return (await this.findAll(session, [name])).get(name) ?? null;
  }

  /** By name; names that are null or unknown are not there. One statement, and none for no names. */
  async findAll(session: SqlSession, names: readonly (string | null)[]): Promise<ReadonlyMap<string | null, BusinessCalendar>> {
    const wanted = [...new Set(names.filter((name) => name !== null))];
    if (wanted.length === 0) return new Map();
    const rows = await session.query(selectCalendars, { names: JSON.stringify(wanted) });
    return new Map(rows.map(({ name, definitionJson }) => [name, new BusinessCalendar(definitionJson)]));
  }
}
