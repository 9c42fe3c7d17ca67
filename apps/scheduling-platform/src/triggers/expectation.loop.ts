import { Database } from '@syncline/database';
import { LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { AlertBook } from '../alerts/alert-book.ts';
import { selectLateReceived } from '../persistence/sql/select-late-received.sql.ts';
import { takeDueExpectations } from '../persistence/sql/take-due-expectations.sql.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { Expectations } from './expectations.ts';

/** Triggers that one transaction takes. */
const BATCH = 100;

/**
 * Watches for messages that do not come (`expectedBy`).
 *
 * Model: what is expected next stands in the row of its trigger, before its time. When the time has come, the transaction
 * that holds the row looks whether an occurrence of a message is there, records NOT_RECEIVED and its alert if not, and
 * moves the row on; so each date is looked at exactly once, after any downtime, too. A message that is being taken in at
 * that very moment is not seen, nor does it see the alert; the next turn finds both and resolves the alert.
 */
@Injectable()
export class ExpectationLoop {
  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly expectations: Expectations,
    private readonly alerts: AlertBook,
    @Inject(PLATFORM_CONFIG) config: PlatformConfig,
  ) {
    loops.add({ name: 'expectations', everyMs: config.timing.pollMs, runOnce: () => this.#turn() });
  }

  async #turn(): Promise<boolean> {
    const acted = await this.work.run(async (unit) => {
      const rows = await unit.tx.query(takeDueExpectations, { most: BATCH });
      if (rows.length > 0) await this.expectations.act(unit, rows);
      return rows.length;
    });
    await this.#resolveReceived();
    return acted > 0;
  }

  async #resolveReceived(): Promise<void> {
    const received = await this.database.query(selectLateReceived, {});
    if (received.length === 0) return;
    await this.work.run((unit) => this.alerts.resolve(unit, received.map(({ ownerKind: kind, owner: name, businessDate }) => ({ cause: 'RECEIVED', owner: { kind, name }, businessDate }))));
  }
}
