import type { SqlSession } from '@syncline/database';
import { selectCalendars } from '../persistence/sql/lock-calendars.sql.ts';
import { BusinessCalendar } from './domain/business-calendar.ts';

/** Calendars by name. Where a definition names none (null), none is found. */
export type Calendars = ReadonlyMap<string | null, BusinessCalendar>;

/** Calendars as they are now, for whoever decides by them; unknown names are not there. One statement, and none for no names. */
export async function findCalendars(session: SqlSession, names: readonly (string | null | undefined)[]): Promise<Calendars> {
  const wanted = [...new Set(names.filter((name) => typeof name === 'string'))];
  if (wanted.length === 0) return new Map();
  const rows = await session.query(selectCalendars, { names: JSON.stringify(wanted) });
  return new Map(rows.map(({ name, definitionJson }) => [name, new BusinessCalendar(definitionJson)]));
}
