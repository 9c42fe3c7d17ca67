import { statement } from '@syncline/database';
import { ACTIVE_STATES } from '../../runs/domain/run.state-machine.ts';

const select = (held: string): string => `SELECT id FROM runs WHERE task = :task AND state IN (${ACTIVE_STATES}) AND is_held = ${held} ORDER BY id`;

/** What CANCEL_PREVIOUS cancels: all that is active, but not members that wait for their groups. */
export const selectRunsInTheWay = statement<{ task: string }, { id: string }>({ name: 'select-runs-in-the-way', postgres: select('FALSE'), oracle: select('0') });
