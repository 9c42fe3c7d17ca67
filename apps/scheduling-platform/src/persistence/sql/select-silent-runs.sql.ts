import { statement } from '@syncline/database';
import { NOW } from './now.ts';

/** Runs looked at in one turn. */
export const AT_A_TIME = 200;

const select = (now: string): string => `SELECT id FROM runs WHERE silent_at <= ${now} ORDER BY silent_at, id FETCH FIRST ${AT_A_TIME} ROWS ONLY`;

/** Runs that may have to be called silent. Read without a lock: it only says where to look. */
export const selectSilentRuns = statement<object, { id: string }>({ name: 'select-silent-runs', postgres: select(NOW.postgres), oracle: select(NOW.oracle) });
