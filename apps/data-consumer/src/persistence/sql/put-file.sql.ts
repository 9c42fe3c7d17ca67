import type { FileDefinition } from '@syncline/contract';
import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  fileName: string;
  definitionJson: string;
  targetTable: string;
}

const lock = (isPublished: string): string => `
    SELECT d.definition_json, d.version, ${isPublished} AS is_published
    FROM file_definition d JOIN publication p ON p.file_name = d.file_name
    WHERE d.file_name = :fileName FOR UPDATE`;

export const lockFile: Statement<{ fileName: string }, { definitionJson: FileDefinition; version: number; isPublished: boolean }> = {
  name: 'lock-file',
  postgres: lock('(p.business_date IS NOT NULL)'),
  oracle: lock('CASE WHEN p.business_date IS NOT NULL THEN 1 ELSE 0 END'),
};

const insertDefinition = (now: string): string => `
    INSERT INTO file_definition (file_name, version, definition_json, target_table, created_at, updated_at)
    VALUES (:fileName, 1, :definitionJson, :targetTable, ${now}, ${now})`;
const insertPublication = 'INSERT INTO publication (file_name, target_table) VALUES (:fileName, :targetTable)';

/** A new file, with the row of its publication, so that a first sync has something to lock. */
export const insertFile: Statement<Binds> = {
  name: 'insert-file',
  postgres: [insertDefinition(NOW.postgres), insertPublication],
  oracle: [insertDefinition(NOW.oracle), insertPublication],
};

const updateDefinition = (now: string): string => `
    UPDATE file_definition
    SET version = version + 1, definition_json = :definitionJson, target_table = :targetTable, updated_at = ${now}
    WHERE file_name = :fileName`;
const updatePublication = 'UPDATE publication SET target_table = :targetTable WHERE file_name = :fileName';

export const updateFile: Statement<Binds> = {
  name: 'update-file',
  postgres: [updateDefinition(NOW.postgres), updatePublication],
  oracle: [updateDefinition(NOW.oracle), updatePublication],
};
