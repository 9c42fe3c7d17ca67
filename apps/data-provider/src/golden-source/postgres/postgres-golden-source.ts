import type { Client } from 'pg';
import type { GoldenSource, SourceReader, SourceSnapshot } from '../golden-source.ts';
import { closeHard, connect, unavailableOr } from './postgres-connection.ts';
import { PostgresReader } from './postgres-reader.ts';

/**
 * PostgreSQL as golden source.
 *
 * One snapshot for many readers: a transaction exports its snapshot and stays open; every reader takes that snapshot first
 * thing in a transaction of its own. The snapshot lives as long as its exporter, so the exporter is closed last, and a
 * reader that comes too late fails instead of seeing newer data. All transactions are read only: even a query of the
 * catalogue that writes is refused by the server.
 */
export class PostgresGoldenSource implements GoldenSource {
  readonly dialect = 'postgres';
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async openSnapshot(): Promise<SourceSnapshot> {
    const exporter = await connect(this.#url);
    try {
      await exporter.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const { rows } = await exporter.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
      return this.#snapshot(exporter, rows[0]?.id ?? '');
    } catch (error) {
      closeHard(exporter);
      throw unavailableOr(error);
    }
  }

  openReader(): Promise<SourceReader> {
    return this.#reader([]);
  }

  #snapshot(exporter: Client, id: string): SourceSnapshot {
    return {
      openReader: () => this.#reader([`SET TRANSACTION SNAPSHOT ${exporter.escapeLiteral(id)}`]),
      close: async () => closeHard(exporter),
    };
  }

  async #reader(first: readonly string[]): Promise<SourceReader> {
    const client = await connect(this.#url);
    try {
      for (const statement of ['BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', ...first]) await client.query(statement);
      return new PostgresReader(client);
    } catch (error) {
      closeHard(client);
      throw unavailableOr(error);
    }
  }
}
