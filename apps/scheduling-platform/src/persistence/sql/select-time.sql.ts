import { statement, type SqlSession } from '@syncline/database';
import { NOW } from './now.ts';

/** What time it is for everything that is decided in this transaction. */
export const selectTime = statement<object, { nowAt: Date }>({
  name: 'select-time',
  postgres: `SELECT ${NOW.postgres} AS now_at`,
  oracle: `SELECT ${NOW.oracle} AS now_at FROM dual`,
});

/** The database's own time. */
export async function timeOf(session: SqlSession): Promise<Date> {
  const [row] = await session.query(selectTime, {});
  if (row === undefined) throw new Error('The database does not tell the time');
  return row.nowAt;
}
