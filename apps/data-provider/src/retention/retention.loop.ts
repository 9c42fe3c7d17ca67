import { Database } from '@syncline/database';
import { LoopRegistry } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { KEY_LIFE_DAYS } from '../idempotency/idempotency.ts';
import { forgetAnnouncements } from '../persistence/sql/forget-announcements.sql.ts';
import { forgetIdempotencyKeys } from '../persistence/sql/forget-idempotency-keys.sql.ts';
import { Expiry } from './expiry.service.ts';
import { PartRemoval } from './part-removal.service.ts';

const EVERY_MS = 600_000;
/** So long what was accepted can be looked up in the outbox. */
const ACCEPTED_DAYS = 31;

/** Lets go of what is kept no longer, by the database's clock. Every instance does it, a bounded portion a turn. */
@Injectable()
export class RetentionLoop {
  constructor(
    private readonly database: Database,
    private readonly expiry: Expiry,
    private readonly removal: PartRemoval,
    loops: LoopRegistry,
  ) {
    loops.add({ name: 'retention', everyMs: EVERY_MS, runOnce: (signal) => this.#turn(signal) });
  }

  async #turn(signal: AbortSignal): Promise<boolean> {
    await this.database.execute(forgetIdempotencyKeys, { days: KEY_LIFE_DAYS });
    await this.database.execute(forgetAnnouncements, { days: ACCEPTED_DAYS });
    const isMoreToExpire = await this.expiry.expireSome(signal);
    const isMoreToRemove = !signal.aborted && (await this.removal.removeSome());
    return !signal.aborted && (isMoreToExpire || isMoreToRemove);
  }
}
