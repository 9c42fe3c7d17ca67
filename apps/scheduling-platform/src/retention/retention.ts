import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { abandonAlertDeliveries } from '../persistence/sql/abandon-alert-deliveries.sql.ts';
import { removeAlerts } from '../persistence/sql/remove-alerts.sql.ts';
import { removeIdempotencyKeys } from '../persistence/sql/remove-idempotency-keys.sql.ts';
import { removeNodes } from '../persistence/sql/remove-nodes.sql.ts';
import { removeOccurrences } from '../persistence/sql/remove-occurrences.sql.ts';
import { removeReceived } from '../persistence/sql/remove-received.sql.ts';
import { selectTime } from '../persistence/sql/select-time.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { clearGroupRuns, clearMessages, clearQueues, clearRuns } from './clearings.ts';
import { idAt } from './domain/id-at.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 600_000;
/** Rows a transaction: short enough that nobody waits for it. */
const BATCH = 200;

/** Longer than the 30 days for which callers may count on a repeat being recognised. */
const IDEMPOTENCY_MS = 31 * DAY_MS;
const NODES_MS = 7 * DAY_MS;
/** Clocks of nodes, by which ids are made, may go wrong by this much. */
const SKEW_MS = DAY_MS;
/** How long the text of a message is kept for a run that ended late, before those that came after it go first. */
const PATIENCE_MS = 30 * DAY_MS;
/** After the time to give up has passed, for whoever serves the channel to do so first. */
const ABANDON_MS = 3_600_000;

/** The moments that count in one turn, by the database's clock. */
interface Bounds {
  readonly now: Date;
  readonly before: Date;
  readonly idBefore: string;
}

/**
 * Clears away what has ended long ago.
 *
 * Model: every node does it, a small batch of each kind a turn, each in a transaction of its own. What somebody else
 * holds is passed over, and what is removed is held and looked at again first, so a person's retry in the same moment
 * wins or comes too late, and nothing in between. The order is that of need: runs keep their occurrences, occurrences
 * keep the text of their message. An open alert keeps what it is about, however old that is: somebody may be looking.
 */
@Injectable()
export class Retention {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {
    loops.add({ name: 'retention', everyMs: EVERY_MS, runOnce: (signal) => this.#clear(signal) });
  }

  /** @returns whether there is more */
  async #clear(signal: AbortSignal): Promise<boolean> {
    const bounds = await this.#bounds();
    let hasMore = false;
    for (const [kind, clear] of Object.entries(this.#clearings(bounds))) {
      if (signal.aborted) return false;
      const cleared = await clear();
      if (cleared > 0) this.logger.info({ kind, cleared }, 'cleared away what ended long ago');
      hasMore ||= cleared > 0;
    }
    return hasMore;
  }

  #clearings({ now, before, idBefore }: Bounds): Record<string, () => Promise<number>> {
    const { database } = this;
    const ago = (ms: number): Date => new Date(now.getTime() - ms);
    const ended = { idBefore, endedBefore: before, count: BATCH };
    return {
      groupRuns: () => clearGroupRuns(database, ended),
      runs: () => clearRuns(database, ended),
      occurrences: () => database.execute(removeOccurrences, { idBefore, recordedBefore: before, count: BATCH }),
      messages: () => clearMessages(database, { idBefore, receivedBefore: before, waitedForSince: new Date(before.getTime() - PATIENCE_MS), count: BATCH }),
      received: () => database.execute(removeReceived, { receivedBefore: before, count: BATCH }),
      alerts: () => database.execute(removeAlerts, { idBefore, resolvedBefore: before, count: BATCH }),
      alertDeliveries: () => database.execute(abandonAlertDeliveries, { givenUpBefore: ago(ABANDON_MS) }),
      idempotencyKeys: () => database.execute(removeIdempotencyKeys, { usedBefore: ago(IDEMPOTENCY_MS), count: BATCH }),
      queues: () => clearQueues(database, { dateBefore: ago(IDEMPOTENCY_MS).toISOString().slice(0, 10), count: BATCH }),
      nodes: () => database.execute(removeNodes, { seenBefore: ago(NODES_MS) }),
    };
  }

  async #bounds(): Promise<Bounds> {
    const [row] = await this.database.query(selectTime, {});
    if (row === undefined) throw new Error('The database does not tell the time');
    const now = row.nowAt;
    const before = new Date(now.getTime() - this.config.retentionMs);
    return { now, before, idBefore: idAt(new Date(before.getTime() + SKEW_MS)) };
  }
}
