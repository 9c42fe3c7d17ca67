import type { Statement } from '@syncline/database';
import { statesBefore, sqlStates } from '../../file-syncs/domain/file-sync.state-machine.ts';
import { afterNow } from './sql-now.ts';

const due = afterNow('waitMs');
/** NULL where the source asked for nothing: then a dispatch may ask at once. */
const notBefore = afterNow('askedMs');

interface Waiting {
  id: string;
  token: string;
  detail: string;
  waitMs: number;
  askedMs: number | null;
}

const pending = (dueAt: string, notBeforeAt: string): string => `
    UPDATE file_sync
    SET state = 'PENDING', working_file = NULL, detail = :detail, due_at = ${dueAt}, not_before = ${notBeforeAt},
        lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE id = :id AND lease_token = :token AND state IN (${sqlStates(statesBefore('PENDING'))})`;

/** Nothing to take yet: waits without being in work, so that another sync of the file may go first. */
export const waitPending: Statement<Waiting> = {
  name: 'wait-pending',
  postgres: pending(due.postgres, notBefore.postgres),
  oracle: pending(due.oracle, notBefore.oracle),
};

const extracting = (dueAt: string, notBeforeAt: string): string => `
    UPDATE file_sync
    SET extract_id = :extractId, revision = :revision, detail = :detail, due_at = ${dueAt}, not_before = ${notBeforeAt},
        lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE id = :id AND lease_token = :token AND state = 'EXTRACTING'`;

/** The extract is being built: keeps it and looks again later, holding no lease and no thread meanwhile. */
export const waitExtracting: Statement<Waiting & { extractId: string; revision: number }> = {
  name: 'wait-extracting',
  postgres: extracting(due.postgres, notBefore.postgres),
  oracle: extracting(due.oracle, notBefore.oracle),
};

const asked = (dueAt: string): string => `
    UPDATE file_sync
    SET detail = :detail, due_at = ${dueAt}, not_before = ${dueAt}, lease_owner = NULL, lease_token = NULL, lease_until = NULL
    WHERE id = :id AND lease_token = :token AND ended_at IS NULL`;

/** The source asked to be left alone: in whatever state it is, it is gone on with then, and not any earlier. */
export const waitAsAsked: Statement<{ id: string; token: string; detail: string; waitMs: number }> = {
  name: 'wait-as-asked',
  postgres: asked(due.postgres),
  oracle: asked(due.oracle),
};
