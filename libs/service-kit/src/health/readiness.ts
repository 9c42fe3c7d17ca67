import type { Database } from '@syncline/database';
import type { Lifecycle } from '../service/lifecycle.ts';
import { pingSql } from './ping.sql.ts';

/** Whether the service can do its work. Each part answers by throwing what is missing. */
export class Readiness {
  readonly #lifecycle: Lifecycle;
  readonly #database: Database | undefined;
  #isSchemaCurrent = false;

  constructor(lifecycle: Lifecycle, database: Database | undefined) {
    this.#lifecycle = lifecycle;
    this.#database = database;
  }

  notStopping(): void {
    if (this.#lifecycle.isStopping) throw new Error('the service is stopping');
  }

  async databaseReachable(): Promise<void> {
    await this.#database?.query(pingSql, {});
  }

  /** Asked until it is once: a schema does not go back under a running process. */
  async schemaCurrent(): Promise<void> {
    if (this.#isSchemaCurrent || this.#database === undefined) return;
    const state = await this.#database.schemaState();
    if (state !== 'current') throw new Error(`the schema is not that of this program: ${JSON.stringify(state)}`);
    this.#isSchemaCurrent = true;
  }
}
