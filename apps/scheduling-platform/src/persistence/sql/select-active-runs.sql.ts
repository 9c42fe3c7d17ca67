import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';

const select = `SELECT id FROM runs WHERE task = :task AND state IN (${ACTIVE_STATES}) ORDER BY id`;

/** What CANCEL_PREVIOUS cancels. */
export const selectActiveRuns = statement<{ task: string }, { id: string }>({ name: 'select-active-runs', postgres: select, oracle: select });
