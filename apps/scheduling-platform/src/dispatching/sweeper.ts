import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { abandonCancellations } from '../persistence/sql/abandon-cancellations.sql.ts';
import { freeExpiredLeases } from '../persistence/sql/free-expired-leases.sql.ts';
import { giveTurns } from '../persistence/sql/give-turns.sql.ts';
import { lockQueues } from '../persistence/sql/lock-queues.sql.ts';
import { selectFreeTurns } from '../persistence/sql/select-free-turns.sql.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';

/**
 * Finds what nobody holds: runs whose node died, waiting runs that nobody is in front of, and cancellations that nobody
 * will tell any more. Every node sweeps; the statements are guarded, so two that sweep at once do no more than one.
 */
@Injectable()
export class Sweeper {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly wakeUps: WakeUps,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'sweep', everyMs: config.timing.sweepMs, runOnce: () => this.#sweep() });
  }

  async #sweep(): Promise<boolean> {
    const freed = await this.database.execute(freeExpiredLeases, {});
    if (freed > 0) {
      this.logger.warn({ freed }, 'leases ran out; their runs are due again');
      this.wakeUps.wake('dispatch');
    }
    await this.#giveFreeTurns();
    const abandoned = await this.database.execute(abandonCancellations, {});
    if (abandoned > 0) this.logger.warn({ abandoned }, 'targets could not be told in time of runs that were cancelled');
    return false;
  }

  async #giveFreeTurns(): Promise<void> {
    const free = await this.database.query(selectFreeTurns, {});
    if (free.length === 0) return;
    const queueKeys = JSON.stringify(free.map(({ queueKey }) => queueKey));
    await this.work.run(async ({ tx, afterCommit }) => {
      await tx.execute(lockQueues, { queueKeys });
      if ((await tx.execute(giveTurns, { queueKeys })) > 0) afterCommit(() => this.wakeUps.wake('dispatch'));
    });
  }
}
