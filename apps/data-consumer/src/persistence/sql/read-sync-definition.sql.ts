import type { FileDefinition } from '@syncline/contract';
import type { Statement } from '@syncline/database';

const read = 'SELECT definition_json FROM file_sync WHERE id = :id';

/** The definition that a file sync began with. */
export const readSyncDefinition: Statement<{ id: string }, { definitionJson: FileDefinition }> = { name: 'read-sync-definition', postgres: read, oracle: read };
