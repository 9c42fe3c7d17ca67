import oracledb from 'oracledb';
import { Database } from '../src/index.ts';
import { Counter, createCounters } from './counter.ts';

/** One call that reached the driver. */
export interface RecordedCall {
  readonly sql: string;
  readonly binds: unknown;
  readonly autoCommit: boolean | undefined;
}

export interface OfflineOracle {
  readonly database: Database;
  readonly calls: RecordedCall[];
  readonly connections: { closed: number; committed: number };
  /** What the pool was asked for. */
  readonly poolOptions: Record<string, unknown>;
  /** What `execute` answers, by text; an empty result unless told. */
  answer: (sql: string) => object;
}

/**
 * An Oracle data source without an Oracle: the real driver with a pool that only records. It shows what would be sent,
 * and in what order, never that a server would take it.
 */
export async function openOfflineOracle(): Promise<OfflineOracle> {
  const calls: RecordedCall[] = [];
  const connections = { closed: 0, committed: 0 };
  const state: { answer: (sql: string) => object; poolOptions: Record<string, unknown> } = { answer: () => ({ rows: [] }), poolOptions: {} };
  const connection = {
    execute: (sql: string, binds: unknown, options?: { autoCommit?: boolean }) => {
      calls.push({ sql, binds, autoCommit: options?.autoCommit });
      if (/CURRENT_SCHEMA|DB_NAME/.test(sql)) return Promise.resolve({ rows: [{ schema_name: 'APP', db_name: 'X' }] });
      return Promise.resolve(state.answer(sql));
    },
    commit: () => {
      connections.committed += 1;
      return Promise.resolve();
    },
    close: () => {
      connections.closed += 1;
      return Promise.resolve();
    },
  };
  type Done = (error: Error | null, result?: unknown) => void;
  const driver = Object.assign(Object.create(oracledb) as object, {
    createPool: (options: Record<string, unknown>, done: Done) => {
      state.poolOptions = options;
      done(null, { getConnection: (got: Done) => got(null, connection), close: (closed: Done) => closed(null) });
    },
  });
  const database = await Database.open({
    url: 'oracle://app:se%2Fcret@db.example:1522/SYNCLINE', entities: [Counter], migrations: [createCounters], applicationName: 'offline', oracleDriver: driver,
  });
  return {
    database, calls, connections,
    get poolOptions() { return state.poolOptions; },
    set answer(answer: (sql: string) => object) { state.answer = answer; },
  };
}
