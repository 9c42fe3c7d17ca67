import { statement } from '@syncline/database';

/** On PostgreSQL an id has no minimum as what it is; as text it has the same order. */
const select = (id: string): string => `SELECT group_run_id FROM group_signals GROUP BY group_run_id ORDER BY MIN(${id}) FETCH FIRST 500 ROWS ONLY`;

/** Group runs that somebody has signalled, longest ago first. Read without a lock. */
export const selectGroupSignals = statement<object, { groupRunId: string }>({ name: 'select-group-signals', postgres: select('CAST(id AS text)'), oracle: select('id') });

const take = `DELETE FROM group_signals WHERE group_run_id = :groupRunId`;

/** Takes away what was signalled until now. No row: another node has acted on it. */
export const takeGroupSignals = statement<{ groupRunId: string }>({ name: 'take-group-signals', postgres: take, oracle: take });
