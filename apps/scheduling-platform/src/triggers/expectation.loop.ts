import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { AlertBook } from '../alerts/alert-book.ts';
import { selectLateReceived } from '../persistence/sql/select-late-received.sql.ts';
import { takeDueExpectation, takeDueExpectations } from '../persistence/sql/take-due-expectations.sql.ts';
import type { TriggerKey } from '../persistence/sql/take-due-triggers.sql.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { Expectations } from './expectations.ts';

/** Triggers that one transaction takes. */
const BATCH = 100;

/**
 * Watches for messages that do not come (`expectedBy`).
 *
 * Model: what is expected next stands in the row of its trigger, before its time. When the time has come, the transaction
 * that holds the row looks whether a message that the trigger hears was noted, records NOT_RECEIVED and its alert if not, and
 * moves the row on; so each date is looked at exactly once, after any downtime, too. A message that is being taken in at
 * that very moment is not seen, nor does it see the alert; the next turn finds both and resolves the alert. A batch that
 * fails is tried one trigger at a time, so that one that cannot be looked at hides no other.
 */
@Injectable()
export class ExpectationLoop {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly expectations: Expectations,
    private readonly alerts: AlertBook,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'expectations', everyMs: config.timing.pollMs, runOnce: () => this.#turn() });
  }

  async #turn(): Promise<boolean> {
    const isThereMore = await this.#actOnBatch();
    await this.#resolveReceived();
    return isThereMore;
  }

  /** @returns whether there may be more */
  async #actOnBatch(): Promise<boolean> {
    let taken: readonly TriggerKey[] = [];
    try {
      return await this.work.run(async (unit) => {
        const rows = await unit.tx.query(takeDueExpectations, { most: BATCH });
        taken = rows;
        if (rows.length > 0) await this.expectations.act(unit, rows);
        return rows.length > 0;
      });
    } catch (err) {
      if (taken.length === 0) throw err;
      this.logger.warn({ err, triggers: taken.length }, 'expectations could not be looked at together; each is tried alone');
      for (const key of taken) await this.#actAlone(key);
      return false;
    }
  }

  async #actAlone({ ownerKind, owner, position }: TriggerKey): Promise<void> {
    try {
      await this.work.run(async (unit) => {
        const rows = await unit.tx.query(takeDueExpectation, { ownerKind, owner, position });
        if (rows.length > 0) await this.expectations.act(unit, rows);
      });
    } catch (err) {
      this.logger.error({ err, ownerKind, owner, position }, 'a message is expected and cannot be looked for');
    }
  }

  async #resolveReceived(): Promise<void> {
    const received = await this.database.query(selectLateReceived, {});
    if (received.length === 0) return;
    await this.work.run((unit) => this.alerts.resolve(unit, received.map(({ expectedKey: expected }) => ({ cause: 'RECEIVED', expected }))));
  }
}
