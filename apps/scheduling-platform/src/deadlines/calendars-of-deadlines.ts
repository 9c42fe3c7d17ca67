import type { Deadlines } from '@syncline/contract';
import type { SqlSession } from '@syncline/database';
import { findCalendars, type Calendars } from '../calendars/find-calendars.ts';

/** The calendars that deadlines name, for `planDeadlines`; where they name none, as mostly, nothing is asked. */
export const calendarsOfDeadlines = (session: SqlSession, definitions: readonly { readonly deadlines: Pick<Deadlines, 'overdueAt'> }[]): Promise<Calendars> =>
  findCalendars(session, definitions.map(({ deadlines }) => deadlines.overdueAt?.calendar));
