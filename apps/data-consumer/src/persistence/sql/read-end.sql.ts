import type { Statement } from '@syncline/database';
import type { FileSyncState } from '../../file-syncs/domain/file-sync.state-machine.ts';

const text = 'SELECT state FROM file_sync WHERE id = :id';

/** Settles a commit whose answer got lost. */
export const readEnd: Statement<{ id: string }, { state: FileSyncState }> = { name: 'read-end', postgres: text, oracle: text };
