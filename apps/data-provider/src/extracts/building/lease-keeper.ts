import type { Database } from '@syncline/database';
import { renewBuilds } from '../../persistence/sql/renew-builds.sql.ts';

/**
 * Keeps the lease over the builds of one claim while they are under way.
 *
 * The lease is renewed at a third of its length. Local trust ends before the database's does: it is counted from the
 * moment a renewal was begun, by a clock that only goes forward. When it ends, or a renewal finds no row with the token,
 * the signal fires and the builds stop; whatever they still write is refused by the token anyway.
 */
export class LeaseKeeper {
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #trustedUntil: number;

  constructor(database: Database, leaseToken: string, leaseMs: number) {
    this.#trustedUntil = performance.now() + leaseMs;
    const renew = async (): Promise<void> => {
      const begun = performance.now();
      const kept = await database.execute(renewBuilds, { leaseToken, leaseMs }).catch(() => undefined);
      if (kept !== undefined && kept > 0) this.#trustedUntil = begun + leaseMs;
      // No row and no error: all builds have ended, or somebody else has them.
      if (kept === 0 || performance.now() >= this.#trustedUntil) this.#lost.abort(new Error('the lease over the builds is lost'));
    };
    this.#timer = setInterval(() => void renew(), Math.max(1, Math.floor(leaseMs / 3)));
  }

  /** Fires when the lease is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
