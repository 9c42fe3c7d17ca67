import type { Statement } from '@syncline/database';
import { NOW } from './sql-now.ts';

interface Binds {
  id: string;
  fileName: string;
  fromBusinessDate: string;
  fromRevision: number;
  toBusinessDate: string;
  toRevision: number;
  rolledBackBy: string;
  rollbackReason: string;
}

const insert = (now: string): string => `
    INSERT INTO file_rollback (id, file_name, from_business_date, from_revision, to_business_date, to_revision, rolled_back_by, rollback_reason, rolled_back_at)
    VALUES (:id, :fileName, :fromBusinessDate, :fromRevision, :toBusinessDate, :toRevision, :rolledBackBy, :rollbackReason, ${now})`;

/** Who went back, when and why; in the transaction that does it. */
export const insertFileRollback: Statement<Binds> = { name: 'insert-file-rollback', postgres: insert(NOW.postgres), oracle: insert(NOW.oracle) };

interface FileRollbackRow {
  fromBusinessDate: string;
  fromRevision: number;
  rollbackReason: string;
}

const read = 'SELECT from_business_date, from_revision, rollback_reason FROM file_rollback WHERE id = :id';

/** Whether it is done: for a commit whose answer got lost, and for a repeat under the same key. */
export const readFileRollback: Statement<{ id: string }, FileRollbackRow> = { name: 'read-file-rollback', postgres: read, oracle: read };
