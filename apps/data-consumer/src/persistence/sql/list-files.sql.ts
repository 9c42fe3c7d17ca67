import type { FileDefinition } from '@syncline/contract';
import type { Statement } from '@syncline/database';

export interface FileRow {
  definitionJson: FileDefinition;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  businessDate: string | null;
  revision: number | null;
  rowTotal: number | null;
  publishedAt: Date | null;
}

const columns = (rowTotal: string): string => `d.definition_json, d.version, d.created_at, d.updated_at,
      p.business_date, p.revision, ${rowTotal} AS row_total, p.published_at
    FROM file_definition d JOIN publication p ON p.file_name = d.file_name`;

/**
 * One file by name, or a page of files, newest first, with what is published of each. Null leaves a filter out. The page
 * after a file is told by its name alone: files are never removed, and their time is finer than a cursor could say.
 */
export const listFiles: Statement<{ fileName: string | null; beforeName: string | null; limit: number }, FileRow> = {
  name: 'list-files',
  postgres: `
    SELECT ${columns('CAST(p.row_total AS bigint)')}
    WHERE (CAST(:fileName AS varchar) IS NULL OR d.file_name = :fileName)
      AND (CAST(:beforeName AS varchar) IS NULL
        OR (d.created_at, d.file_name COLLATE "C") < (SELECT b.created_at, b.file_name FROM file_definition b WHERE b.file_name = :beforeName))
    ORDER BY d.created_at DESC, d.file_name COLLATE "C" DESC
    LIMIT :limit`,
  oracle: `
    SELECT ${columns('p.row_total')}
    WHERE (:fileName IS NULL OR d.file_name = :fileName)
      AND (:beforeName IS NULL OR EXISTS (
        SELECT 1 FROM file_definition b
        WHERE b.file_name = :beforeName AND (d.created_at < b.created_at OR (d.created_at = b.created_at AND d.file_name < b.file_name))))
    ORDER BY d.created_at DESC, d.file_name DESC
    FETCH FIRST :limit ROWS ONLY`,
};
