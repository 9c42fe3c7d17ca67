import type { Statement } from '@syncline/database';
import { statesBefore, sqlStates, type FileSyncState } from '../../file-syncs/domain/file-sync.state-machine.ts';

const advance = (state: FileSyncState): Statement<{ id: string; token: string }> => {
  const text = `
    UPDATE file_sync SET state = '${state}'
    WHERE id = :id AND lease_token = :token AND state IN (${sqlStates(statesBefore(state))})`;
  return { name: `advance-to-${state.toLowerCase()}`, postgres: text, oracle: text };
};

/** The states that a thread moves its file sync to. 0 rows: the lease is gone. */
export const advanceTo = { LOADING: advance('LOADING'), PROVING: advance('PROVING'), PUBLISHING: advance('PUBLISHING') } as const;
