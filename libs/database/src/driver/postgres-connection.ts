import type { PoolClient } from 'pg';
import type { CompiledText } from '../binds/compile-statement.ts';
import { CommitOutcomeUnknownError, isRefusedCommit, isStalePlan, TransactionRolledBackError } from '../errors.ts';
import type { SqlValue } from '../statement.ts';
import type { DriverConnection, DriverResult } from './connection.ts';
import { preparedName } from './prepared-name.ts';

export class PostgresConnection implements DriverConnection {
  readonly #client: PoolClient;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async run(text: CompiledText, binds: Readonly<Record<string, SqlValue>>): Promise<DriverResult> {
    const values = text.binds.map((bind) => binds[bind]);
    const name = preparedName(text);
    try {
      const result = await this.#client.query<Record<string, unknown>>({ ...(name === undefined ? {} : { name }), text: text.sql, values });
      return { rows: result.rows, count: result.rowCount ?? 0 };
    } catch (error) {
      if (isSilence(error) || isStalePlan(error)) this.discard();
      throw error;
    }
  }

  async commit(): Promise<void> {
    let command: string;
    try {
      ({ command } = await this.#client.query('COMMIT'));
    } catch (error) {
      if (isRefusedCommit(error)) throw error;
      throw new CommitOutcomeUnknownError(error);
    }
    // The commit of a transaction that had failed is no error to PostgreSQL: it only answers ROLLBACK.
    if (command !== 'COMMIT') throw new TransactionRolledBackError();
  }

  discard(): void {
    // Ending a client, busy or not, makes the pool drop it on release; that it is broken already is nothing new.
    (this.#client as unknown as { end(): Promise<void> }).end().catch(() => undefined);
  }
}

/**
 * The server said nothing in time (`query_timeout`): the driver gave up waiting, but the client still waits and would
 * keep its next user waiting too.
 */
const isSilence = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';
