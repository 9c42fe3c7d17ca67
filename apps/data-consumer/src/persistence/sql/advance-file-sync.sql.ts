import type { Statement } from '@syncline/database';
import { statesBefore, sqlStates, type FileSyncState } from '../../file-syncs/domain/file-sync.state-machine.ts';
import { LEDGER } from './ledger-figures.ts';

const advance = (state: FileSyncState, figures = ''): Statement<{ id: string; token: string }> => {
  const text = `
    UPDATE file_sync SET state = '${state}'${figures}
    WHERE id = :id AND lease_token = :token AND state IN (${sqlStates(statesBefore(state))})`;
  return { name: `advance-to-${state.toLowerCase()}`, postgres: text, oracle: text };
};

/** Notes of progress come now and then; all that is proven is loaded by then, whether one has said so or not. */
const ALL_LOADED = `, parts_loaded = ${LEDGER.partsLoaded}, rows_loaded = ${LEDGER.rowsLoaded}, rows_rejected = ${LEDGER.rowsRejected}`;

/** The states that a thread moves its file sync to. 0 rows: the lease is gone. */
export const advanceTo = { LOADING: advance('LOADING'), PROVING: advance('PROVING', ALL_LOADED), PUBLISHING: advance('PUBLISHING') } as const;
