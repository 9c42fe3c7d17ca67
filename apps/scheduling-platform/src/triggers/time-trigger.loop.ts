import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { takeDueTrigger, takeDueTriggers, type TriggerKey } from '../persistence/sql/take-due-triggers.sql.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { DueTriggers } from './due-triggers.ts';
import { MissedFirings } from './missed-firings.ts';

/** Triggers that one transaction takes. */
const BATCH = 500;

/**
 * Fires cron and interval triggers.
 *
 * Model:
 *   - A firing lives in the database before it happens: `fires_at` of a trigger is the first moment that nothing was
 *     decided about. It is written when the trigger is made, and moved on in the transaction that decides.
 *   - One transaction takes a batch of due triggers, decides (a pure function of row, calendar and the database's time),
 *     writes occurrences and runs, and moves the rows on. If it dies halfway, nothing of it has happened, and the rows are
 *     due as before; another node, or this one, takes them. So every moment is decided about exactly once.
 *   - Nodes pass over rows that another node holds. None needs to know of the others.
 *   - Time is the database's. If it jumps ahead, what lies between was missed and is treated so; if it jumps back, the rows
 *     stand in the future and nothing fires twice.
 *   - A batch that fails is tried one trigger at a time, so that one that cannot fire keeps no other from it.
 */
@Injectable()
export class TimeTriggerLoop {
  constructor(
    loops: LoopRegistry,
    private readonly work: UnitOfWork,
    private readonly due: DueTriggers,
    private readonly missed: MissedFirings,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'time-triggers', everyMs: config.timing.pollMs, runOnce: () => this.#turn() });
  }

  async #turn(): Promise<boolean> {
    const isThereMoreDue = await this.#fireBatch();
    const isThereMoreMissed = await this.missed.goOn();
    return isThereMoreDue || isThereMoreMissed;
  }

  /** @returns whether there may be more */
  async #fireBatch(): Promise<boolean> {
    let taken: readonly TriggerKey[] = [];
    try {
      return await this.work.run(async (unit) => {
        const rows = await unit.tx.query(takeDueTriggers, { most: BATCH });
        taken = rows;
        const acted = rows.length === 0 ? 0 : await this.due.act(unit, rows);
        return acted < rows.length || rows.length === BATCH;
      });
    } catch (err) {
      if (taken.length === 0) throw err;
      this.logger.warn({ err, triggers: taken.length }, 'due triggers could not be fired together; each is tried alone');
      for (const key of taken) await this.#fireAlone(key);
      return false;
    }
  }

  async #fireAlone({ ownerKind, owner, position }: TriggerKey): Promise<void> {
    try {
      await this.work.run(async (unit) => {
        const rows = await unit.tx.query(takeDueTrigger, { ownerKind, owner, position });
        if (rows.length > 0) await this.due.act(unit, rows);
      });
    } catch (err) {
      this.logger.error({ err, ownerKind, owner, position }, 'a trigger is due and cannot be fired');
    }
  }
}
