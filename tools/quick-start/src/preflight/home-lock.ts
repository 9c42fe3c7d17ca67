import { DatabaseSync } from 'node:sqlite';

/**
 * One quick start a folder.
 *
 * The lock is one that the operating system holds for a process (an exclusive transaction on an empty SQLite file, the
 * only such lock that Node offers without a native module). It is gone in the moment its process is gone, however it
 * died, so there is no stale lock to judge after a kill -9, and no two processes can both judge it stale.
 */
export class HomeLock {
  private readonly database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** Takes the lock, or answers null when another living process has it. */
  static take(file: string): HomeLock | null {
    const database = new DatabaseSync(file, { timeout: 0 });
    try {
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return new HomeLock(database);
    } catch (error) {
      database.close();
      if (isBusy(error)) return null;
      throw error;
    }
  }

  release(): void {
    this.database.close();
  }
}

const SQLITE_BUSY = 5;

const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === SQLITE_BUSY;
