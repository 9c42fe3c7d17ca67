import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { System } from '../system.ts';

const EVERY_MS = 10;
const UNDEFINED_TABLE = '42P01';

/** What tells one version of the positions from another and from any mixture of two: how many rows, their sum, a hash of all. */
const VERSION = `SELECT count(*) || ' rows of ' || coalesce(sum(amount), 0) || ', ' || coalesce(sum(hashtext(concat_ws('|', position_id, account, currency, amount, note))::bigint), 0) AS version FROM`;

/** The version that the golden source holds for a date: what a reader of the target may see. */
export async function versionOf(system: System, businessDate: string): Promise<string> {
  const client = new pg.Client(system.postgres.url('golden_source'));
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string }>(`${VERSION} positions WHERE as_of = $1`, [businessDate]);
    return rows[0]?.version ?? '';
  } finally {
    await client.end();
  }
}

/** Somebody who reads a published table all the time, as a calculation does, and keeps a record of every version seen. */
export class VersionReader {
  readonly seen = new Map<string, number>();
  readonly errors: string[] = [];
  #isStopped = false;
  #reading: Promise<void>;

  constructor(system: System, private readonly table: string) {
    this.#reading = this.#readOn(system.postgres.url('data_consumer'));
  }

  /** After the last look. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#reading;
  }

  async #readOn(url: string): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: 'reader' });
    await client.connect();
    try {
      while (!this.#isStopped) {
        await this.#look(client);
        await pause(EVERY_MS);
      }
    } finally {
      await client.end();
    }
  }

  async #look(client: pg.Client): Promise<void> {
    try {
      const { rows } = await client.query<{ version: string }>(`${VERSION} published.${this.table}`);
      const version = rows[0]?.version ?? '';
      this.seen.set(version, (this.seen.get(version) ?? 0) + 1);
    } catch (error) {
      // Before the first load there is no such table.
      if (!(error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE)) this.errors.push(String(error));
    }
  }
}
