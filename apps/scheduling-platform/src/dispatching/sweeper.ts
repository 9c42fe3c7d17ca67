import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { freeExpiredLeases } from '../persistence/sql/free-expired-leases.sql.ts';
import { lockQueue } from '../persistence/sql/lock-queue.sql.ts';
import { promoteNextRun } from '../persistence/sql/promote-next-run.sql.ts';
import { selectTasksWithFreeTurn } from '../persistence/sql/select-tasks-with-free-turn.sql.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { WakeUps } from '../persistence/wake-ups.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';

/**
 * Finds what nobody holds: runs whose node died, and waiting runs that nobody is in front of. Every node sweeps; the
 * statements are guarded, so two that sweep at once do no more than one.
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
    for (const { task, queueKey } of await this.database.query(selectTasksWithFreeTurn, {})) await this.#letOneIn(task, queueKey);
    return false;
  }

  #letOneIn(task: string, queueKey: string): Promise<void> {
    return this.work.run(async ({ tx, afterCommit }) => {
      await tx.execute(lockQueue, { queueKey });
      if ((await tx.execute(promoteNextRun, { task })) > 0) afterCommit(() => this.wakeUps.wake('dispatch'));
    });
  }
}
