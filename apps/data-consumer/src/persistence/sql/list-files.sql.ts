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

/** One file by name, or a page of files, with what is published of each. Null leaves a filter out. */
export const listFiles: Statement<{ fileName: string | null; beforeName: string | null; limit: number }, FileRow> = {
  name: 'list-files',
  postgres: `
    SELECT ${columns('CAST(p.row_total AS bigint)')}
    WHERE (CAST(:fileName AS varchar) IS NULL OR d.file_name = :fileName)
      AND (CAST(:beforeName AS varchar) IS NULL OR d.file_name COLLATE "C" < :beforeName)
    ORDER BY d.file_name COLLATE "C" DESC
    LIMIT :limit`,
  oracle: `
    SELECT ${columns('p.row_total')}
    WHERE (:fileName IS NULL OR d.file_name = :fileName)
      AND (:beforeName IS NULL OR d.file_name < :beforeName)
    ORDER BY d.file_name DESC
    FETCH FIRST :limit ROWS ONLY`,
};
