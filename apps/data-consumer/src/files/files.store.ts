import { DomainError, type FileDefinition, type PublishedRevision } from '@syncline/contract';
import { Database, isUniqueViolation, type Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { FileDefinitionEntity } from '../persistence/entities/file-definition.entity.ts';
import { insertFile, lockFile, updateFile } from '../persistence/sql/put-file.sql.ts';
import { listFiles, type FileRow } from '../persistence/sql/list-files.sql.ts';

/** A file as it is stored, with what is published of it. */
export interface StoredFile {
  readonly definition: FileDefinition;
  readonly version: number;
  readonly published: PublishedRevision | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PutResult {
  readonly isNew: boolean;
}

/** Definitions of files, each with the row of its publication. */
@Injectable()
export class FilesStore {
  constructor(private readonly database: Database) {}

  /**
   * Stores a definition in one transaction.
   * @param decide is given the present definition (null: none) and says whether to write; it may throw
   */
  async put(definition: FileDefinition, decide: (present: { definition: FileDefinition; version: number; isPublished: boolean } | null) => boolean): Promise<PutResult> {
    const binds = { fileName: definition.name, definitionJson: JSON.stringify(definition), targetTable: definition.target.table };
    try {
      return await this.database.transaction(async (tx) => {
        const [row] = await tx.query(lockFile, { fileName: definition.name });
        const present = row === undefined ? null : { definition: row.definitionJson, version: row.version, isPublished: row.isPublished };
        if (!decide(present)) return { isNew: false };
        await tx.execute(present === null ? insertFile : updateFile, binds);
        return { isNew: present === null };
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new DomainError('CONFLICT', `Another file has the target ${definition.target.table}, or the same file is being defined at this moment.`);
      throw error;
    }
  }

  async find(name: string): Promise<StoredFile | null> {
    const [row] = await this.database.query(listFiles, { fileName: name, beforeName: null, limit: 1 });
    return row === undefined ? null : storedFile(row);
  }

  /** Newest first. */
  async list(beforeName: string | null, limit: number): Promise<StoredFile[]> {
    return (await this.database.query(listFiles, { fileName: null, beforeName, limit })).map(storedFile);
  }

  /** All definitions, by name; in the caller's transaction, which must not wait for a second connection. */
  async definitions({ manager }: Transaction): Promise<FileDefinition[]> {
    const rows = await manager.getRepository(FileDefinitionEntity).find({ order: { fileName: 'ASC' } });
    return rows.map(({ definition }) => definition);
  }
}

const storedFile = (row: FileRow): StoredFile => ({
  definition: row.definitionJson,
  version: row.version,
  published: row.businessDate === null || row.revision === null || row.publishedAt === null
    ? null
    : { businessDate: row.businessDate, revision: row.revision, rows: row.rowTotal ?? 0, publishedAt: row.publishedAt.toISOString() },
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
