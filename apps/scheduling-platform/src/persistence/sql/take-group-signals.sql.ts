import { statement } from '@syncline/database';

const select = `SELECT group_run_id FROM group_signals ORDER BY id FETCH FIRST 500 ROWS ONLY`;

/** Group runs that somebody has signalled, longest ago first, as often as they were. Read without a lock. */
export const selectGroupSignals = statement<object, { groupRunId: string }>({ name: 'select-group-signals', postgres: select, oracle: select });

const take = `DELETE FROM group_signals WHERE group_run_id = :groupRunId`;

/** Takes away what was signalled until now. No row: another node has acted on it. */
export const takeGroupSignals = statement<{ groupRunId: string }>({ name: 'take-group-signals', postgres: take, oracle: take });
